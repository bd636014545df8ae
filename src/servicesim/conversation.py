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


class Outcome(NamedTuple):
    """What a reply leads to: the target, None where nothing that is written applies; the persona; the facts
    after it as `facts & keeps | sets`; what is said; the marks."""

    target: str | None
    persona: Persona
    keeps: int
    sets: int
    answer: Line | None
    line: Line | None
    empathy: int
    clarity: int


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


def arriving_line(story: Story, state: State) -> Line | None:
    """What is said on arriving in the state's scene or ending, where one begins there."""
    return _first_line(story.places[state.scene].lines, state.persona, state.facts, state.turn)


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
    return _after(state, _outcome(story, state, reply))


def exchange(story: Story, state: State, reply: Reply) -> Exchange:
    """The same step, with all that was said in it."""
    outcome = _outcome(story, state, reply)
    after = _after(state, outcome)
    return Exchange(state, reply, outcome.answer, outcome.line, after, outcome.empathy, outcome.clarity)


def lacks(story: Story, state: State, reply: Reply, outcome: Outcome) -> tuple[Lack, ...]:
    """What the story did not provide for in one step: entries are written, and none of them applies."""
    found = []
    if reply.answer and outcome.answer is None:
        found.append(Lack("no-line", state.scene, reply.id))
    if outcome.target is not None:
        if outcome.line is None and story.places[outcome.target].lines:
            found.append(Lack("no-line", outcome.target, None))
    elif outcome.persona.attitude == LEFT:
        found.append(Lack("no-ending-for-left", state.scene, reply.id))
    else:
        facts, turn = state.facts & outcome.keeps | outcome.sets, state.turn + 1
        out_of_time = any(holds is None or holds(outcome.persona, facts, turn) for holds, _ in reply.then)
        found.append(Lack("no-ending-for-time" if out_of_time else "no-target", state.scene, reply.id))
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


def _after(state: State, outcome: Outcome) -> State:
    name, _, facts, turn = state
    # A named tuple's own constructor takes twice as long, and this is done for every state there is.
    return _new(State, (outcome[0] or name, outcome[1], facts & outcome[2] | outcome[3], turn + 1))


def _outcome(story: Story, state: State, reply: Reply) -> Outcome:
    """What the reply leads to, worked out once for each persona and all else that it depends on."""
    _, persona, facts, turn = state
    key = (persona, facts & reply.reads, turn if story.reads_turn else turn + 1 >= story.max_turns)
    outcome = reply.outcomes.get(key)
    if outcome is None:
        outcome = reply.outcomes[key] = _work_out(story, state, reply)
    return outcome


def _work_out(story: Story, state: State, reply: Reply) -> Outcome:
    """The step itself, in the order of the design."""
    known = story.knows_root(state.facts)
    moved = story.character.temperament.move(state.persona, reply.impact, known, state.facts, state.turn)
    return outcome_of(story, state, reply, moved)


def outcome_of(story: Story, state: State, reply: Reply, moved: Moved) -> Outcome:
    """What a reply leads to once it has moved the persona: the second half of the step.

    It reads nothing of the persona before the move, and of the persona after it no more than the attitude
    and the levels.
    """
    name, _, facts, turn = state
    persona, keeps, sets = moved.persona, ~reply.clears, reply.sets | story.scenes[name].left
    turn += 1
    answer = _first_line(reply.answer, persona, facts & keeps | sets, turn)
    sets |= 0 if answer is None else answer.sets
    target = _target(story, reply, persona, facts & keeps | sets, turn)
    line = None
    if target is not None:
        line = _first_line(story.places[target].lines, persona, facts & keeps | sets, turn)
        sets |= 0 if line is None else line.sets
    return Outcome(target, persona, keeps, sets, answer, line, moved.empathy, moved.clarity)


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
