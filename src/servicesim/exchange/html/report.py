"""What `export --format html` writes: a report of everybody selected, or the page of one trainee."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from servicesim.conversation import RULES
from servicesim.exchange.outlet import Outlet
from servicesim.saves.records import Selection, utc_now
from servicesim.saves.review.overview import default_mode


def html_lines(outlet: Outlet, now: datetime | None = None) -> Iterator[str]:
    """The lines of one HTML file, as of `now`: of one trainee where `outlet.wanted` names one.

    It is about one mode, assessment where there is any and none is asked for, and about today's rules. Raises
    UsageError where the policy shows no single people and one is asked for; StoreUnusable.
    """
    wanted = outlet.wanted
    selection = Selection(
        mode=wanted.mode or default_mode(outlet.store),
        rules=RULES,
        cohort=wanted.cohort,
        story=wanted.story,
        source=wanted.source,
        since=wanted.since,
        until=wanted.until,
    )
    moment = now or utc_now()
    if wanted.trainee is not None:
        from servicesim.exchange.html.person import person_page

        yield from person_page(outlet, wanted.trainee, selection, moment).splitlines()
    else:
        from servicesim.exchange.html.cohort import cohort_page

        yield from cohort_page(outlet, selection, moment).splitlines()
