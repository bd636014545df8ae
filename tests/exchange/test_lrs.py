"""Sending to a learning record store: to a real one, and to one that answers as it is told."""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from servicesim.errors import DeliveryFailed, ExtraMissing, UsageError
from servicesim.exchange import lrs
from servicesim.exchange.lrs import PASSWORD, USER, Endpoint, Sent, _proxy, endpoint_at, send
from servicesim.exchange.outlet import Outlet
from servicesim.exchange.xapi import LeftOut
from servicesim.saves.outgoing import EVERYTHING, Wanted
from servicesim.saves.store import Store
from servicesim.saves.tables import deliveries

from . import ralph_server
from .talks import talk

OF_ONE = 6  # statements of a session with two replies


class Ralph:
    """A real store. `kept` is what lies in its file."""

    def __init__(self, folder: Path, port: int) -> None:
        self.file = folder / ralph_server.FILE
        url = f"http://127.0.0.1:{port}/xAPI/statements"
        self.endpoint = Endpoint(url, ralph_server.USER, ralph_server.PASSWORD)

    def kept(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.file.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ralph]:
    folder = tmp_path_factory.mktemp("ralph")
    command = [sys.executable, ralph_server.__file__, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        assert port, "the learning record store did not start"
        yield Ralph(folder, int(port))
        server.terminate()


@pytest.fixture
def ralph(running: Ralph) -> Ralph:
    """The real store, empty."""
    running.file.write_text("")
    return running


class Told:
    """A store that gives the answers it is told to give, and 200 when it has given them all."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.bodies: list[list[dict[str, Any]]] = []
        self.headers: list[Any] = []
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                told.bodies.append(json.loads(body))
                told.headers.append(self.headers)
                status = told.answers.pop(0) if told.answers else 200
                self.send_response(status)
                said = b"" if status == 204 else b"no \x1b[2J more"
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = Endpoint(f"http://127.0.0.1:{self.server.server_port}/statements", "jö", "geheim")


@pytest.fixture
def told() -> Iterator[Told]:
    store = Told()
    thread = Thread(target=store.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield store
    store.server.shutdown()
    thread.join()
    store.server.server_close()


def sent(store: Store, endpoint: Endpoint, wanted: Wanted = EVERYTHING, **more: Any) -> Sent:
    count = Sent()
    send(Outlet(store, wanted, **more), endpoint, LeftOut(), count, patience=0)
    return count


@pytest.mark.slow
class TestARealStore:
    def test_what_is_sent_is_kept_there_in_order(self, store: Store, ralph: Ralph) -> None:
        talk(store, "hear", "end")
        talk(store, "wait", trainee="Ben")
        assert sent(store, ralph.endpoint) == Sent(sessions=1, statements=OF_ONE)
        verbs = [statement["verb"]["display"]["en"] for statement in ralph.kept()]
        assert verbs == ["initialized", "answered", "answered", "completed", "passed", "terminated"]

    def test_sending_twice_stores_once(self, store: Store, ralph: Ralph, tmp_path: Path) -> None:
        talk(store, "hear", "end")
        sent(store, ralph.endpoint)
        before = ralph.kept()
        assert sent(store, ralph.endpoint) == Sent(before=1)
        # Also where nobody remembers that it was sent.
        _forget_deliveries(store)
        assert sent(store, ralph.endpoint) == Sent(sessions=1, statements=OF_ONE, there=OF_ONE)
        assert ralph.kept() == before

    def test_what_is_there_with_other_content_stays_and_is_counted(self, store: Store, ralph: Ralph) -> None:
        talk(store, "hear", "end")
        sent(store, ralph.endpoint)
        kept = ralph.kept()
        kept[2]["result"]["response"] = "another"
        ralph.file.write_text("".join(f"{json.dumps(statement)}\n" for statement in kept))
        _forget_deliveries(store)
        talk(store, "hear", "end", trainee="Ben")
        count = sent(store, ralph.endpoint)
        assert (count.sessions, count.there, count.differing) == (2, OF_ONE - 1, 1)
        assert len(ralph.kept()) == 2 * OF_ONE

    def test_wrong_credentials(self, store: Store, ralph: Ralph) -> None:
        talk(store, "hear", "end")
        with pytest.raises(DeliveryFailed, match="refuses the credentials") as failed:
            sent(store, Endpoint(ralph.endpoint.url, "trainer", "guessed"))
        assert "guessed" not in str(failed.value)
        assert ralph.kept() == []


def _forget_deliveries(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(deliveries.delete())


class TestTrouble:
    def test_a_store_that_is_busy_for_a_moment_is_asked_again(self, store: Store, told: Told) -> None:
        talk(store, "hear", "end")
        told.answers = [429, 503, 200]
        assert sent(store, told.endpoint).sessions == 1
        assert len(told.bodies) == 3
        assert told.bodies[0] == told.bodies[2]

    def test_it_goes_on_where_it_stopped(
        self, store: Store, told: Told, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lrs, "AT_ONCE", OF_ONE)
        for trainee in ("Amina", "Ben", "Cem"):
            talk(store, "hear", "end", trainee=trainee)
        told.answers = [200, 500, 500, 500, 500, 500]
        count = Sent()
        with pytest.raises(DeliveryFailed, match="it answers 500"):
            send(Outlet(store, EVERYTHING), told.endpoint, LeftOut(), count, patience=0)
        assert count.sessions == 1
        told.bodies.clear()
        assert sent(store, told.endpoint) == Sent(sessions=2, before=1, statements=2 * OF_ONE)
        names = [body[0]["actor"]["account"]["name"] for body in told.bodies]
        assert names == ["Ben", "Cem"]

    def test_sessions_are_sent_whole_many_at_once(
        self, store: Store, told: Told, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lrs, "AT_ONCE", 2 * OF_ONE + 1)
        for _ in range(5):
            talk(store, "hear", "end")
        sent(store, told.endpoint)
        assert [len(body) for body in told.bodies] == [2 * OF_ONE, 2 * OF_ONE, OF_ONE]

    def test_a_conflict_is_looked_into_one_by_one(self, store: Store, told: Told) -> None:
        talk(store, "hear", "end")
        told.answers = [409, 200, 204, 409, 200, 204, 200]
        assert sent(store, told.endpoint) == Sent(sessions=1, statements=OF_ONE, there=2, differing=1)
        assert [len(body) for body in told.bodies] == [OF_ONE] + [1] * OF_ONE

    def test_too_much_at_once_is_sent_one_by_one(self, store: Store, told: Told) -> None:
        talk(store, "hear", "end")
        told.answers = [413]
        assert sent(store, told.endpoint) == Sent(sessions=1, statements=OF_ONE)
        assert len(told.bodies) == 1 + OF_ONE

    @pytest.mark.parametrize(
        ("answers", "why"),
        [
            ([401], "refuses the credentials"),
            ([403], "refuses the credentials"),
            ([302], "it answers 302"),
            ([400], "it answers 400: no .*more"),
            ([413, 413], "no statement as large"),
        ],
    )
    def test_what_cannot_be_mended_by_asking_again(
        self, store: Store, told: Told, answers: list[int], why: str
    ) -> None:
        talk(store, "hear", "end")
        told.answers = list(answers)
        with pytest.raises(DeliveryFailed, match=why) as failed:
            sent(store, told.endpoint)
        assert len(told.bodies) == len(answers)
        assert "\x1b" not in str(failed.value)
        assert sent(store, told.endpoint).sessions == 1

    def test_nobody_there(self, store: Store) -> None:
        talk(store, "hear", "end")
        with socket.socket() as taken:  # and nobody listens
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
            with pytest.raises(DeliveryFailed, match="nothing answers there"):
                sent(store, Endpoint(f"http://127.0.0.1:{port}/statements", None, None))

    def test_names_and_pseudonyms_are_sent_apart(self, store: Store, told: Told) -> None:
        talk(store, "hear", "end")
        assert sent(store, told.endpoint).sessions == 1
        assert sent(store, told.endpoint, pseudonyms=True).sessions == 1
        assert sent(store, told.endpoint, pseudonyms=True) == Sent(before=1)

    def test_without_the_library_it_says_what_to_install(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "urllib3", None)
        with pytest.raises(ExtraMissing, match=r"servicesim\[xapi\]"):
            sent(store, Endpoint("http://127.0.0.1:9/statements", None, None))


class TestTheRequest:
    def test_headers(self, store: Store, told: Told) -> None:
        talk(store, "hear", "end")
        sent(store, told.endpoint)
        (headers,) = told.headers
        assert headers["X-Experience-API-Version"] == "1.0.3"
        assert headers["Content-Type"] == "application/json"
        scheme, _, credentials = headers["Authorization"].partition(" ")
        assert (scheme, base64.b64decode(credentials).decode()) == ("Basic", "jö:geheim")

    def test_it_goes_through_the_proxy_that_the_machine_has_and_never_to_itself(
        self, store: Store, told: Told, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        talk(store, "hear", "end")
        monkeypatch.setenv("http_proxy", f"http://kim:p%40ss@127.0.0.1:{told.server.server_port}")
        monkeypatch.delenv("no_proxy", raising=False)
        assert sent(store, Endpoint("http://lrs.example/statements", None, None)).sessions == 1
        assert sent(store, told.endpoint).sessions == 1
        proxied, direct = told.headers
        assert (proxied["Host"], direct["Host"]) == ("lrs.example", f"127.0.0.1:{told.server.server_port}")
        assert base64.b64decode(proxied["Proxy-Authorization"].removeprefix("Basic ")) == b"kim:p@ss"
        assert direct["Proxy-Authorization"] is None
        monkeypatch.setenv("http_proxy", "socks5://127.0.0.1:1080")
        with pytest.raises(DeliveryFailed, match="the proxy of this machine"):
            sent(store, Endpoint("http://other.example/statements", None, None))
        monkeypatch.setenv("no_proxy", "lrs.example")
        assert _proxy(Endpoint("http://lrs.example/statements", None, None)) is None


class TestEndpoint:
    @pytest.fixture(autouse=True)
    def no_credentials(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv(USER, raising=False)
        monkeypatch.delenv(PASSWORD, raising=False)

    @pytest.mark.parametrize(
        ("url", "shown"),
        [
            ("https://a.example/xAPI", "https://a.example/xAPI/statements"),
            ("https://a.example/xAPI/statements/", "https://a.example/xAPI/statements"),
            ("https://jo:pass%40word@a.example:8443", "https://a.example:8443/statements"),
            ("http://[::1]:80/x", "http://[::1]:80/x/statements"),
        ],
    )
    def test_the_place_is_shown_without_credentials(self, url: str, shown: str) -> None:
        assert endpoint_at(url).url == shown

    def test_credentials_of_the_environment_go_before_those_in_the_url(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        url = "https://jo:pass%40word@a.example"
        assert (endpoint_at(url).user, endpoint_at(url).password) == ("jo", "pass@word")
        monkeypatch.setenv(USER, "kim")
        with pytest.raises(UsageError, match="belong together"):
            endpoint_at(url)
        monkeypatch.setenv(PASSWORD, "secret")
        assert (endpoint_at(url).user, endpoint_at(url).password) == ("kim", "secret")

    @pytest.mark.parametrize(
        "url",
        ["a.example", "file:///etc", "https://", "https://a.example:x", "https://u:geheim@a.example?q=1"],
    )
    def test_what_is_no_endpoint_is_refused_without_being_repeated(self, url: str) -> None:
        with pytest.raises(UsageError, match="--to ") as refused:
            endpoint_at(url)
        assert "geheim" not in str(refused.value)

    @pytest.mark.parametrize(
        ("url", "open_"),
        [("http://a.example", True), ("https://a.example", False), ("http://localhost:8100", False)],
    )
    def test_whether_others_can_read_it_on_the_way(self, url: str, open_: bool) -> None:
        assert endpoint_at(url).in_the_open is open_
