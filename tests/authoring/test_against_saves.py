"""A story that was changed, held against the conversations that were had before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from servicesim.authoring.against_saves import AgainstSaves, against_saves
from servicesim.plain.against_saves import as_text
from servicesim.saves.play import Play
from servicesim.saves.store import Store
from servicesim.solver.prove import prove
from servicesim.story.linked import Story
from tests.making import linked, source, story

SCENES = """
one:
  says: Well?
  replies:
    ask: {say: What is it?, effects: {trust: 1}, then: two}
    wait: {does: You wait., then: two}
two:
  says: And?
  replies:
    again: {say: Once more., then: one}
    end: {say: Bye., then: well}
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two people have played: Jo to the end, Nour into the second scene."""
    with Store.open(tmp_path / "servicesim.db") as opened:
        was = story(SCENES)
        for trainee, replies in (("Jo", ["ask", "end"]), ("Nour", ["wait"])):
            play = Play.begin(opened, was, prove(was), trainee=trainee, mode="practice")
            for reply in replies:
                play.give(reply)
        yield opened


def changed(old: str, new: str) -> Story:
    assert old in SCENES
    return story(SCENES.replace(old, new))


def told(held: AgainstSaves) -> list[tuple[str, int, str, str | None, str | None]]:
    return [
        (one.trainee, one.turn, f"{one.scene}/{one.reply} {one.how}", one.led_to, one.leads_to)
        for one in held.parted
    ]


def test_of_the_same_text_and_of_other_words_nothing_is_told(store: Store) -> None:
    for now in (story(SCENES), changed("What is it?", "Tell me.")):
        held = against_saves(now, store)
        assert (held.sessions, held.texts, held.parted) == (2, 1, ())


def test_a_reply_that_is_gone_is_told_of_everybody_who_chose_it(store: Store) -> None:
    held = against_saves(changed("    wait:", "    pause:"), store)
    assert told(held) == [("Nour", 1, "one/wait gone", "two", None)]


def test_a_scene_that_is_gone_takes_its_replies_along(store: Store) -> None:
    held = against_saves(story(SCENES.replace("two", "second")), store)
    assert told(held) == [
        ("Nour", 1, "one/wait elsewhere", "two", "second"),
        ("Jo", 1, "one/ask elsewhere", "two", "second"),
        ("Jo", 2, "two/end gone", "well", None),
    ]


def test_a_reply_that_leads_elsewhere_is_told_with_both_places(store: Store) -> None:
    held = against_saves(changed("say: Bye., then: well", "say: Bye., then: badly"), store)
    assert told(held) == [("Jo", 2, "two/end elsewhere", "well", "badly")]


def test_a_reply_that_would_not_be_offered_any_more_is_told(store: Store) -> None:
    held = against_saves(changed("end: {say", "end: {when: trust >= 9, say"), store)
    assert told(held) == [("Jo", 2, "two/end not-offered", "well", None)]


def test_a_conversation_that_begins_elsewhere_is_told_once_for_each(store: Store) -> None:
    now = story(f"zero:\n  says: Yes?\n  replies:\n    on: {{say: Well., then: one}}\n{SCENES}")
    held = against_saves(now, store)
    assert {one[2:] for one in told(held)} == {("one/None begins-elsewhere", "one", "zero")}
    assert len(held.parted) == 2


def test_replies_taken_back_do_not_count(store: Store) -> None:
    was = story(SCENES)
    play = Play.begin(store, was, prove(was), trainee="Ana", mode="practice")
    play.give("wait")
    play.take_back()
    play.give("ask")
    held = against_saves(changed("    wait:", "    pause:"), store)
    assert "Ana" not in [one.trainee for one in held.parted]


def test_without_a_store_there_are_no_sessions() -> None:
    assert against_saves(story(SCENES), None) == AgainstSaves(0, 0, 0, ())


def test_the_text_names_each_change_once_and_under_it_whom_it_concerns(store: Store) -> None:
    held = against_saves(story(SCENES.replace("then: two", "then: badly")), store)
    lines = [line.strip() for line in as_text(held)]
    assert lines[0] == "saved sessions: 2, of 1 text of the story; 2 would not go the same way now"
    assert "one/ask led to two, and leads to badly" in lines
    assert sum("Jo" in line for line in lines) == 1


def test_a_story_with_errors_is_not_held_against_anything() -> None:
    assert list(as_text(None)) == ["  saved sessions: not looked at, because the story has errors"]


def test_json_has_the_keys_that_are_promised(store: Store) -> None:
    found = against_saves(changed("    wait:", "    pause:"), store).to_json()
    assert sorted(found) == ["older_rules", "parted", "sessions", "texts"]
    assert sorted(found["parted"][0]) == [
        *("how", "leads_to", "led_to", "reply", "scene", "session", "started", "trainee", "turn")
    ]
    assert found["parted"][0]["started"].endswith("Z")


def test_the_story_of_another_id_has_no_such_sessions(store: Store) -> None:
    other = linked(source(SCENES).replace("id: small", "id: other"))
    assert against_saves(other, store).sessions == 0
