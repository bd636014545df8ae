"""The conversation: one pure function from (story, state, reply) to the next state.

It is deterministic, does no I/O and is total over linked stories: whatever a story says, there is a next
state. A state in which nothing is offered and no ending is reached is a dead end, which `check` reports.

The order within one step is the design's: the reply's tags and effects move the persona and its attitude
settles; its facts are set and cleared, the visit and the turn are counted; `answer` is chosen; then comes
the ending for a persona that left, or `then`, or the ending for the time being up; and what is said there
is chosen. Every condition is read in the state as it is by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from servicesim.errors import ReplyNotOffered
from servicesim.persona.levels import LEFT, Persona
from servicesim.persona.temperament import Moved
from servicesim.story.linked import Ending, Line, Reply, State, Story

RULES = 1
"""The version of the rules: what the step and the scores do. It is kept with every session, so that
sessions of different rules are never mixed silently."""

_new = tuple.__new__


class Exchange(NamedTuple):
    """One step with all that was said in it.

    `answer` is what was said to just this reply, `line` what is said on arriving; either is None where
    nothing is. `empathy` and `clarity` are the reply's marks, -3..+3.
    """

    before: State
    reply: Reply
    answer: Line | None
    line: Line | None
    after: State
    empathy: int
    clarity: int


class Lack(NamedTuple):
    """What a story does not provide for: `rule` is no-line, no-target, no-ending-for-left or
    no-ending-for-time; `place` the scene or ending it is missing in; `reply` the reply there that has no
    answer or no way on, None where the place has no line."""

    rule: str
    place: str
    reply: str | None


def start(story: Story) -> State:
    """The state before the first reply, with the facts that the opening line sets."""
    line = opening_line(story)
    return State(story.start, story.opening, 0 if line is None else line.sets, 0)


def opening_line(story: Story) -> Line | None:
    """What is said before the first reply."""
    return _first_line(story.scenes[story.start].lines, story.opening, 0, 0)


def offered(story: Story, state: State) -> tuple[Reply, ...]:
    """The replies a trainee can give now, in the order they were written; none once it is over."""
    name, persona, facts, turn = state
    scene = story.scenes.get(name)
    if scene is None or persona[0] == LEFT or turn >= story.max_turns:
        return ()
    if scene.always_all:
        return scene.replies
    return tuple(
        [reply for reply in scene.replies if reply.offered is None or reply.offered(persona, facts, turn)]
    )


def is_over(story: Story, state: State) -> bool:
    """Whether the conversation has reached an ending."""
    return state.scene in story.endings


def step(story: Story, state: State, reply: Reply) -> State:
    """The state after a reply. `reply` is one that `offered` gives for this state."""
    return _advance(story, state, reply)[0]


def exchange(story: Story, state: State, reply: Reply) -> Exchange:
    """The same step, with all that was said in it."""
    after, answer, line = _advance(story, state, reply)
    moved = _moved(story, state, reply)
    return Exchange(state, reply, answer, line, after, moved.empathy, moved.clarity)


def marks(story: Story, state: State, reply: Reply) -> tuple[int, int]:
    """A reply's marks for (empathy, clarity) in this state, -3..+3 each."""
    moved = _moved(story, state, reply)
    return moved.empathy, moved.clarity


def lacks(story: Story, made: Exchange) -> tuple[Lack, ...]:
    """What the story did not provide for in one step: entries are written, and none of them applies."""
    found = []
    here, reply = made.before.scene, made.reply
    if reply.answer and made.answer is None:
        found.append(Lack("no-line", here, reply.id))
    if made.line is None:  # so nothing was set on arriving: these are the facts the target was chosen by
        _, persona, facts, turn = made.after
        target = _target(story, reply, persona, facts, turn)
        if target is not None:
            found += [Lack("no-line", target, None)] if story.places[target].lines else []
        elif persona[0] == LEFT:
            found.append(Lack("no-ending-for-left", here, reply.id))
        elif any(holds is None or holds(persona, facts, turn) for holds, _ in reply.then):
            found.append(Lack("no-ending-for-time", here, reply.id))
        else:
            found.append(Lack("no-target", here, reply.id))
    return tuple(found)


def find_reply(story: Story, state: State, reply_id: str) -> Reply:
    """The offered reply of that id. Raises ReplyNotOffered."""
    choices = offered(story, state)
    for reply in choices:
        if reply.id == reply_id:
            return reply
    raise ReplyNotOffered(reply_id, [reply.id for reply in choices])


def replay(story: Story, reply_ids: Iterable[str]) -> list[Exchange]:
    """Every exchange of a conversation, from its start. Raises ReplyNotOffered."""
    exchanges: list[Exchange] = []
    state = start(story)
    for reply_id in reply_ids:
        exchanges.append(exchange(story, state, find_reply(story, state, reply_id)))
        state = exchanges[-1].after
    return exchanges


def _advance(story: Story, state: State, reply: Reply) -> tuple[State, Line | None, Line | None]:
    """The next state, the answer, and the line on arriving."""
    name, _, facts, turn = state
    persona = _moved(story, state, reply)[0]
    facts = (facts & ~reply.clears) | reply.sets | story.scenes[name].left
    turn += 1
    answer = line = None
    if reply.answer:
        answer = _first_line(reply.answer, persona, facts, turn)
        if answer is not None:
            facts |= answer.sets
    target = _target(story, reply, persona, facts, turn)
    if target is None:
        target = name
    else:
        line = _first_line(story.places[target].lines, persona, facts, turn)
        if line is not None:
            facts |= line.sets
    # A named tuple's own constructor takes twice as long, and this is done for every state there is.
    return _new(State, (target, persona, facts, turn)), answer, line


def _moved(story: Story, state: State, reply: Reply) -> Moved:
    """What the reply does to the persona, worked out once for each persona and whatever else it reads."""
    _, persona, facts, turn = state
    impact = reply.impact
    if impact.conditional:
        key: object = (persona, facts & impact.reads, turn if impact.reads_turn else 0)
    else:
        key = persona
    moved = impact.moves.get(key)
    if moved is None:
        known = facts & story.root_known == story.root_known
        moved = story.character.temperament.move(persona, impact, known, facts, turn)
        impact.moves[key] = moved
    return moved


def _target(story: Story, reply: Reply, persona: Persona, facts: int, turn: int) -> str | None:
    """Where the reply leads, or None where nothing that is written applies."""
    if persona[0] == LEFT:
        return _first_ending(story.on_left, persona, facts, turn)
    for holds, target in reply.then:
        if holds is None or holds(persona, facts, turn):
            if turn >= story.max_turns and target not in story.endings:
                return _first_ending(story.on_time, persona, facts, turn)
            return target
    return None


def _first_line(lines: Sequence[Line], persona: Persona, facts: int, turn: int) -> Line | None:
    for line in lines:
        if line.when is None or line.when(persona, facts, turn):
            return line
    return None


def _first_ending(endings: Sequence[Ending], persona: Persona, facts: int, turn: int) -> str | None:
    for ending in endings:
        if ending.when is None or ending.when(persona, facts, turn):
            return ending.name
    return None
