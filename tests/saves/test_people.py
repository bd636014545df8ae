"""Lists of people: read from files, and kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicesim.errors import PeopleInvalid
from servicesim.saves.people import (
    LARGEST_LIST,
    Imported,
    Person,
    cohorts,
    import_people,
    names,
    people,
    read_people,
)
from servicesim.saves.store import Store

from .samples import begin

AMINA, JONAS, LI = Person("Amina Bello", "Spring"), Person("Jonas Weber", "Spring"), Person("Li Na", None)


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "people.csv"
    path.write_bytes(text.encode(encoding))
    return path


def mistakes(folder: Path, text: str) -> list[tuple[int, str]]:
    with pytest.raises(PeopleInvalid) as caught:
        read_people(written(folder, text))
    return list(caught.value.mistakes)


class TestReading:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
    @pytest.mark.parametrize("line_end", ["\n", "\r\n"])
    def test_a_list_with_or_without_a_byte_order_mark(
        self, encoding: str, line_end: str, tmp_path: Path
    ) -> None:
        text = line_end.join(["name,cohort", "Amina Bello,Spring", "Jonas Weber,Spring", "Li Na,", ""])
        assert read_people(written(tmp_path, text, encoding)) == [AMINA, JONAS, LI]

    @pytest.mark.parametrize(
        "text",
        [
            "Name;Cohort\nAmina Bello;Spring\n",
            "cohort\tname\nSpring\tAmina Bello\n",
            'name,cohort\n\n  Amina   Bello , "Spring"\n,\n'.replace(', "', ',"'),
        ],
    )
    def test_as_spreadsheets_and_people_write_it(self, text: str, tmp_path: Path) -> None:
        assert read_people(written(tmp_path, text)) == [AMINA]

    def test_a_name_may_hold_a_comma(self, tmp_path: Path) -> None:
        text = 'name,cohort\n"Bello, Amina",Spring\n'
        assert read_people(written(tmp_path, text)) == [Person("Bello, Amina", "Spring")]

    def test_an_accent_is_one_character_however_it_was_typed(self, tmp_path: Path) -> None:
        (person,) = read_people(written(tmp_path, "name,cohort\nJose\u0301,\n"))
        assert person.name == "Jos\u00e9"


class TestMistakes:
    def test_all_of_them_with_their_lines(self, tmp_path: Path) -> None:
        text = "name,cohort\nAmina,Spring\n,Spring\nAmina,Autumn\nJo,Spring,x\nKim\nB\u202eo,\nLi,\x07\n"
        assert mistakes(tmp_path, text) == [
            (3, "a name has 1 to 100 characters, all of which can be seen"),
            (4, "'Amina' stands in line 2 already"),
            (5, "3 cells where there are two columns"),
            (6, "1 cell where there are two columns"),
            (7, "a name has 1 to 100 characters, all of which can be seen"),
            (8, "a cohort's name has 1 to 100 characters, all of which can be seen"),
        ]

    def test_a_cell_over_two_lines_counts_as_two(self, tmp_path: Path) -> None:
        text = 'name,cohort\n"Ami\nna",Spring\n,Spring\n'
        assert [line for line, _ in mistakes(tmp_path, text)] == [4]

    @pytest.mark.parametrize("text", ["Amina,Spring\n", "name,group\n", "name\nAmina\n", "name,name\n"])
    def test_the_first_line_names_the_columns(self, text: str, tmp_path: Path) -> None:
        assert mistakes(tmp_path, text) == [(1, "the first line has to be: name,cohort")]

    def test_an_empty_file(self, tmp_path: Path) -> None:
        assert mistakes(tmp_path, "") == [(1, "the file is empty; its first line has to be: name,cohort")]

    def test_a_quote_that_is_never_closed(self, tmp_path: Path) -> None:
        ((line, what),) = mistakes(tmp_path, 'name,cohort\nAmina,Spring\n"Jo,Spring\n')
        assert line == 3
        assert what.startswith("this cannot be read as CSV: ")

    def test_another_encoding_is_named_by_its_line(self, tmp_path: Path) -> None:
        path = written(tmp_path, "name,cohort\nAmina,Spring\nJosé,Spring\n", "cp1252")
        with pytest.raises(PeopleInvalid) as caught:
            read_people(path)
        ((line, what),) = caught.value.mistakes
        assert (line, what[:17]) == (3, "this is not UTF-8")

    def test_a_file_that_is_no_list(self, tmp_path: Path) -> None:
        path = tmp_path / "people.csv"
        with path.open("wb") as file:
            file.truncate(LARGEST_LIST + 1)
        with pytest.raises(PeopleInvalid) as caught:
            read_people(path)
        assert caught.value.mistakes == ((1, "the file is larger than 16 MB"),)


class TestKeeping:
    def test_new_moved_and_same(self, store: Store) -> None:
        assert import_people(store, [AMINA, JONAS, LI]) == Imported(new=3, moved=0, same=0)
        changed = [AMINA, Person("Jonas Weber", None), Person("Li Na", "Autumn"), Person("Kim", "Autumn")]
        assert import_people(store, changed) == Imported(new=1, moved=2, same=1)
        assert people(store) == [
            Person("Kim", "Autumn"),
            Person("Li Na", "Autumn"),
            AMINA,
            Person("Jonas Weber", None),
        ]

    def test_who_is_not_in_the_list_stays(self, store: Store) -> None:
        import_people(store, [AMINA])
        import_people(store, [JONAS])
        assert people(store, "Spring") == [AMINA, JONAS]

    def test_cohorts_and_how_many_are_in_each(self, store: Store) -> None:
        import_people(store, [AMINA, JONAS, LI, Person("Kim", "autumn")])
        assert list(cohorts(store).items()) == [("autumn", 1), ("Spring", 2)]

    def test_an_empty_list_changes_nothing(self, store: Store) -> None:
        import_people(store, [AMINA])
        assert import_people(store, []) == Imported(0, 0, 0)
        assert people(store) == [AMINA]

    def test_everybody_known_by_a_list_or_by_a_session(self, store: Store) -> None:
        import_people(store, [LI])
        begin(store, trainee="Jo")
        begin(store, trainee="Jo")
        assert names(store) == ["Jo", "Li Na"]
