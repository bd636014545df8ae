"""What a manager's review takes on a PostgreSQL server: `python bench/company_store.py [--sessions N]`.

The same million sessions as in `review_scale.py`, on a server that is started for it with 1 GB of memory,
timed as the store's owner has them, as the manager of one cohort, and as one who manages all 251. Then a
reply as a trainee saves it, and what a guard costs that is asked of every row.

`--keep FOLDER` keeps the filled server there and uses it again; `--set shared_buffers=128MB` tries a setting.

Needs PostgreSQL's server and the extra `postgres`.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import psycopg

from review_scale import NOW, STORIES, Told, fill, milliseconds, review, told
from servicesim.conversation import RULES
from servicesim.saves.logins import grant_manager, grant_trainee
from servicesim.saves.people import cohorts
from servicesim.saves.postgres import initialise
from servicesim.saves.records import NewReply, NewSession
from servicesim.saves.store import Store

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.saves.postgres.server import MISSING, programs, running_server

LOGINS = ("manager", "director", "trainee")
REPLIES = 200
ROWS = 20_000
WHOLE = "filled to its end"
THERE = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = 'scale'"


def main() -> None:
    """Starts a server, fills a store there, and times it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="the server's data, kept there and used again")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="a setting of the server"
    )
    wanted = parser.parse_args()
    found = programs()
    if found is None:
        print(MISSING)
        return
    stories = [told(number) for number in range(STORIES)]
    # What this benchmark itself keeps in memory is no part of it.
    gc.collect()
    gc.freeze()
    settings = ("shared_buffers=1GB", "autovacuum=on", *wanted.set)
    with running_server(found, settings, kept=wanted.keep) as place:
        url = f"postgresql://{{}}@/scale?{place}"
        with psycopg.connect(f"postgresql://postgres@/postgres?{place}", autocommit=True) as admin:
            there = admin.execute(THERE).fetchone()
            if there is not None and there[0] != WHOLE:
                raise SystemExit(f"{wanted.keep} was not filled to its end; delete it")
            if there is None:
                admin.execute("CREATE DATABASE scale")
                for login in LOGINS:
                    admin.execute(f"CREATE ROLE {login} LOGIN")
        owner = url.format("postgres")
        initialise(owner)
        if there is None:
            filled(owner, stories, wanted.sessions)
        for login, who in (
            ("postgres", "its owner"),
            ("manager", "the manager of one cohort"),
            ("director", "the manager of all"),
        ):
            print(f"-- {who}", flush=True)
            review(url.format(login), stories)
        print("-- rows", flush=True)
        print(f"{'a reply, saved by a trainee:':34}{saving(url.format('trainee'), stories[0]):9.1f} ms")
        guards(owner)


def filled(owner: str, stories: Sequence[Told], sessions: int) -> None:
    """Puts the sessions in, past the guards, and lets logins in."""
    begun = perf_counter()
    triggers = "ALTER TABLE servicesim.{} {} TRIGGER USER"
    with psycopg.connect(owner, autocommit=True) as raw:
        for table in ("sessions", "replies"):
            raw.execute(triggers.format(table, "DISABLE"))
        with Store.open(owner, clock=lambda: NOW) as store:
            filling = fill(store, stories, sessions)
            grant_manager(store, "manager", ["Cohort 000"])
            grant_manager(store, "director", list(cohorts(store)))
            grant_trainee(store, "trainee", "Person 00007")
        for table in ("sessions", "replies"):
            raw.execute(triggers.format(table, "ENABLE"))
        raw.execute("VACUUM ANALYZE")
        raw.execute(f"COMMENT ON DATABASE scale IS '{WHOLE}'")
    took = perf_counter() - begun
    print(
        f"{filling.sessions:,} sessions, {filling.replies:,} of their replies, made in {took:.0f} s",
        flush=True,
    )


def saving(url: str, one: Told) -> float:
    """What a reply takes until it is saved, the guards and the hash chain held; in milliseconds."""
    with Store.open(url) as store:
        new = NewSession("Person 00007", one.story.id, one.story.digest, "practice", seed=1, rules=RULES)
        session = store.begin(new).id
        begun = perf_counter()
        for seq in range(REPLIES):
            levels = {"attitude": "open", "resistance": 5, "trust": 5, "grievances": 0}
            reply = NewReply(seq, "reply", seq + 1, "scene", "reply", decided_ms=None, **levels)  # type: ignore[arg-type]
            store.append(session, reply)
        return (perf_counter() - begun) * 1000 / REPLIES


def guards(owner: str) -> None:
    """The people of a manager as one set, and asked of every row."""
    rows = f"(SELECT trainee FROM servicesim.sessions LIMIT {ROWS}) AS s"
    with psycopg.connect(owner, autocommit=True) as raw:
        raw.execute("SET search_path = servicesim")
        raw.execute(
            "CREATE FUNCTION pg_temp.asked(who text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER"
            " SET search_path = servicesim AS $$ SELECT EXISTS (SELECT 1 FROM people WHERE name = who"
            " AND cohort IN (SELECT unnest(cohorts) FROM logins WHERE login = 'manager')) $$"
        )
        a_set = (
            "SELECT p.name FROM people AS p"
            " WHERE p.cohort IN (SELECT unnest(cohorts) FROM logins WHERE login = 'manager')"
        )
        for name, guard in (("a set", f"trainee IN ({a_set})"), ("each row", "pg_temp.asked(trainee)")):
            query = f"SELECT count(*) FROM {rows} WHERE {guard}"
            took, _ = milliseconds(lambda query=query: raw.execute(query).fetchall())  # type: ignore[misc]
            print(f"{f'{ROWS:,} rows guarded by {name}:':34}{took:9.1f} ms", flush=True)


if __name__ == "__main__":
    main()
