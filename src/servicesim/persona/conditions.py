"""The language of `when`: levels, the attitude, facts, visits and replies, joined by and, or, not.

::

    condition  = either
    either     = both { "or" both }
    both       = negation { "and" negation }
    negation   = "not" negation | "(" condition ")" | test
    test       = "attitude" ("==" | "!=") NAME
               | "attitude" ["not"] "in" "(" NAME { "," NAME } ")"
               | "visited" "(" NAME ")" | "given" "(" NAME [ "/" NAME ] ")"
               | operand OP operand { OP operand }         exactly one of two neighbours is a number
               | FACT

It is a language of finite tests and no more: no arithmetic, no calls, no Python. That is what keeps
every story decidable.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from servicesim.persona.levels import GRIEVANCES_MAX, LEVEL_MAX, Persona

Test = Callable[[Persona, int, int], bool]
"""A compiled condition: asked with (persona, facts as bits, turn)."""

LEVELS: Final[Mapping[str, int | None]] = {
    "resistance": LEVEL_MAX,
    "trust": LEVEL_MAX,
    "grievances": GRIEVANCES_MAX,
    "turn": None,
}
"""The levels a condition may compare, each with its highest value; a story's own for `turn`."""

KEYWORDS: Final = frozenset(
    {"and", "or", "not", "in", "attitude", "visited", "given", "true", "false", *LEVELS}
)
"""Words that no fact may be called."""

DEPTH_MAX: Final = 40
"""How many parentheses and `not` may stand inside each other; what nests deeper is nobody's handwriting."""

