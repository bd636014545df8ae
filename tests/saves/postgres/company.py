"""Two cohorts on a server, and somebody who manages one of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from servicesim.saves import tables
from servicesim.saves.people import Person, import_people
from servicesim.saves.policy import Policy, set_policy
from servicesim.saves.records import Ended, Mode
from servicesim.saves.store import Store
from tests.saves.samples import begin, reply

REBUILT = Ended("rebuilt", "resolved", empathy=83.25, clarity=None, trust=100.0)
SPRING = ("Amina", "Jonas", "Zoë", "Ruth", "Li")


class Company:
    """People in two cohorts, each with a session in practice and one in assessment."""

    def __init__(self, store: Store) -> None:
        self.store = store
        import_people(
            store,
            [*(Person(name, "Spring") for name in SPRING), Person("Bo", "Autumn"), Person("Cy", "Autumn")],
        )
        self.ids = {
            (name, mode): self.played(name, mode)
            for name in ("Amina", "Bo")
            for mode in ("practice", "assessment")
        }

    def played(self, name: str, mode: Mode) -> str:
        session = begin(self.store, trainee=name, mode=mode)
        self.store.append(session.id, reply(), ended=REBUILT)
        with self.store.writing() as connection:
            # As if checked: the story of these tests cannot be replayed.
            connection.execute(update(tables.sessions).values(scored=True))
        return session.id

    def policy(self, **values: Any) -> None:
        set_policy(self.store, Policy(**values))
