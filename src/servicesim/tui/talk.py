"""What a widget has to know of a conversation to show it, saved or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from servicesim.conversation import Exchange
    from servicesim.story.linked import Line, State, Story


class Talk(Protocol):
    """A conversation as far as it has come: a session that is saved, or one that is only tried out."""

    @property
    def story(self) -> Story:
        """The story."""

    @property
    def opening(self) -> Line | None:
        """What was said before the first reply."""

    @property
    def exchanges(self) -> Sequence[Exchange]:
        """What was said since."""

    @property
    def state(self) -> State:
        """Where the conversation is."""

    @property
    def practice(self) -> bool:
        """Whether levels may be seen."""

    def words(self, text: str) -> str:
        """A text of the story with the names filled in."""
