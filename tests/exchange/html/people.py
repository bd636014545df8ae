"""Six people who have each played six small stories once, in assessment."""

from __future__ import annotations

from servicesim.saves.people import Person, import_people
from servicesim.saves.play import Play
from servicesim.saves.records import Mode
from servicesim.saves.store import Store
from servicesim.solver.cache import proof_of
from servicesim.story.linked import Story
from tests.making import linked, source

SCENES = """
one:
  says: "Nobody has called me, {trainee}. Who are you?"
  replies:
    hear: {say: "You waited, {persona}.", tactics: [validate_feelings], marks: {empathy: 3, clarity: 1},
           effects: {trust: 2}, note: Say it early., then: two}
    wait: {does: You wait., marks: {empathy: 0}, then: two}
    argue: {say: That is not so., missteps: [argue], marks: {empathy: -3, clarity: -1},
            effects: {trust: -2}, then: two}
two:
  says: And now?
  replies:
    tell: {say: Tuesday at ten., tactics: [set_expectations], marks: {clarity: 3},
           effects: {trust: 1}, then: well}
    stop: {say: No., marks: {clarity: -2}, effects: {trust: -1}, then: badly}
"""
STORIES = 6
NAMES = ("Amina", "Bea", "Cem", "Dora", "Emil", "Finn")
GOOD, SO_SO, POOR = ("hear", "tell"), ("wait", "tell"), ("argue", "stop")


def small(number: int, **changes: str) -> Story:
    """A small story; `changes` are texts in it put in place of others."""
    text = source(SCENES).replace("id: small", f"id: small-{number}")
    text = text.replace("title: Small", f"title: Small {number}")
    for old, new in changes.items():
        text = text.replace(old, new)
    return linked(text)


def play(
    store: Store, trainee: str, story: Story, *replies: str, mode: Mode = "assessment", seconds: int = 7
) -> Play:
    """A conversation; it takes `seconds` to choose each reply."""
    made = Play.begin(store, story, proof_of(story), trainee=trainee, mode=mode)
    for reply in replies:
        made.give(reply, seconds * 1000)
    return made


def a_year(store: Store, mode: Mode = "assessment") -> None:
    """Amina does well everywhere, Finn nowhere, the others by turns; all are in the cohort Spring."""
    import_people(store, [Person(name, "Spring") for name in NAMES])
    for number in range(STORIES):
        story = small(number)
        for place, name in enumerate(NAMES):
            by_turns = GOOD if (number + place) % 2 else POOR
            play(store, name, story, *{"Amina": GOOD, "Finn": POOR}.get(name, by_turns), mode=mode)
