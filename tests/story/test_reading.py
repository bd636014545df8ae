"""How much there is to read."""

from __future__ import annotations

from servicesim.story.reading import WORDS_A_MINUTE, minutes, words
from tests.making import HEAD, PLAIN, linked

WORD = "word "


def story(said: str, else_said: str, paper: str = "") -> str:
    return f"""{HEAD}{PLAIN}start: one
documents:
  paper: {{title: Paper, text: "{paper or "One."}"}}
scenes:
  one:
    says:
      - when: trust >= 6
        text: "{said}"
      - text: "{else_said}"
    replies:
      on: {{say: Go on., effects: {{trust: 1}}, then: one}}
      out: {{say: Bye., then: well}}
endings:
  well: {{outcome: resolved, says: Well.}}
  late: {{outcome: lost, on: out_of_time, says: Late.}}
"""


def test_of_lines_that_exclude_each_other_one_is_read() -> None:
    alike = linked(story(WORD * 180, WORD * 180))
    apart = linked(story(WORD * 180, WORD * 360))
    assert minutes(alike, 4) == 5
    assert minutes(apart, 4) == 7
    assert words(apart) == words(alike) + 180


def test_papers_are_read_once() -> None:
    plain, longer = linked(story("A.", "B.")), linked(story("A.", "B.", WORD * 2 * WORDS_A_MINUTE))
    assert minutes(plain, 4) == 1
    assert [minutes(longer, replies) for replies in (1, 4)] == [3, 3]
