"""The page of one trainee, for a conversation between two people."""

from __future__ import annotations

import pytest

from servicesim.errors import UsageError
from servicesim.exchange.html.moments import LONGEST
from servicesim.exchange.html.report import html_lines
from servicesim.exchange.outlet import Outlet
from servicesim.saves.assignments import assign
from servicesim.saves.outgoing import Wanted
from servicesim.saves.records import Mode
from servicesim.saves.store import Store
from tests.exchange.talks import let_see
from tests.saves.samples import Clock

from .people import GOOD, POOR, a_year, play, small
from .reading import HARMLESS, HARMLESS_ELEMENTS, Read

SAID = "Finn : "
"""With this begins what Finn says in an excerpt."""


def page_of(
    name: str,
    store: Store,
    clock: Clock,
    *,
    mode: Mode | None = None,
    own: bool = False,
    pseudonyms: bool = False,
) -> Read:
    outlet = Outlet(store, Wanted(trainee=name, mode=mode), own=own, pseudonyms=pseudonyms)
    return Read("\n".join(html_lines(outlet, clock())))


class TestStrengths:
    def test_they_are_a_score_clearly_above_others_and_the_tactic_used_most_with_words_of_ones_own(
        self, store: Store, clock: Clock
    ) -> None:
        a_year(store)
        told = page_of("Amina", store, clock).words
        strengths = told[told.index("Two strengths") : told.index("One moment")]
        assert "points against others at the same stories (6 first attempts)" in strengths
        assert "6 times in 6 first attempts. You waited, Ana Reis. Small 5" in strengths

    def test_of_one_conversation_nothing_is_called_a_strength(self, store: Store, clock: Clock) -> None:
        play(store, "Amina", small(1), *GOOD)
        assert "The numbers name none yet. What did you see?" in page_of("Amina", store, clock).words


class TestMoment:
    def test_it_is_the_reply_that_cost_most_with_what_was_said_before_and_after(
        self, store: Store, clock: Clock
    ) -> None:
        play(store, "Finn", small(1), "argue", "tell")
        told = page_of("Finn", store, clock).words
        assert "Small 1, 1 Jan 2026, reply 1" in told
        assert (
            "Ana Reis : Nobody has called me, Finn. Who are you? Finn : That is not so. Ana Reis : And now?"
        ) in told
        assert "another reply that was on offer: “You waited, Ana Reis.”" in told

    def test_a_story_for_assessment_keeps_its_better_replies_closed(self, store: Store, clock: Clock) -> None:
        story = small(1, **{"source: customer": "source: customer\nuse: assessment"})
        play(store, "Finn", story, *POOR)
        told = page_of("Finn", store, clock).words
        assert "That is not so." in told
        assert "on offer" not in told
        assert "You waited" not in told

    def test_the_best_conversation_has_none(self, store: Store, clock: Clock) -> None:
        play(store, "Amina", small(1), *GOOD)
        assert "no conversation yet in which a reply cost much" in page_of("Amina", store, clock).words

    def test_a_long_speech_is_cut_so_that_the_page_stays_one(self, store: Store, clock: Clock) -> None:
        long = "word " * 400
        play(store, "Finn", small(1, **{"That is not so.": f'"{long}"'}), *POOR)
        told = page_of("Finn", store, clock).words
        assert told.count("word") * len("word ") <= LONGEST
        assert "word …" in told


class TestNumbers:
    def test_each_score_has_its_mean_its_n_and_its_difference(self, store: Store, clock: Clock) -> None:
        a_year(store)
        told = page_of("Finn", store, clock).words
        assert "First attempts: won back 0 of 6, lost 6." in told
        assert told.count("n 6 ▼ −") == 3

    def test_below_the_floor_there_is_no_mean(self, store: Store, clock: Clock) -> None:
        play(store, "Amina", small(1), *GOOD)
        told = page_of("Amina", store, clock).words
        assert told.count("too few for a mean, n 1") == 3

    def test_what_is_to_do_stands_on_it(self, store: Store, clock: Clock) -> None:
        play(store, "Amina", small(1), *GOOD)
        assign(store, "small-1", author="Mira", person="Amina", at=clock())
        assert "To do: Small 1." in page_of("Amina", store, clock).words

    def test_how_long_people_took_to_choose_is_nowhere(self, store: Store, clock: Clock) -> None:
        play(store, "Finn", small(1), *POOR, seconds=4321)
        told = page_of("Finn", store, clock).words
        assert "4321" not in told
        assert "second" not in told


class TestPrivacy:
    def test_what_the_policy_closes_stays_closed_but_for_oneself(self, store: Store, clock: Clock) -> None:
        a_year(store, mode="practice")
        let_see(store, practice="scores")
        theirs = page_of("Finn", store, clock).words
        assert "keeps what was said in practice from managers" in theirs
        assert SAID not in theirs
        assert SAID in page_of("Finn", store, clock, own=True).words

    @pytest.mark.slow
    def test_where_practice_only_happened_there_are_no_scores(self, store: Store, clock: Clock) -> None:
        a_year(store, mode="practice")
        let_see(store, practice="happened")
        theirs = page_of("Finn", store, clock).words
        assert "they see that it took place" in theirs
        assert "±" not in theirs.partition("Two strengths")[0]
        assert "±" in page_of("Finn", store, clock, own=True).words.partition("Two strengths")[0]

    @pytest.mark.slow
    def test_where_managers_see_cohorts_one_has_only_ones_own(self, store: Store, clock: Clock) -> None:
        a_year(store)
        let_see(store, people="cohorts")
        with pytest.raises(UsageError, match="no single people"):
            page_of("Finn", store, clock)
        assert SAID in page_of("Finn", store, clock, own=True).words

    def test_a_pseudonym_stands_for_the_name_in_what_was_said_too(self, store: Store, clock: Clock) -> None:
        play(store, "Finn", small(1), *POOR)
        told = page_of("Finn", store, clock, pseudonyms=True).words
        assert "Finn" not in told
        assert "Nobody has called me, p-" in told


class TestSafety:
    def test_nothing_in_it_runs_whatever_a_story_says(self, store: Store, clock: Clock) -> None:
        hostile = "'</style><script src=//x.invalid></script><svg onload=y>'"
        play(store, "<b>Finn</b>", small(1, **{"That is not so.": hostile}), *POOR)
        page = page_of("<b>Finn</b>", store, clock)
        assert page.elements <= HARMLESS_ELEMENTS
        assert page.attributes <= HARMLESS
        assert hostile.strip("'") in page.words
        assert "<b>Finn</b>" in page.words
