"""`docs/personas.md` says what the data says."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicesim.persona.archetype import Manner, archetype, archetype_ids

from .people import PRESENT

TEXT = (Path(__file__).parents[2] / "docs" / "personas.md").read_text(encoding="utf-8")

RULES = [
    "Trust falls faster than it rises",
    "A second failure hurts more",
    "A solution before acknowledgement does not land",
    "A soother wears out",
    "Control raises resistance, choice lowers it",
    "Venting is not failure",
    "Two directions",
    "Telling takes trust",
    "Hysteresis",
    "Money wants a fair outcome",
    "The kind of breach matters",
    "The phase matters",
]


def rows() -> list[list[str]]:
    """The cells of every table row of the page."""
    lines = (line.strip() for line in TEXT.splitlines())
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_row_that_ends_with_its_source(rule: str) -> None:
    (row,) = (cells for cells in rows() if cells[0].startswith(rule))
    assert row[-1]
    assert len(row) >= 2


@pytest.mark.parametrize("name", archetype_ids())
def test_every_archetype_is_there_with_its_numbers(name: str) -> None:
    person = archetype(name)
    numbers = (person.start.resistance, person.start.trust, person.start.grievances, person.tell_at)
    (row,) = (cells for cells in rows() if cells[0] == f"`{name}`" and len(cells) == 7)
    assert row[1] == person.start.attitude
    assert tuple(map(int, row[2:6])) == numbers
    assert float(row[6]) == person.manner.loss_ratio


@pytest.mark.parametrize("name", archetype_ids())
def test_every_archetype_is_described(name: str) -> None:
    assert f"- **{archetype(name).title}** " in TEXT


@pytest.mark.parametrize("attitude", [*PRESENT, "left"])
def test_every_attitude_is_named(attitude: str) -> None:
    assert f"| `{attitude}` |" in TEXT


@pytest.mark.parametrize("strength", Manner.model_fields)
def test_every_strength_of_a_rule_is_named(strength: str) -> None:
    assert f"`{strength}`" in TEXT


@pytest.mark.parametrize("because", ["early", "repeated", "worn", "grievance", "again", "weak"])
def test_every_reason_that_a_movement_gives_is_explained(because: str) -> None:
    assert f"*{because}*" in TEXT.lower()


def test_the_page_says_that_the_strengths_are_unvalidated() -> None:
    assert "nobody has validated them" in TEXT
