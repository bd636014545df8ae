"""CSV that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicesim.errors import UsageError
from servicesim.exchange.csv import KEYS, csv_lines, defused
from servicesim.exchange.files import write_new
from servicesim.exchange.outlet import Outlet
from servicesim.exchange.pseudonyms import pseudonym
from servicesim.saves.outgoing import EVERYTHING, Wanted
from servicesim.saves.people import Person, import_people
from servicesim.saves.store import Store

from .talks import let_see, talk

STARTS = "=+-@\t\r＝＋－＠"


def rows(store: Store, wanted: Wanted = EVERYTHING, **more: bool) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("\n".join(csv_lines(Outlet(store, wanted, **more))))))


class TestCells:
    @pytest.mark.parametrize("start", STARTS)
    def test_what_begins_like_a_formula_begins_with_an_apostrophe(self, start: str) -> None:
        assert defused(f"{start}cmd()").startswith("'")

    def test_other_cells_stay_as_they_are(self) -> None:
        assert [defused(value) for value in ("Jo", "a=b", "", "1-2", 3, -1.5, None, True)] == [
            *("Jo", "a=b", "", "1-2", 3, -1.5, None, True),
        ]

    def test_nothing_begins_a_formula_where_another_spreadsheet_would_split_the_cell(self) -> None:
        assert defused("Jo;=cmd()") == "Jo;'=cmd()"
        assert defused("Jo\n@x") == "Jo\n'@x"

    @given(st.text(alphabet=st.sampled_from(f"{STARTS};,\n'\"aé"), max_size=8))
    def test_however_it_is_split_no_piece_begins_a_formula(self, text: str) -> None:
        pieces = defused(text).replace(",", ";").replace("\n", ";").split(";")
        assert not [piece for piece in pieces if piece.startswith(tuple(STARTS))]


class TestRows:
    def test_a_row_for_each_session_the_newest_first(self, store: Store) -> None:
        talk(store, "hear", "end")
        talk(store, "wait", trainee="Zoë")
        newest, oldest = rows(store)
        assert tuple(newest) == KEYS
        assert (newest["trainee"], newest["status"], newest["outcome"]) == ("Zoë", "in_progress", "")
        assert (oldest["trainee"], oldest["outcome"], oldest["turns"]) == ("Amina", "resolved", "2")

    def test_only_what_was_asked_for(self, store: Store) -> None:
        import_people(store, [Person("Amina", "Spring"), Person("Ben", "Autumn")])
        for trainee in ("Amina", "Ben", "Cem"):
            talk(store, trainee=trainee)
        middle = store.sessions()[1]
        assert [row["trainee"] for row in rows(store, Wanted(cohort="Autumn"))] == ["Ben"]
        assert [row["trainee"] for row in rows(store, Wanted(trainee="Cem"))] == ["Cem"]
        assert [row["trainee"] for row in rows(store, Wanted(since=middle.started))] == ["Cem", "Ben"]
        assert [row["trainee"] for row in rows(store, Wanted(until=middle.started))] == ["Amina"]
        assert rows(store, Wanted(source="employee")) == []
        assert len(rows(store, Wanted(source="customer", story="small", mode="assessment"))) == 3
        assert rows(store, Wanted(status="ended")) == []

    def test_pseudonyms_are_the_same_for_a_person_and_unlike_in_another_store(
        self, store: Store, managers: Store
    ) -> None:
        for trainee in ("Amina", "Ben", "Amina"):
            talk(store, trainee=trainee)
        talk(managers, trainee="Amina")
        first, other, again = (row["trainee"] for row in rows(store, pseudonyms=True))
        assert first == again != other
        assert first.startswith("p-")
        assert len(first) == 12
        assert rows(managers, pseudonyms=True)[0]["trainee"] != first

    def test_a_pseudonym_is_keyed_by_the_secret(self) -> None:
        assert pseudonym("one", "Amina") == pseudonym("one", "Amina") != pseudonym("two", "Amina")


class TestPolicy:
    """Managers get of practice what the policy lets them have; everybody has their own."""

    @pytest.mark.parametrize(("practice", "shown"), [("whole", True), ("scores", True), ("happened", False)])
    def test_how_practice_went(self, store: Store, practice: str, shown: bool) -> None:
        talk(store, "hear", "end", mode="practice")
        talk(store, "hear", "end", mode="assessment")
        let_see(store, practice=practice)
        assessment, practised = rows(store)
        told = ("ending", "outcome", "turns", "empathy", "trust")
        assert all(assessment[key] for key in told)
        assert [bool(practised[key]) for key in told] == [shown] * 5
        assert practised["trainee"] == "Amina"
        assert all(rows(store, own=True)[1][key] for key in told)

    def test_of_practice_that_took_place_nothing_else_is_told(self, store: Store) -> None:
        talk(store, "wait", "back", "hear", "end", mode="practice")
        let_see(store, practice="happened")
        (row,) = rows(store)
        filled = {key for key, value in row.items() if value}
        assert filled == {"id", "trainee", "story", "story_digest", "mode", "started", "rules"}

    def test_no_single_sessions_where_cohorts_alone_are_shown(self, store: Store) -> None:
        talk(store)
        let_see(store, people="cohorts")
        with pytest.raises(UsageError, match="cohorts only"):
            rows(store)
        assert len(rows(store, own=True)) == 1


class TestFiles:
    def test_a_file_that_is_there_is_not_written_over(self, tmp_path: Path) -> None:
        (tmp_path / "kept.csv").write_text("mine")
        with pytest.raises(UsageError, match="not written over"):
            write_new(tmp_path / "kept.csv", ["theirs"])
        assert (tmp_path / "kept.csv").read_text() == "mine"

    def test_nothing_is_left_where_the_writing_fails(self, tmp_path: Path) -> None:
        with pytest.raises(ZeroDivisionError):
            write_new(tmp_path / "half.csv", (str(1 // number) for number in (1, 0)))
        assert list(tmp_path.iterdir()) == []

    def test_lines_in_utf_8_with_the_mark_that_excel_wants(self, tmp_path: Path) -> None:
        write_new(tmp_path / "new.csv", ["name", "Zoë"], mark=True)
        assert (tmp_path / "new.csv").read_bytes() == b"\xef\xbb\xbfname\nZo\xc3\xab\n"
        write_new(tmp_path / "new.jsonl", ["Zoë"])
        assert (tmp_path / "new.jsonl").read_bytes() == b"Zo\xc3\xab\n"
