"""What the review asks of the store: the only place in the screens that does.

Everything here blocks, as in `tui.services`, and everything heavy is imported on the first call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from servicesim.errors import StoryError
from servicesim.saves.records import Selection

if TYPE_CHECKING:
    from servicesim.results.debrief import Debrief
    from servicesim.saves.assignments import Progress, Task, Work
    from servicesim.saves.backends import Role
    from servicesim.saves.comments import Comment
    from servicesim.saves.play import Play
    from servicesim.saves.policy import Policy
    from servicesim.saves.records import SessionRecord
    from servicesim.saves.review.overview import CohortRow, Overview
    from servicesim.saves.review.stories import StoryRow
    from servicesim.saves.review.story import StoryReview
    from servicesim.saves.review.trainee import TraineeReview
    from servicesim.story.linked import Story
    from servicesim.tui.services import Services

Rows = Literal["people", "cohorts"]
"""What a list has a row for."""

Form = Literal["csv", "html"]
"""What can be exported."""

MOST_AT_ONCE = 200
"""People up to whom they are listed at once; where there are more, the cohorts come first."""


@dataclass(frozen=True, slots=True)
class Board:
    """What the first screen of the review shows.

    `cohorts` is None where the rows are people. `work` is by person, of those who have any. `title` is that
    of the story that is selected, "" where none is.
    """

    selection: Selection
    rows: Rows
    overview: Overview
    cohorts: tuple[CohortRow, ...] | None
    work: Mapping[str, Work]
    title: str
    lacks: Literal["numbers", "rest"] | None = None
    """What takes longer to count and is not in it yet: the numbers of cohorts, and then the rest of the
    overview. Ask for `more_of` it."""
    role: Role = "owner"
    """What its reader may do in the store: a server gives a manager some cohorts, and not all."""

    @property
    def results_hidden(self) -> bool:
        """Whether the policy keeps how these sessions went from managers."""
        return self.overview.policy.hides_results(self.selection.mode)

    @property
    def can_switch(self) -> bool:
        """Whether there are both, people and cohorts, to look at."""
        one = self.selection.cohort is not None or self.selection.trainee is not None
        alone = one or self.overview.too_many
        return self.overview.policy.people == "shown" and not alone


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: the cohorts and the people by name, and the stories that were played, title by
    id. There are no people where the policy shows none."""

    cohorts: tuple[str, ...]
    people: tuple[str, ...]
    stories: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """All that is shown of one person. `titles` are those of stories by id; `commented` says how many
    comments a session has, by id."""

    review: TraineeReview
    tasks: tuple[Task, ...]
    titles: Mapping[str, str]
    commented: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class StoriesPage:
    """The stories that were played, their titles by id, and the policy by which they are told."""

    rows: tuple[StoryRow, ...]
    titles: Mapping[str, str]
    policy: Policy


@dataclass(frozen=True, slots=True)
class StoryPage:
    """One story with what people did there. `story` is the text that it is about; None where nobody played
    it."""

    review: StoryReview
    story: Story | None


@dataclass(frozen=True, slots=True)
class WorkPage:
    """What was assigned, and how it stands by person; `hides_people` says that the policy shows none."""

    progress: tuple[Progress, ...]
    people: tuple[Work, ...]
    titles: Mapping[str, str]
    hides_people: bool


