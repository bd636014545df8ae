"""Which login of a server plays as whom, and which reads which cohorts. Its owner says so."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text

from servicesim.saves.people import cohorts
from servicesim.saves.store import Store

_TRAINEE = text("SELECT servicesim.grant_trainee(:login, :person)")
_MANAGER = text("SELECT servicesim.grant_manager(:login, :cohorts)")


def grant_trainee(store: Store, login: str, person: str) -> None:
    """Lets `login` play as `person`, and as nobody else. Raises NotSaved, as where there is no such login."""
    with store.writing() as connection:
        connection.execute(_TRAINEE, {"login": login, "person": person})


def grant_manager(store: Store, login: str, names: Sequence[str]) -> list[str]:
    """Lets `login` read the cohorts of these names, and nothing else. Gives back those that nobody is in yet.

    Raises NotSaved, also where there is no such login.
    """
    with store.writing() as connection:
        connection.execute(_MANAGER, {"login": login, "cohorts": list(names)})
    known = cohorts(store)
    return [name for name in names if name not in known]
