"""Item statistics as people and programs read them."""

from __future__ import annotations

import csv
import io
import json

from servicesim.authoring.items import ItemStatistics, LeftOut, Text
from servicesim.plain.items import KEYS, as_csv, as_json, as_table, percent
from servicesim.results.items import Estimate, Item, ReplyUse

GREET = Item(
    scene="greet",
    reached=48,
    best=Estimate(0.54, 0.4012, 0.6741),
    gave_away=3.25,
    discrimination=Estimate(0.31, 0.03, 0.54),
    seconds=14.2,
    replies=(
        ReplyUse("listen", "=HYPERLINK(1)", None, 48, 47, 47 / 48, 0.0, False),
        ReplyUse("policy", "-5 %", "You read aloud.", 48, 1, 1 / 48, 7.125, True),
    ),
)
OFFER = Item(
    scene="offer",
    reached=4,
    best="not_enough_data",
    gave_away="not_enough_data",
    discrimination="not_enough_data",
    seconds="not_enough_data",
    replies=(ReplyUse("choice", "Which?", None, 4, 4, "not_enough_data", 0.0, "not_enough_data"),),
)
FOUND = ItemStatistics(
    story="small",
    title="Small",
    digest="3f2a" * 16,
    rules=1,
    mode="practice",
    attempt="first",
    people=48,
    edited=True,
    texts=(Text("3f2a" * 16, 60), Text("0b1c" * 16, 9)),
    left_out=LeftOut(other_texts=9, other_attempts=(("assisted", 12),), in_progress=1),
    items=(GREET, OFFER),
)


class TestTable:
    def test_it_says_first_whom_it_is_from(self) -> None:
        text = " ".join(" ".join(as_table(FOUND)).split())
        assert "48 people: first attempts without help, in practice, to the end; text 3f2a3f2a" in text
        assert "Left out: 12 attempts with help, 1 in progress, 9 with another text of the story." in text
        assert "The story has another text now." in text
        assert "the newest first: 3f2a3f2a (60), 0b1c0b1c (9)." in text

    def test_each_decision_has_its_replies_under_it(self) -> None:
        lines = [" ".join(line.split()) for line in as_table(FOUND)]
        at = lines.index("greet 48 54% (40-67%) 3.2 0.31 (0.03 to 0.54) 14.2")
        assert lines[at + 1 : at + 3] == ["listen 47 of 48 98% 0.0", "policy 1 of 48 2% 7.1 under 5%"]

    def test_what_few_came_to_says_so_and_from_how_many_on_it_is_told(self) -> None:
        lines = [" ".join(line.split()) for line in as_table(FOUND)]
        assert "offer 4 not enough data – not enough data –" in lines
        assert "not enough data: fewer than 10 people; fewer than 30 for discrimination" in " ".join(lines)

    def test_a_share_that_is_not_nothing_is_never_shown_as_nothing(self) -> None:
        assert [percent(share) for share in (0, 0.001, 0.5, 0.999, 1)] == ["0%", "<1%", "50%", ">99%", "100%"]


class TestJson:
    def test_what_is_not_known_is_null_and_says_why(self) -> None:
        told = json.loads(as_json(FOUND))
        assert told["floors"] == {"enough": 10, "enough_to_compare": 30}
        greet, offer = told["items"]
        assert (greet["best"], greet["best_low"], greet["missing"]) == (0.54, 0.4012, {})
        assert (offer["reached"], offer["best"], offer["missing"]["best"]) == (4, None, "not_enough_data")
        assert offer["replies"][0]["missing"] == {"share": "not_enough_data", "rare": "not_enough_data"}


class TestCsv:
    def test_there_is_a_row_for_each_reply_with_what_holds_for_its_decision(self) -> None:
        rows = list(csv.DictReader(io.StringIO(as_csv(FOUND))))
        assert tuple(rows[0]) == KEYS
        assert [(row["scene"], row["reply"], row["chosen"], row["rare"]) for row in rows] == [
            ("greet", "listen", "47", "false"),
            ("greet", "policy", "1", "true"),
            ("offer", "choice", "4", ""),
        ]
        assert (rows[1]["gave_away"], rows[1]["reply_gave_away"]) == ("3.25", "7.125")
        assert rows[2]["reply_missing"] == "share: not_enough_data; rare: not_enough_data"

    def test_cells_that_a_spreadsheet_would_run_are_defused_and_numbers_are_not(self) -> None:
        below = ItemStatistics(
            **{name: getattr(FOUND, name) for name in FOUND.__slots__ if name != "items"},
            items=(Item("greet", 48, GREET.best, 3.25, Estimate(-0.31, -0.54, -0.03), 14.2, GREET.replies),),
        )
        rows = list(csv.DictReader(io.StringIO(as_csv(below))))
        assert [row["say"] for row in rows] == ["'=HYPERLINK(1)", "'-5 %"]
        assert rows[0]["discrimination"] == "-0.31"
