"""What managers may see of a store: its policy, kept in the store itself.

In one file the program keeps to it, and whoever can open the file can get round it. A company's store holds
it in the database.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast, get_args

from sqlalchemy import Connection, delete, insert, select

from servicesim.errors import StoreUnusable
from servicesim.saves import tables

if TYPE_CHECKING:  # which tells of the policy itself
    from servicesim.saves.records import Mode
    from servicesim.saves.store import Store

Practice = Literal["whole", "scores", "happened"]
"""What managers see of practice: sessions whole, how they stand and their scores, or that they took place."""

People = Literal["shown", "cohorts"]
"""Whether people appear at all, or only cohorts."""

FEWEST = 5
"""Where people do not appear, what fewer of them share is hidden."""


@dataclass(frozen=True, slots=True)
class Policy:
    """`threshold` is the mean score, 0..100, that counts as proficient; None where nobody has set one."""

    practice: Practice = "scores"
    people: People = "shown"
    threshold: float | None = None

    @property
    def seen(self) -> str:
        """What managers see, in two words: people are told again where this changes."""
        return f"{self.practice} {self.people}"

    def hides_results(self, mode: Mode) -> bool:
        """Whether it keeps from managers how sessions of a mode went."""
        return mode == "practice" and self.practice == "happened"


_p = tables.policy.c


def policy_of(store: Store) -> Policy:
    """The policy of a store. Raises StoreUnusable, also for a value that this version does not know."""
    with store.reading() as connection:
        kept = {row.name: row.value for row in connection.execute(select(tables.policy))}
    practice, people = kept.get("practice", "scores"), kept.get("people", "shown")
    threshold = kept.get("threshold")
    if practice not in get_args(Practice) or people not in get_args(People):
        raise StoreUnusable(store.location, "its policy is one that this version does not know.")
    try:
        points = None if threshold is None else float(threshold)
    except ValueError as error:
        raise StoreUnusable(store.location, f"its threshold is damaged: '{threshold}'.") from error
    return Policy(cast("Practice", practice), cast("People", people), points)


def set_policy(store: Store, policy: Policy) -> None:
    """Keeps a policy. Raises NotSaved; ValueError for a threshold outside of 0..100."""
    if policy.threshold is not None and not 0 <= policy.threshold <= 100:
        raise ValueError(f"a threshold lies between 0 and 100, this one is {policy.threshold}")
    with store.writing() as connection:
        _put(connection, "practice", policy.practice)
        _put(connection, "people", policy.people)
        _put(connection, "threshold", None if policy.threshold is None else repr(policy.threshold))


def secret_of(store: Store) -> str:
    """The secret from which this store's pseudonyms are made, 64 hexadecimal digits; made when first asked
    for. Raises NotSaved, StoreUnusable."""
    kept = select(_p.value).where(_p.name == "secret")
    with store.reading() as connection:
        secret: str | None = connection.execute(kept).scalar()
    if secret is not None:
        return secret
    with store.writing() as connection:
        # Another program may have made it meanwhile.
        secret = connection.execute(kept).scalar()
        if secret is None:
            secret = secrets.token_hex(32)
            _put(connection, "secret", secret)
    return secret


def _put(connection: Connection, name: str, value: str | None) -> None:
    connection.execute(delete(tables.policy).where(_p.name == name))
    if value is not None:
        connection.execute(insert(tables.policy), {"name": name, "value": value})