class ReviewServices:
    """The questions of the review, over the store and the library of the app."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def first_look(self) -> Selection:
        """What a review opens with: today's rules, and assessment where there is any.

        Raises StoreUnusable.
        """
        from servicesim.conversation import RULES
        from servicesim.saves.review.overview import default_mode

        return Selection(default_mode(self._services.store()), RULES)

    def board(self, selection: Selection, now: datetime, rows: Rows | None = None) -> Board:
        """How everybody in a selection stands; `rows` None leaves it to how many they are.

        Raises StoreUnusable.
        """
        from servicesim.saves.assignments import work
        from servicesim.saves.review.overview import cohorts, cohorts_by_name, more_than, overview

        store = self._services.store()
        title = "" if selection.story is None else self._title(selection.story)
        one = selection.cohort is not None or selection.trainee is not None
        if rows != "people" and not one and more_than(store, selection, MOST_AT_ONCE):
            found, groups = cohorts_by_name(store, selection)
            return Board(
                selection, "cohorts", found, tuple(groups), {}, title, lacks="numbers", role=store.role
            )
        found = overview(store, selection, now)
        if found.policy.people == "cohorts" or (found.too_many and selection.cohort is None):
            rows = "cohorts"
        elif one or rows is None:
            rows = "people"
        people = rows == "people"
        return Board(
            selection=selection,
            rows=rows,
            overview=found,
            cohorts=None if people else tuple(cohorts(store, selection, now)),
            work={one.person: one for one in work(store, now, selection.cohort)} if people else {},
            title=title,
            role=store.role,
        )

    def more_of(self, board: Board, now: datetime) -> Board:
        """A board with the next of what it lacks. Raises StoreUnusable."""
        from servicesim.saves.review.overview import cohorts_first, counted_out, overview

        store, selection = self._services.store(), board.selection
        if board.lacks == "numbers":
            found, groups = cohorts_first(store, selection, now)
            return replace(board, overview=found, cohorts=tuple(groups), lacks="rest")
        found = board.overview
        if found.whole is not None and found.too_many:
            found = replace(found, left_out=counted_out(store, selection, now))
        elif found.whole is not None:
            found = overview(store, selection, now)
        return replace(board, overview=found, lacks=None)

    def choices(self, selection: Selection) -> Choices:
        """What the filters offer in the mode of a selection. Raises StoreUnusable, UsageError."""
        from servicesim.saves.people import cohorts, names
        from servicesim.saves.policy import policy_of
        from servicesim.saves.review.stories import stories_played

        store, titles = self._services.store(), self._titles()
        played = stories_played(store, Selection(selection.mode, selection.rules))
        stories = {row.story: titles.get(row.story, row.story) for row in played}
        by_title = sorted(stories.items(), key=lambda one: one[1].casefold())
        people = names(store) if policy_of(store).people == "shown" else ()
        return Choices(tuple(cohorts(store)), tuple(people), dict(by_title))

    def person(self, name: str, selection: Selection, now: datetime) -> PersonPage:
        """All that is shown of one person. Raises StoreUnusable, UsageError."""
        from servicesim.saves.assignments import tasks_for
        from servicesim.saves.comments import commented
        from servicesim.saves.review.trainee import trainee_review

        store = self._services.store()
        return PersonPage(
            trainee_review(store, name, selection, now),
            tuple(tasks_for(store, name, now)),
            self._titles(),
            commented(store, name),
        )

    def may_read(self, session: SessionRecord) -> bool:
        """Whether the policy opens what was said in a session. Raises StoreUnusable."""
        from servicesim.saves.policy import policy_of
        from servicesim.saves.review.session import may_read

        return may_read(policy_of(self._services.store()), session)

    def conversation(self, session: SessionRecord) -> tuple[Play, Debrief | None]:
        """A session to look at, with its debrief where it has ended. Nothing is noted as shown to its
        trainee. Raises UsageError where the policy keeps it closed; StoreUnusable."""
        from servicesim.saves.review.session import played

        play = played(self._services.store(), session, self._services.proof)
        return play, play.review() if play.over else None

    def comments(self, session: str) -> list[Comment]:
        """What was written to a session. Raises StoreUnusable."""
        from servicesim.saves.comments import comments_on

        return comments_on(self._services.store(), session)

    def comment(self, session: str, author: str, text: str) -> Comment:
        """Keeps a comment. Raises UsageError, SessionNotFound, NotSaved."""
        from servicesim.saves.comments import comment

        return comment(self._services.store(), session, author, text)

    def signature(self, author: str) -> str | None:
        """What comments of `author` are signed with: on a server the login. Raises StoreUnusable."""
        from servicesim.preferences import clean_name

        return self._services.store().signed_as or clean_name(author)

    def take_back(self, comment: str, author: str) -> bool:
        """Deletes a comment of `author`; False where it is gone already. Raises NotSaved, StoreUnusable."""
        from servicesim.saves.comments import delete_comment

        return delete_comment(self._services.store(), comment, author)

    def stories(self, selection: Selection) -> StoriesPage:
        """The stories that were played. Raises StoreUnusable, UsageError."""
        from servicesim.saves.policy import policy_of
        from servicesim.saves.review.stories import stories_played

        store = self._services.store()
        return StoriesPage(tuple(stories_played(store, selection)), self._titles(), policy_of(store))

    def story(self, story: str, selection: Selection, digest: str | None = None) -> StoryPage:
        """What people did in a story, or in one text of it. Raises StoreUnusable, UsageError."""
        from servicesim.saves.play import story_kept
        from servicesim.saves.review.story import story_review
        from servicesim.solver.values import values_of

        store = self._services.store()
        found = story_review(store, story, selection, digest, self._services.proof, values_of)
        return StoryPage(found, None if found.digest is None else story_kept(store, found.digest))

    def catch_up(self, story: str, progress: Callable[[int, int], None]) -> None:
        """Adds what was played of a story since last time to the counts of its decisions; `progress` is
        called with how many are done, and of how many. Raises NotSaved, StoreUnusable."""
        from servicesim.saves.tallying import catch_up

        catch_up(self._services.store(), self._services.proof, progress=progress, story=story)

    def work(self, now: datetime, cohort: str | None) -> WorkPage:
        """What was assigned, and how it stands. Raises StoreUnusable."""
        from servicesim.saves.assignments import progress, work
        from servicesim.saves.policy import policy_of

        store = self._services.store()
        return WorkPage(
            progress=tuple(progress(store, now, cohort)),
            people=tuple(work(store, now, cohort)),
            titles=self._titles(),
            hides_people=policy_of(store).people == "cohorts",
        )

    def export(self, selection: Selection, form: Form, path: Path, now: datetime) -> None:
        """Writes the sessions of a selection to a new file, or a report of them as of `now`.

        Raises UsageError, StoreUnusable, OSError.
        """
        from servicesim.exchange.csv import csv_lines
        from servicesim.exchange.files import write_new
        from servicesim.exchange.html.report import html_lines
        from servicesim.exchange.outlet import Outlet
        from servicesim.saves.outgoing import Wanted

        wanted = Wanted(
            trainee=selection.trainee,
            cohort=selection.cohort,
            story=selection.story,
            source=selection.source,
            mode=selection.mode,
            since=selection.since,
            until=selection.until,
        )
        outlet = Outlet(self._services.store(), wanted)
        lines = csv_lines(outlet) if form == "csv" else html_lines(outlet, now)
        write_new(path, lines, mark=form == "csv")

    def _titles(self) -> dict[str, str]:
        return {entry.id: entry.title for entry in self._services.library().entries()}

    def _title(self, story: str) -> str:
        try:
            return self._services.library().find(story).title
        except StoryError:  # it is gone from the library, or broken for the moment
            return story


def of_person(selection: Selection, name: str) -> Selection:
    """The same selection of one person alone."""
    return replace(selection, trainee=name)
