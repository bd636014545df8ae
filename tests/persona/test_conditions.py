from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicesim.persona.conditions import (
    DEPTH_MAX,
    All,
    Any,
    AttitudeIn,
    Compare,
    ConditionError,
    Fact,
    Not,
    compile_test,
    leaves,
    parse,
)
from servicesim.persona.levels import Persona

BITS = {"root_known": 1, "visited(her-story)": 2, "given(opening/wait)": 4, "given(fetch-a-manager)": 8}


def holds(text: str, persona: Persona | None = None, facts: int = 0, turn: int = 0) -> bool:
    return compile_test(parse(text), BITS)(persona or Persona("guarded", 5, 4, 1), facts, turn)


class TestReading:
    def test_a_level_is_held_against_a_number(self) -> None:
        assert parse("trust >= 4") == Compare("trust", ">=", 4, 0, 10)

    def test_the_number_may_stand_first(self) -> None:
        assert parse("4 <= trust") == Compare("trust", ">=", 4, 0, 10)

    def test_a_chain_is_two_comparisons(self) -> None:
        assert parse("3 <= trust < 7") == All(
            (Compare("trust", ">=", 3, 0, 10), Compare("trust", "<", 7, 5, 14))
        )

    def test_and_binds_closer_than_or(self) -> None:
        one, two, three = (Fact("fact", name, at, at + 1) for name, at in (("a", 0), ("b", 5), ("c", 11)))
        assert parse("a or b and c") == Any((one, All((two, three))))

    def test_parentheses_bind_closest(self) -> None:
        condition = parse("(a or b) and c")
        assert isinstance(condition, All)
        assert isinstance(condition.parts[0], Any)

    def test_attitudes_keep_their_places(self) -> None:
        assert parse("attitude in (guarded, open)") == AttitudeIn((("guarded", 13, 20), ("open", 22, 26)))
        assert parse("attitude not in (open)") == Not(AttitudeIn((("open", 17, 21),)))
        assert parse("attitude != open") == Not(AttitudeIn((("open", 12, 16),)))

    def test_facts_visits_and_replies_have_keys_of_their_own(self) -> None:
        text = "root_known and visited(her-story) and given(opening/wait) or given(fetch-a-manager)"
        assert [leaf.key for leaf in leaves(parse(text)) if isinstance(leaf, Fact)] == list(BITS)

    def test_line_breaks_are_spaces(self) -> None:
        assert isinstance(parse("trust >= 4\n  and not root_known"), All)


class TestMistakes:
    @pytest.mark.parametrize(
        ("text", "at", "said"),
        [
            ("", "", "is empty"),
            ("trust = 4", "=", "write '=='"),
            ("trust => 4", "=", "write '>='"),
            ("trust ≥ 4", "≥", "write '>='"),
            ("trust >= 4 && root_known", "&", "'and', 'or' or 'not'"),
            ("trust >= 4 AND root_known", "AND", "write 'and'"),
            ("trust >= 4 root_known", "root_known", "'and' or 'or'"),
            ("trsut >= 4", "trsut", "levels are resistance, trust, grievances, turn"),
            ("trust >= four", "four", "'four' is not a level"),
            ("trust >= resistance", "resistance", "against a whole number"),
            ("4 < 5", "5", "against a whole number"),
            ("trust >= 12ab", "1", "cannot be read"),
            ("trust", "trust", "'trust >= 4'"),
            ("4", "4", "'4 <= trust'"),
            ("trust 4", "4", "write '>='"),
            ("attitude is open", "is", "attitude == guarded"),
            ("attitude == 'open'", "'", "without quotes"),
            ("attitude == 4", "4", "not an attitude"),
            ("visited()", ")", "not a name"),
            ("given(opening/,)", ",", "not a name"),
            ("visited(her story)", "story", "')' should stand here"),
            ("or root_known", "or", "cannot stand here"),
            ("trust >= 1234567890", "1234567890", "too large"),
        ],
    )
    def test_an_error_names_what_is_wrong_and_where(self, text: str, at: str, said: str) -> None:
        with pytest.raises(ConditionError) as caught:
            parse(text)
        assert text[caught.value.start : caught.value.end] == at
        assert said in caught.value.message

    @pytest.mark.parametrize(
        "text", ["trust >=", "not", "(trust >= 4", "attitude", "attitude in (open", "given("]
    )
    def test_a_text_that_stops_too_early_is_marked_at_its_end(self, text: str) -> None:
        with pytest.raises(ConditionError, match="stops too early") as caught:
            parse(text)
        assert (caught.value.start, caught.value.end) == (len(text) - 1, len(text))

    def test_places_count_code_points(self) -> None:
        with pytest.raises(ConditionError) as caught:
            parse("trust >= 4 and 🙂é = 1")
        assert (caught.value.start, caught.value.end) == (15, 16)

    @pytest.mark.parametrize("text", ["(" * 20_000 + "a", "not " * 20_000 + "a"])
    def test_endless_nesting_is_an_error_and_no_crash(self, text: str) -> None:
        with pytest.raises(ConditionError, match=f"deeper than {DEPTH_MAX}"):
            parse(text)

    def test_as_many_parts_as_one_likes_may_stand_beside_each_other(self) -> None:
        assert holds(" and ".join(["(trust >= 4)"] * 500))

    @given(st.text(alphabet="()<>=!,/ 0123456789+-&andortrustéx'", max_size=30))
    def test_any_text_is_read_or_refused_with_a_place_inside_it(self, text: str) -> None:
        refused: ConditionError | None = None
        try:
            condition = parse(text)
        except ConditionError as error:
            refused = error
        if refused is None:
            assert list(leaves(condition))
        else:
            assert 0 <= refused.start <= refused.end <= len(text)
            assert refused.message


class TestAsking:
    @pytest.mark.parametrize(
        ("text", "answer"),
        [
            ("trust >= 4", True),
            ("trust > 4", False),
            ("4 <= trust < 5", True),
            ("5 == resistance", True),
            ("resistance != 5", False),
            ("grievances == 1", True),
            ("attitude == guarded", True),
            ("attitude in (open, committed)", False),
            ("attitude not in (open, committed)", True),
            ("not attitude == guarded", False),
            ("not (trust >= 5 or resistance >= 6)", True),
            ("trust >= 5 or resistance >= 6 or grievances >= 1", True),
            ("trust >= 4 and resistance >= 5 and grievances >= 2", False),
        ],
    )
    def test_of_the_persona(self, text: str, answer: bool) -> None:
        assert holds(text) is answer

    def test_of_the_turn(self) -> None:
        assert holds("turn >= 3", turn=3)
        assert not holds("turn >= 3", turn=2)

    def test_of_facts_by_their_bit(self) -> None:
        assert holds("root_known", facts=0b0001)
        assert not holds("root_known", facts=0b1110)
        assert holds("visited(her-story) and not given(opening/wait)", facts=0b0010)
        assert holds("given(fetch-a-manager)", facts=0b1000)

    @given(st.integers(0, 10), st.integers(0, 10), st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
    def test_a_comparison_means_what_it_says(self, trust: int, number: int, op: str) -> None:
        persona = Persona("open", 0, trust, 0)
        truth = {
            "<": trust < number,
            "<=": trust <= number,
            ">": trust > number,
            ">=": trust >= number,
            "==": trust == number,
            "!=": trust != number,
        }
        assert holds(f"trust {op} {number}", persona) is truth[op]
        assert holds(f"not trust {op} {number}", persona) is not truth[op]
