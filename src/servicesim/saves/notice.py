"""What people are told at the first start: what is kept, where, and who can read it."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from servicesim.saves.location import network_filesystem

if TYPE_CHECKING:  # the store knows nothing of settings; the policy brings the database with it
    from servicesim.preferences import Preferences
    from servicesim.saves.policy import Policy, Practice


def what_is_kept(path: Path) -> str:
    """Some plain sentences about the store at `path`, true of the file as it is now."""
    return " ".join(
        (
            f"Sessions are kept in {path}: the trainee's name, the story, every reply with its time and how "
            "long it took to choose, how the persona stood after it, whether there was help, and the scores.",
            _readers(path),
            "It is one file without a password: whoever can open it can read everybody's sessions in it, and "
            "change them. Nothing in it proves who sat at the keyboard.",
        )
    )


def what_a_server_keeps(location: str) -> str:
    """Some plain sentences about the store on the server at `location`, which is shown as it is."""
    return (
        f"Sessions are kept in {location}: the trainee's name, the story, every reply with its time and how "
        "long it took to choose, how the persona stood after it, whether there was help, and the scores. "
        "Who plays reads and adds to their own sessions alone, and can change or delete none; managers read "
        "those of their cohorts, as far as the store's policy lets them; whoever owns the database can read "
        "everything. "
        "Nothing in it proves who sat at the keyboard."
    )


_PRACTICE: dict[Practice, str] = {
    "whole": "every conversation, practice too, with each reply",
    "scores": "assessments with each reply; of practice how it ended and its scores, and no reply",
    "happened": "assessments with each reply; of practice only that it took place",
}
_OF_COHORTS: dict[Practice, str] = {
    "whole": "",
    "scores": "",
    "happened": ", and of practice only how much there was",
}


def what_managers_see(policy: Policy) -> str:
    """Some plain sentences about what the program shows to managers by that policy."""
    if policy.people == "shown":
        what = f"people by name: {_PRACTICE[policy.practice]}. How long somebody took to choose is not shown."
    else:
        what = (
            "how cohorts did as a whole, no names and no single conversation"
            f"{_OF_COHORTS[policy.practice]}. What fewer than five people share is not shown."
        )
    return f"In the review, managers see {what} What they write to a conversation stands in its debrief."


def was_told(preferences: Preferences, location: str, policy: Policy) -> bool:
    """Whether the user was told what the store at `location` keeps, and what managers see of it now."""
    # Who was told before there were policies was told of the file, which whoever can open it can read.
    known = preferences.policies.get(location, type(policy)().seen)
    return location in preferences.told and known == policy.seen


def remember_told(preferences: Preferences, location: str, policy: Policy) -> None:
    """Notes in the settings, which are yet to be saved, that the user has been told."""
    preferences.told = sorted({*preferences.told, location})
    preferences.policies = {**preferences.policies, location: policy.seen}


def _readers(path: Path) -> str:
    if network_filesystem(path):
        return "It lies on a network drive: whoever may open that drive's files may open it too."
    if os.name != "posix":
        return "Whoever may open that folder on this computer may open it."
    rights = path.stat().st_mode
    if rights & stat.S_IROTH:
        return "Everybody with an account on this computer may open it."
    if rights & stat.S_IRGRP:
        return "Your account, the accounts of its group and administrators may open it."
    return "On this computer your account and administrators may open it, nobody else."
