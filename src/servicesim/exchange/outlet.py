"""What may leave a store: which sessions somebody asked for, and how much of each its policy lets out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from servicesim.errors import UsageError
from servicesim.exchange.pseudonyms import pseudonym
from servicesim.saves.outgoing import Kept, Wanted, ids_of, kept
from servicesim.saves.policy import Policy, Practice, policy_of, secret_of
from servicesim.saves.records import SessionRecord
from servicesim.saves.store import Store

_OF_WHAT_HAPPENED = frozenset(("id", "trainee", "story", "story_digest", "mode", "started", "rules"))
"""What is told of a session of which the policy says only that it took place."""

NOBODYS = "https://servicesim.invalid"
"""A home page that is nobody's, and stays so: names under .invalid never lead anywhere (RFC 2606)."""


@dataclass(frozen=True)
class Outlet:
    """Somebody's way of taking sessions out of a store.

    `own` says that these are sessions of the one who asks: the policy is about managers, and everybody may
    have their own whole. With `pseudonyms` people have other names; `home_page` is the address that their
    accounts are said to be of, where a format asks for one.
    """

    store: Store
    wanted: Wanted
    own: bool = False
    pseudonyms: bool = False
    home_page: str = NOBODYS

    @cached_property
    def policy(self) -> Policy:
        """The store's policy."""
        return policy_of(self.store)

    def ids(self, *, newest_first: bool = False) -> list[str]:
        """The ids of the sessions that were asked for, in the order they began.

        Raises UsageError where the policy lets nobody's sessions out one by one.
        """
        if self.policy.people == "cohorts" and not self.own:
            raise UsageError(
                "This store shows managers cohorts only, and here every session would stand by itself."
            )
        return ids_of(self.store, self.wanted, newest_first=newest_first)

    def kept(self, ids: list[str], *, rows: bool = True) -> Iterator[Kept]:
        """The sessions of those ids as they are kept: `extent` says how much of one may go out."""
        return kept(self.store, ids, rows=rows)

    def extent(self, session: SessionRecord) -> Practice:
        """How much of a session may go out."""
        return "whole" if self.own or session.mode == "assessment" else self.policy.practice

    def facts(self, session: SessionRecord) -> dict[str, Any]:
        """The session as `sessions --format json` has it, its trainee under the name that goes out; None for
        all but that it took place where the policy tells no more."""
        facts = {**session.to_json(), "trainee": self.name_of(session.trainee)}
        if self.extent(session) == "happened":
            facts = {key: value if key in _OF_WHAT_HAPPENED else None for key, value in facts.items()}
        return facts

    @cached_property
    def _secret(self) -> str:
        if self.store.role != "owner":
            raise UsageError("Pseudonyms rest on a secret that this server keeps for the store's owner.")
        return secret_of(self.store)

    def name_of(self, trainee: str) -> str:
        """The name that a trainee goes out under."""
        return pseudonym(self._secret, trainee) if self.pseudonyms else trainee


def checked_home_page(text: str) -> str:
    """The address of a home page as it is given out. Raises UsageError for what is none."""
    parts = urlsplit(text) if text.isascii() and text.isprintable() and " " not in text else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise UsageError(f"{text!r} is not the address of a home page: write it like https://example.com.")
    return text
