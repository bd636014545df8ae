"""A conversation that is played while its story is being written: from any moment, and nothing is saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from servicesim.conversation import (
    Exchange,
    arriving_line,
    exchange,
    find_reply,
    is_over,
    offered,
    start,
)
from servicesim.errors import ReplyNotOffered
from servicesim.persona.levels import LEFT, Persona
from servicesim.story.linked import Line, Reply, State, Story
from servicesim.story.placeholders import fill

TRAINEE = "Trainee"
"""The name that stands for `{trainee}`."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment by names alone, so that it can be found again in another text of the story.

    Levels 0..10, grievances 0..3; `facts` are keys of `Story.fact_keys`; `turn` counts the replies given.
    """

    scene: str
    attitude: str
    resistance: int
    trust: int
    grievances: int
    facts: frozenset[str] = frozenset()
    turn: int = 0
    recent: tuple[tuple[str, bool], ...] = ()


def opening_moment(story: Story) -> Moment:
    """The moment at which the story begins, before anything is said."""
    return moment_of(story, State(story.start, story.opening, 0, 0))


def moment_of(story: Story, state: State) -> Moment:
    """A state by its names."""
    persona = state.persona
    facts = frozenset(key for bit, key in enumerate(story.fact_keys) if state.facts >> bit & 1)
    return Moment(
        state.scene, persona.attitude, persona.resistance, persona.trust, persona.grievances,
        facts, state.turn, persona.recent,
    )  # fmt: skip


def state_of(story: Story, moment: Moment) -> State | None:
    """The state of a moment; None where the story has no such place or the persona no such attitude.

    Facts that the story does not have are left out.
    """
    if moment.scene not in story.places or moment.attitude not in story.character.archetype.attitudes:
        return None
    facts = sum(1 << bit for bit, key in enumerate(story.fact_keys) if key in moment.facts)
    persona = Persona(moment.attitude, moment.resistance, moment.trust, moment.grievances, moment.recent)
    # Another text may allow fewer turns, and with none left nothing could be tried here.
    return State(moment.scene, persona, facts, min(moment.turn, story.max_turns - 1))


class Rehearsal:
    """A conversation tried out. `origin` is the moment it began at, None for the story's own beginning."""

    practice = True
    trainee = TRAINEE

    def __init__(self, story: Story, origin: Moment | None = None) -> None:
        """Raises ValueError where the story does not have that moment."""
        self.story = story
        self.origin = origin
        self.exchanges: list[Exchange] = []
        if origin is None:
            self._first = start(story)
            self.opening: Line | None = arriving_line(story, State(story.start, story.opening, 0, 0))
            return
        state = state_of(story, origin)
        if state is None:
            raise ValueError(f"'{story.id}' has no such moment: {origin}")
        self.opening = arriving_line(story, state)
        self._first = state._replace(facts=state.facts | (self.opening.sets if self.opening else 0))

    @property
    def state(self) -> State:
        """Where the conversation is."""
        return self.exchanges[-1].after if self.exchanges else self._first

    @property
    def over(self) -> bool:
        """Whether nothing more can be said because it has come to an end."""
        return is_over(self.story, self.state)

    @property
    def replies(self) -> list[str]:
        """The ids of the replies given."""
        return [made.reply.id for made in self.exchanges]

    def offered(self) -> tuple[Reply, ...]:
        """The replies to choose from, as they were written."""
        return offered(self.story, self.state)

    def words(self, text: str) -> str:
        """A text of the story with the names filled in."""
        return fill(text, trainee=self.trainee, persona=self.story.character.name)

    def give(self, reply: str) -> Exchange:
        """Give a reply. Raises ReplyNotOffered."""
        self.exchanges.append(exchange(self.story, self.state, find_reply(self.story, self.state, reply)))
        return self.exchanges[-1]

    def give_all(self, replies: Iterable[str]) -> Rehearsal:
        """Give several replies, one after the other, and give itself. Raises ReplyNotOffered."""
        for reply in replies:
            self.give(reply)
        return self

    def take_back(self) -> None:
        """Take the last reply back, where there is one."""
        del self.exchanges[-1:]


@dataclass(frozen=True, slots=True)
class Carried:
    """A conversation taken over into another text of its story, and what has to be said of that ("" where
    it stands exactly as it did)."""

    rehearsal: Rehearsal
    note: str


def carry_over(old: Rehearsal, story: Story) -> Carried:
    """Take a conversation over into the story's new text.

    The same replies are given again. Where that leads to the same scene or ending, nothing else is needed.
    Where it does not and that place still exists, the conversation goes on there with the persona as it
    was and the facts that are left; else it begins again. The note says which.
    """
    where = old.state.scene
    again = _given_again(old, story)
    if again is not None and again.state.scene == where:
        return Carried(again, _moved(old, again))
    moment = moment_of(old.story, old.state)
    if where in story.scenes and moment.attitude != LEFT:
        return _standing(moment, story)
    what = "ending" if where in old.story.endings else "scene"
    if where in story.places:
        return Carried(Rehearsal(story), "What was said leads elsewhere now, so it begins again.")
    return Carried(Rehearsal(story), f"The {what} '{where}' is not there any more, so it begins again.")


def _given_again(old: Rehearsal, story: Story) -> Rehearsal | None:
    """The same replies from the same beginning; None where they are not all there."""
    if old.origin is not None and state_of(story, old.origin) is None:
        return None
    try:
        return Rehearsal(story, old.origin).give_all(old.replies)
    except ReplyNotOffered:
        return None


def _standing(moment: Moment, story: Story) -> Carried:
    """The conversation goes on in the scene where it stood, without what was said before."""
    notes = ["What was said before leads elsewhere now; it goes on in the same scene."]
    attitudes = story.character.archetype.attitudes
    if moment.attitude not in attitudes:
        notes.append(f"The attitude '{moment.attitude}' is not there any more: '{story.opening.attitude}'.")
        moment = replace(moment, attitude=story.opening.attitude)
    # What remembers visits and replies comes and goes with the conditions that ask for it.
    lost = sorted(fact for fact in moment.facts - set(story.fact_keys) if "(" not in fact)
    if lost:
        notes.append(f"Gone with the text: {', '.join(lost)}.")
    return Carried(Rehearsal(story, moment), " ".join(notes))


def _moved(old: Rehearsal, new: Rehearsal) -> str:
    """What the same replies now make of the persona, where that is something else."""
    before, after = old.state.persona, new.state.persona
    changes: Sequence[str] = [
        f"{name} {was} → {now}"
        for name, was, now in zip(
            ("attitude", "resistance", "trust", "grievances"), before, after, strict=False
        )
        if was != now
    ]
    return f"The same replies now lead to another state: {', '.join(changes)}." if changes else ""