_FIELD: Final = {name: index for index, name in enumerate(Persona._fields)}
_OPERATORS: Final[Mapping[str, Callable[[int, int], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}

_TOKEN: Final = re.compile(
    r"(?P<number>[+-]?[0-9]+)(?![A-Za-z0-9_])|(?P<name>[A-Za-z_][A-Za-z0-9_-]*)|(?P<op><=|>=|==|!=|<|>|[(),/])"
)


class ConditionError(ValueError):
    """A condition that does not read. `start` and `end` are offsets in its text, in code points."""

    def __init__(self, message: str, start: int, end: int) -> None:
        self.message = message
        self.start = start
        self.end = end
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Compare:
    """`level` held against a whole number."""

    level: str
    op: str
    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AttitudeIn:
    """The attitude is one of `names`; each with its place in the text."""

    names: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact, a visit or a given reply holds. `kind` is fact, visited or given."""

    kind: str
    name: str
    start: int
    end: int

    @property
    def key(self) -> str:
        """The name under which the story's state keeps it: `root_known`, `visited(her-story)`."""
        return self.name if self.kind == "fact" else f"{self.kind}({self.name})"


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: tuple[Condition, ...]


Condition = Compare | AttitudeIn | Fact | Not | All | Any
Leaf = Compare | AttitudeIn | Fact


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def parse(text: str) -> Condition:
    """Read a condition.

    Raises ConditionError with the offsets of what is wrong and, where it is nearly right, what to
    write instead.
    """
    return _Parser(text).whole()


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every single test of a condition, in the order it was written."""
    if isinstance(condition, Not):
        yield from leaves(condition.part)
    elif isinstance(condition, All | Any):
        for part in condition.parts:
            yield from leaves(part)
    else:
        yield condition


def compile_test(condition: Condition, bits: Mapping[str, int]) -> Test:
    """Make a condition quick to ask. `bits` gives the bit mask of every fact key that it names."""
    if isinstance(condition, Compare):
        return _compile_compare(condition)
    if isinstance(condition, AttitudeIn):
        names = frozenset(name for name, _, _ in condition.names)
        return lambda persona, facts, turn: persona[0] in names
    if isinstance(condition, Fact):
        mask = bits[condition.key]
        return lambda persona, facts, turn: facts & mask != 0
    if isinstance(condition, Not):
        inner = compile_test(condition.part, bits)
        return lambda persona, facts, turn: not inner(persona, facts, turn)
    return _compile_joined(condition, bits)


def _compile_compare(condition: Compare) -> Test:
    holds, number = _OPERATORS[condition.op], condition.number
    if condition.level == "turn":
        return lambda persona, facts, turn: holds(turn, number)
    index = _FIELD[condition.level]
    return lambda persona, facts, turn: holds(persona[index], number)  # type: ignore[arg-type]


def _compile_joined(condition: All | Any, bits: Mapping[str, int]) -> Test:
    tests = tuple(compile_test(part, bits) for part in condition.parts)
    if len(tests) == 2:  # by far the most common, and measurably quicker than a loop
        first, second = tests
        if isinstance(condition, All):
            return lambda persona, facts, turn: first(persona, facts, turn) and second(persona, facts, turn)
        return lambda persona, facts, turn: first(persona, facts, turn) or second(persona, facts, turn)
    if isinstance(condition, All):
        return lambda persona, facts, turn: all(test(persona, facts, turn) for test in tests)
    return lambda persona, facts, turn: any(test(persona, facts, turn) for test in tests)


class _Parser:
    """A recursive descent over the tokens; each method reads one rule of the grammar."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = self._tokens(text)
        self.at = 0
        self.depth = 0

    @staticmethod
    def _tokens(text: str) -> list[_Token]:
        found: list[_Token] = []
        position = 0
        while position < len(text):
            if text[position].isspace():
                position += 1
                continue
            match = _TOKEN.match(text, position)
            if match is None:
                raise ConditionError(_unreadable(text, position), position, position + 1)
            found.append(_Token(str(match.lastgroup), match.group(), match.start(), match.end()))
            position = match.end()
        return found

    def whole(self) -> Condition:
        if not self.tokens:
            raise ConditionError("The condition is empty.", 0, len(self.text))
        condition = self.either()
        token = self.peek()
        if token is not None:
            message = f"'{token.text}' does not belong here; join two tests with 'and' or 'or'."
            if token.text.lower() in ("and", "or"):
                message = f"'{token.text}' is read in small letters only: write '{token.text.lower()}'."
            raise ConditionError(message, token.start, token.end)
        return condition

    def either(self) -> Condition:
        parts = [self.both()]
        while self.take("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def both(self) -> Condition:
        parts = [self.negation()]
        while self.take("and"):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def negation(self) -> Condition:
        if self.take("not"):
            self.deeper()
            inner: Condition = Not(self.negation())
        elif self.take("("):
            self.deeper()
            inner = self.either()
            self.expect(")")
        else:
            return self.test()
        self.depth -= 1
        return inner

    def deeper(self) -> None:
        """Count one level of nesting more. Without a bound, a text of parentheses ends in RecursionError."""
        self.depth += 1
        if self.depth > DEPTH_MAX:
            token = self.tokens[self.at - 1]
            message = f"The condition nests deeper than {DEPTH_MAX} levels; use a fact in between."
            raise ConditionError(message, token.start, token.end)

    def test(self) -> Condition:
        token = self.next("a level, 'attitude', a fact, 'visited(…)' or 'given(…)'")
        if token.kind == "number" or token.text in LEVELS:
            return self.comparison(token)
        if token.text == "attitude":
            return self.attitude()
        if token.text in ("visited", "given"):
            return self.asked(token)
        following = self.peek()
        if following is not None and following.text in _OPERATORS:
            return self.comparison(token)
        if token.kind != "name" or token.text in KEYWORDS:
            raise ConditionError(f"'{token.text}' cannot stand here.", token.start, token.end)
        return Fact("fact", token.text, token.start, token.end)

    def attitude(self) -> Condition:
        if self.take("=="):
            return AttitudeIn((self.named(),))
        if self.take("!="):
            return Not(AttitudeIn((self.named(),)))
        negated = self.take("not")
        token = self.next("'==', '!=' or 'in (…)'")
        if token.text != "in":
            message = "Write 'attitude == guarded' or 'attitude in (guarded, open)'."
            raise ConditionError(message, token.start, token.end)
        self.expect("(")
        names = [self.named()]
        while self.take(","):
            names.append(self.named())
        self.expect(")")
        among = AttitudeIn(tuple(names))
        return Not(among) if negated else among

    def named(self) -> tuple[str, int, int]:
        token = self.next("an attitude")
        if token.kind != "name":
            raise ConditionError(f"'{token.text}' is not an attitude.", token.start, token.end)
        return token.text, token.start, token.end

    def asked(self, word: _Token) -> Condition:
        self.expect("(")
        first = last = self.asked_name("a scene" if word.text == "visited" else "a reply")
        name = first.text
        if word.text == "given" and self.take("/"):
            last = self.asked_name("a reply")
            name = f"{name}/{last.text}"
        self.expect(")")
        return Fact(word.text, name, first.start, last.end)

    def asked_name(self, wanted: str) -> _Token:
        token = self.next(wanted)
        if token.kind != "name":
            raise ConditionError(f"'{token.text}' is not a name.", token.start, token.end)
        return token

    def comparison(self, first: _Token) -> Condition:
        parts: list[Condition] = []
        left = first
        while (op := self.peek()) is not None and op.text in _OPERATORS:
            self.at += 1
            right = self.next("a whole number" if left.kind == "name" else "a level")
            parts.append(_compared(left, op.text, right))
            left = right
        if not parts:
            token = self.peek()
            start, end = (first.start, first.end) if token is None else (token.start, token.end)
            if token is not None and token.text not in ("and", "or", ")"):
                raise ConditionError(
                    f"'{token.text}' cannot follow '{first.text}': write '>=', '<' …", start, end
                )
            example = f"{first.text} <= trust" if first.kind == "number" else f"{first.text} >= 4"
            message = f"'{first.text}' needs something to be held against, such as '{example}'."
            raise ConditionError(message, first.start, first.end)
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def peek(self) -> _Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, text: str) -> bool:
        token = self.peek()
        if token is None or token.text != text:
            return False
        self.at += 1
        return True

    def next(self, wanted: str) -> _Token:
        token = self.peek()
        if token is None:
            end = len(self.text)
            raise ConditionError(
                f"The condition stops too early: {wanted} should follow.", max(end - 1, 0), end
            )
        self.at += 1
        return token

    def expect(self, text: str) -> None:
        token = self.next(f"'{text}'")
        if token.text != text:
            raise ConditionError(f"'{text}' should stand here, not '{token.text}'.", token.start, token.end)


def _compared(left: _Token, op: str, right: _Token) -> Compare:
    if left.text in LEVELS and right.kind == "number":
        return Compare(left.text, op, _number(right), left.start, right.end)
    if left.kind == "number" and right.text in LEVELS:
        return Compare(right.text, _MIRRORED[op], _number(left), left.start, right.end)
    odd = left if left.kind != "number" and left.text not in LEVELS else right
    if odd.kind == "name" and odd.text not in LEVELS:
        message = f"'{odd.text}' is not a level; levels are {', '.join(LEVELS)}, and a fact stands alone."
    else:
        message = "A comparison holds a level against a whole number, such as 'trust >= 4'."
    raise ConditionError(message, odd.start, odd.end)


def _number(token: _Token) -> int:
    if len(token.text) > 9:  # Python refuses to convert thousands of digits, and no level is that high
        raise ConditionError("That number is far too large.", token.start, token.end)
    return int(token.text)


def _unreadable(text: str, position: int) -> str:
    mark = text[position]
    if text[position : position + 2] in ("=>", "=<"):
        return f"'{text[position : position + 2]}' is not read: write '{text[position + 1]}='."
    if mark == "=":
        return "A single '=' says nothing here: write '=='."
    if mark in "&|!":
        return f"'{mark}' is not a word of this language: write 'and', 'or' or 'not'."
    if mark in "\"'":
        return "Names stand without quotes."
    if mark in "≥≤":
        return f"'{mark}' is not read: write '{'>=' if mark == '≥' else '<='}'."
    return f"'{mark}' cannot be read in a condition."
