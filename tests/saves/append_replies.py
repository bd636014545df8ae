"""A program for the tests: appends replies to a session and prints each row's number once it is saved.

Arguments: the store, the session (`new` begins one, and prints its id first), and how many replies. Where
another program was quicker, it looks where the session stands and goes on from there.
"""

from __future__ import annotations

import sys

from samples import begin, reply

from servicesim.errors import NotSaved
from servicesim.saves.store import Store


def main() -> None:
    path, session, wanted = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with Store.open(path) as store:
        if session == "new":
            session = begin(store).id
            print(session, flush=True)
        saved = 0
        while saved < wanted:
            last = store.session(session).turns
            try:
                row = store.append(session, reply(last, scene=f"after-{last}"))
            except NotSaved as error:
                if "another program has gone on" not in error.reason:
                    raise
                continue
            saved += 1
            print(row.seq, flush=True)


if __name__ == "__main__":
    main()
