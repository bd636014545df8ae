"""A small story, and people who have played it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from servicesim.exchange.arriving import merge
from servicesim.exchange.files import write_new
from servicesim.exchange.outlet import Outlet
from servicesim.exchange.portable import Left, portable_lines
from servicesim.saves.incoming import Merged
from servicesim.saves.outgoing import EVERYTHING, Wanted
from servicesim.saves.play import Play
from servicesim.saves.policy import Policy, set_policy
from servicesim.saves.records import Mode
from servicesim.saves.store import Store
from tests.making import story
from tests.results.test_scores import PROOF

SCENES = """
one:
  says: Good morning, {trainee}.
  replies:
    hear: {say: "Tell me, {persona}; I am {trainee}.", effects: {trust: 1}, then: two}
    wait: {does: You wait., then: two}
two:
  says: And?
  replies:
    again: {say: Again., then: one}
    end: {say: Bye., then: well}
    stop: {say: No., then: badly}
"""
TALK = story(SCENES, more="summary: She waits for {persona}.")


def talk(store: Store, *replies: str, trainee: str = "Amina", mode: Mode = "assessment") -> Play:
    """A conversation; `back` takes the last reply back."""
    play = Play.begin(store, TALK, PROOF, trainee=trainee, mode=mode)
    for reply in replies:
        if reply == "back":
            play.take_back()
        else:
            play.give(reply)
    return play


def written(store: Store, path: Path, wanted: Wanted = EVERYTHING) -> Path:
    """A portable file of everything wanted, its owner's own."""
    left = Left()
    write_new(path, portable_lines(Outlet(store, wanted, own=True), left))
    assert left.broken == []
    return path


def taken_in(store: Store, path: Path) -> Merged:
    return merge(store, path, lambda _: PROOF)


def brought(theirs: Store, managers: Store, path: Path, wanted: Wanted = EVERYTHING) -> Merged:
    """All of one store into another."""
    path.unlink(missing_ok=True)
    return taken_in(managers, written(theirs, path, wanted))


def let_see(store: Store, **policy: object) -> None:
    """Sets the store's policy."""
    set_policy(store, replace(Policy(), **policy))  # type: ignore[arg-type]
