"""Sends sessions to a learning record store, as statements, and goes on where it stopped.

https://github.com/adlnet/xAPI-Spec/blob/master/xAPI-Communication.md#statements. The ids of statements are
the same every time, so that what is sent twice is stored once.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from servicesim.errors import DeliveryFailed, ExtraMissing, UsageError
from servicesim.exchange.outlet import Outlet
from servicesim.exchange.xapi import Conversation, LeftOut, Statement, conversations
from servicesim.saves.deliveries import deliver, delivered

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager
    from urllib3.exceptions import HTTPError

USER, PASSWORD = "SERVICESIM_LRS_USER", "SERVICESIM_LRS_PASSWORD"

AT_ONCE = 300
"""Statements in one request; a session is never divided, and a longer one goes by itself."""

PATIENCE = 0.5
"""Half the seconds before the third try; the second comes at once, every further one waits twice as long."""

_TRIES = 5
_TIMEOUT = 30.0
# Not yet, too often, or broken for the moment. The same request may be sent again: ids are the same.
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to send. `url` is that of the statements, without credentials; it may be shown."""

    url: str
    user: str | None
    password: str | None

    @property
    def in_the_open(self) -> bool:
        """Whether what is sent can be read on the way."""
        parts = urlsplit(self.url)
        return parts.scheme == "http" and parts.hostname not in _LOOPBACK


@dataclass(slots=True)
class Sent:
    """What became of the sessions that were to be sent."""

    sessions: int = 0
    before: int = 0
    """Sent at an earlier time, and not sent again."""
    statements: int = 0
    there: int = 0
    """Of the statements: there already."""
    differing: int = 0
    """Of the statements: there already with other content, and left as they are there."""


def endpoint_at(url: str) -> Endpoint:
    """The endpoint at `url`, with the credentials of the environment, else those in the URL.

    Raises UsageError; the message never holds the URL, which may hold a password.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise UsageError("--to is not a URL.") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise UsageError("--to names the endpoint of a learning record store: https://HOST/PATH.")
    user, password = os.environ.get(USER), os.environ.get(PASSWORD)
    if (user is None) != (password is None):
        raise UsageError(f"{USER} and {PASSWORD} belong together: one of them is not set.")
    if user is None and parts.username is not None:
        user, password = unquote(parts.username), unquote(parts.password or "")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    where = host if port is None else f"{host}:{port}"
    path = parts.path.rstrip("/")
    path = path if path.endswith("/statements") else f"{path}/statements"
    return Endpoint(SplitResult(parts.scheme, where, path, "", "").geturl(), user, password)


def send(
    outlet: Outlet, endpoint: Endpoint, left: LeftOut, sent: Sent, *, patience: float = PATIENCE
) -> None:
    """Sends every ended session that was not sent there before; `sent` is true at every moment.

    Sessions sent under other names or with another home page count as not sent: they are others there.
    Raises DeliveryFailed, ExtraMissing, NotSaved; sending again goes on from there.
    """
    names = "pseudonyms" if outlet.pseudonyms else "names"
    target = f"{endpoint.url} {names} {outlet.home_page}"
    before = delivered(outlet.store, target)
    sent.before = sum(session in before for session in outlet.ids())
    with _connections(endpoint, patience) as connections:
        post = _Post(connections, endpoint, sent)
        for batch in _batches(conversations(outlet, left, without=before)):
            post.send([statement for one in batch for statement in one.statements])
            deliver(outlet.store, target, [one.session for one in batch])
            sent.sessions += len(batch)


def _batches(told: Iterator[Conversation]) -> Iterator[list[Conversation]]:
    batch: list[Conversation] = []
    size = 0
    for one in told:
        if batch and size + len(one.statements) > AT_ONCE:
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += len(one.statements)
    if batch:
        yield batch


def _connections(endpoint: Endpoint, patience: float) -> PoolManager:
    try:
        from urllib3 import PoolManager, ProxyManager, Retry, make_headers
    except ImportError as error:
        raise ExtraMissing("Sending to a learning record store", "xapi") from error
    headers = {
        "X-Experience-API-Version": "1.0.3",
        "Content-Type": "application/json",
        "User-Agent": "servicesim",
    }
    if endpoint.user is not None:
        # A name in another alphabet is sent in UTF-8, as RFC 7617 has it; urllib3 would take Latin-1.
        given = f"{endpoint.user}:{endpoint.password}"
        headers |= make_headers(basic_auth=given.encode().decode("latin-1"))
    # No redirects: the credentials are for this place.
    retry = Retry(
        total=_TRIES - 1, connect=2, redirect=0, allowed_methods=None, status_forcelist=_AGAIN,
        backoff_factor=patience, raise_on_status=False, raise_on_redirect=False,
    )  # fmt: skip
    proxy = _proxy(endpoint)
    if proxy is None:
        return PoolManager(headers=headers, retries=retry, timeout=_TIMEOUT)
    parts = urlsplit(proxy)
    if parts.scheme not in ("http", "https"):
        raise DeliveryFailed(endpoint.url, "the proxy of this machine is of a kind that is not known here.")
    named = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else None
    return ProxyManager(
        proxy, headers=headers, retries=retry, timeout=_TIMEOUT,
        proxy_headers=make_headers(proxy_basic_auth=named),
    )  # fmt: skip


def _proxy(endpoint: Endpoint) -> str | None:
    """The proxy that this machine's settings name for the endpoint, never one for this machine itself."""
    parts = urlsplit(endpoint.url)
    if parts.hostname is None or parts.hostname in _LOOPBACK or proxy_bypass(parts.hostname):
        return None
    return getproxies().get(parts.scheme)


