"""Sessions as CSV, one row each, that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # which brings SQLAlchemy with it
    from servicesim.exchange.outlet import Outlet
    from servicesim.saves.records import SessionRecord

KEYS = (
    *("id", "trainee", "story", "story_digest", "mode", "status", "ending", "outcome", "turns"),
    *("started", "touched", "ended", "empathy", "clarity", "trust"),
    *("assisted", "seen", "first", "parent", "rules", "seed"),
)
"""The columns: those of `sessions --format json`."""

# What a spreadsheet takes for the beginning of a formula, at the beginning of a cell; and after a mark that
# some spreadsheet, set to another language, splits cells at.
_FORMULA = re.compile(r"(^|[;,\t\r\n])(?=[=+\-@\t\r\n＝＋－＠])")


def defused(value: Any) -> Any:
    """A cell that no spreadsheet runs as a formula: an apostrophe stands where one would begin."""
    return _FORMULA.sub(r"\1'", value) if isinstance(value, str) else value


def csv_of(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The head and a line for each session, without the ends of lines. What is None is an empty cell."""
    yield ",".join(KEYS)
    for row in rows:
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow([defused(row[key]) for key in KEYS])
        yield out.getvalue()


def as_csv(sessions: Iterable[SessionRecord]) -> str:
    """Sessions as one text of CSV, without the last end of line."""
    return "\n".join(csv_of(session.to_json() for session in sessions))


def csv_lines(outlet: Outlet) -> Iterator[str]:
    """The same for what may leave a store, newest first."""
    yield from csv_of(
        outlet.facts(one.session) for one in outlet.kept(outlet.ids(newest_first=True), rows=False)
    )
