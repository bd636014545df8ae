"""The state machine behind a persona's attitude, run by `transitions`.

One core `Machine` per archetype, shared by every story and session. Its answer depends on the attitude
and the three levels alone, so each is asked once and remembered: asking takes about 11 microseconds,
remembering a tenth of one, and there are at most 8 * 11 * 11 * 4 = 3,872 different questions.
"""

from __future__ import annotations

from functools import lru_cache
from threading import Lock

from transitions import Machine

from servicesim.persona.archetype import Archetype
from servicesim.persona.conditions import Test, compile_test, parse
from servicesim.persona.levels import LEFT, Persona


class _Moment:
    """The model that the machine moves: the levels at the moment it is asked."""

    def __init__(self) -> None:
        self.state = ""
        self.persona = Persona("", 0, 0, 0)


class AttitudeMachine:
    """Settles which attitude a persona is in, given where it was and its levels now."""

    def __init__(self, archetype: Archetype) -> None:
        self._moment = _Moment()
        self._machine = Machine(
            model=self._moment,
            states=list(archetype.attitudes),
            initial=archetype.start.attitude,
            transitions=[
                {
                    "trigger": "settle",
                    "source": transition.source,
                    "dest": transition.to,
                    "conditions": [self._condition(compile_test(parse(transition.when), {}))],
                }
                for transition in archetype.transitions
            ],
            auto_transitions=False,
            ignore_invalid_triggers=True,
        )
        self._settles = bool(archetype.transitions)
        self._asking = Lock()  # one machine serves all threads, and asking moves its one model
        self._remembered: dict[tuple[str, int, int, int], str] = {}

    def _condition(self, test: Test) -> object:
        return lambda: test(self._moment.persona, 0, 0)

    def settle(self, attitude: str, resistance: int, trust: int, grievances: int) -> str:
        """The attitude after one settling: at most one transition is taken, the first that holds."""
        question = (attitude, resistance, trust, grievances)
        answer = self._remembered.get(question)
        if answer is None:
            with self._asking:
                answer = self._remembered[question] = self._ask(question)
        return answer

    def _ask(self, question: tuple[str, int, int, int]) -> str:
        attitude = question[0]
        if attitude == LEFT or not self._settles:
            return attitude
        self._moment.persona = Persona(*question)
        self._machine.set_state(attitude, self._moment)
        self._machine.events["settle"].trigger(self._moment)
        return self._moment.state


def machine_of(archetype: Archetype) -> AttitudeMachine:
    """The machine of an archetype: one for each as it is, whatever its name."""
    return _machine(archetype.model_dump_json(by_alias=True))


@lru_cache(maxsize=64)
def _machine(archetype_text: str) -> AttitudeMachine:
    return AttitudeMachine(Archetype.model_validate_json(archetype_text))