class _Post:
    """Posts statements and counts in `sent` what the other store says of them."""

    def __init__(self, connections: PoolManager, endpoint: Endpoint, sent: Sent) -> None:
        self._connections = connections
        self._endpoint = endpoint
        self._sent = sent

    def send(self, statements: list[Statement]) -> None:
        """All in one request; where one of them stands in the way, or they are too many, one by one."""
        status = self._post(statements)
        if status in (409, 413) and len(statements) > 1:
            for statement in statements:
                self._count(self._post([statement]), 1)
        else:
            self._count(status, len(statements))

    def _count(self, status: int, statements: int) -> None:
        if status == 409:
            self._sent.differing += statements
        elif status == 204:
            self._sent.there += statements
        elif status == 413:
            raise DeliveryFailed(self._endpoint.url, "it takes no statement as large as one of these.")
        self._sent.statements += statements

    def _post(self, statements: list[Statement]) -> int:
        """The status of the answer: 200, 204, 409 or 413. Raises DeliveryFailed for everything else."""
        from urllib3.exceptions import HTTPError

        body = json.dumps(statements, ensure_ascii=False).encode()
        try:
            answer = self._connections.request("POST", self._endpoint.url, body=body)
        except HTTPError as error:
            raise DeliveryFailed(self._endpoint.url, _why(error)) from error
        if answer.status in (401, 403):
            raise DeliveryFailed(self._endpoint.url, f"it refuses the credentials ({USER}, {PASSWORD}).")
        if answer.status not in (200, 204, 409, 413):
            raise DeliveryFailed(self._endpoint.url, f"it answers {answer.status}{_said(answer)}.")
        return answer.status


def _why(error: HTTPError) -> str:
    """What went wrong below, in a sentence. Its own text is left out: it may repeat what was sent."""
    from urllib3 import exceptions

    cause = getattr(error, "reason", None) or error
    if isinstance(cause, exceptions.ProxyError):
        return "the proxy of this machine does not lead there."
    if isinstance(cause, exceptions.SSLError):
        return "its certificate does not hold."
    if isinstance(cause, exceptions.NewConnectionError | exceptions.NameResolutionError):
        return "nothing answers there."
    if isinstance(cause, exceptions.TimeoutError):
        return f"it did not answer within {_TIMEOUT:.0f} seconds."
    return f"the connection broke ({type(cause).__name__})."


def _said(answer: BaseHTTPResponse) -> str:
    text = " ".join(answer.data.decode("utf-8", "replace").split())[:200]
    return f": {''.join(char for char in text if char.isprintable())}" if text else ""
