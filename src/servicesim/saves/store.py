"""The store of sessions. One reply is one transaction; what a method returned is on the disk.

It knows nothing of personas and conversations: it keeps what it is given, numbers it, chains it, and gives
it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from sqlalchemy import Connection, bindparam, exists, func, insert, select

from servicesim.errors import NotSaved, SessionNotFound, StoreUnusable
from servicesim.saves import tables
from servicesim.saves.backends import Backend, Role, SqliteFile, backend_at
from servicesim.saves.chain import row_hash, session_hash
from servicesim.saves.location import default_location
from servicesim.saves.notice import what_managers_see
from servicesim.saves.policy import policy_of
from servicesim.saves.records import (
    Ended,
    Filter,
    NewReply,
    NewSession,
    ReplyRow,
    SessionRecord,
    StoredStory,
    utc_now,
    utc_text,
)
from servicesim.saves.rows import (
    SESSION_COLUMNS,
    document_digest,
    reply_row,
    reply_values,
    session_record,
    session_values,
    stored_story,
)

SHORTEST_PREFIX = 4
EVERYTHING = Filter()
_LARGEST_SEED = 2**63 - 1
_GONE = "the session is not in the store any more."

_s, _r = tables.sessions.c, tables.replies.c
_SESSION = select(*SESSION_COLUMNS)
# Built once: SQLAlchemy then finds the compiled text by identity, and an append stays far under a millisecond
# of its own.
_STANDING = select(
    _s.status,
    _s.turns,
    _s.tip,
    select(func.coalesce(func.max(_r.seq), 0)).where(_r.session == _s.id).scalar_subquery().label("last_seq"),
).where(_s.id == bindparam("session_id"))
_NEW_SESSION, _NEW_REPLY = insert(tables.sessions), insert(tables.replies)


def new_id() -> str:
    """The id of a new session: 32 hexadecimal digits, alike on no two machines."""
    return uuid4().hex


class Store:
    """An open store, over one connection. Use it as a context manager, or `close` it.

    Writing raises NotSaved, and then nothing of it was written; reading and opening raise StoreUnusable.
    Threads may share a store; their calls take turns.
    """

    location: str
    """Where it lies, as shown to people; never with a password."""
    created: bool
    """Whether this opening made it: the moment to show `kept()`."""
    journal: str
    """SQLite's journal mode, `wal` or `persist`; empty where a server keeps the store."""
    role: Role
    """What its user may do there: in a file everything."""
    signed_as: str | None
    """The login that a server knows its user by, with which comments and assignments have to be signed; None
    for a file, which knows nobody."""

    def __init__(self, backend: Backend, *, clock: Callable[[], datetime]) -> None:
        """Takes a database that is open and of the newest revision; use `open`."""
        self.location = backend.location
        self.created = backend.created
        self.journal = backend.journal
        self.role = backend.role
        self.signed_as = backend.signed_as
        self._backend = backend
        self._reader = backend.reader
        self._clock = clock
        self._closed = False

    @classmethod
    def open(cls, location: str | Path | None = None, *, clock: Callable[[], datetime] = utc_now) -> Self:
        """Opens the store at `location`: a path, `sqlite:///PATH` or `postgresql://USER@HOST/DATABASE`;
        `default_location()` where it is None.

        Makes a file where there is none, and brings it to the newest revision where it is older; on a server
        nothing is made (see `postgres.initialise`). `clock` gives the times that are saved. Raises
        StoreUnusable, and ExtraMissing where the driver of a server is not installed.
        """
        if location is None:
            return cls(SqliteFile.open(default_location(), make_folders=True), clock=clock)
        return cls(backend_at(location), clock=clock)

    def close(self) -> None:
        """Closes it. Closing twice is fine; everything else raises ValueError from then on.

        Nothing that was saved depends on this. Raises StoreUnusable where a file cannot be left tidy.
        """
        if self._closed:
            return
        self._closed = True
        try:
            self._backend.close()
        except self._backend.errors as error:
            raise StoreUnusable(self.location, self._backend.plain_reason(error)) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def kept(self) -> str:
        """What the store keeps, where, who can read it and what managers see of it: two plain paragraphs for
        the first start. Raises StoreUnusable."""
        return f"{self._backend.kept()}\n\n{what_managers_see(policy_of(self))}"

    # -- stories

    def keep_story(self, story: StoredStory) -> None:
        """Keeps the text of a story; a text that is there already is left alone.

        Raises ValueError where `digest` is not that of `document`.
        """
        if document_digest(story.document) != story.digest:
            raise ValueError(f"the digest {story.digest} is not that of the document of '{story.story}'")
        known = select(tables.stories.c.digest).where(tables.stories.c.digest == story.digest)
        with self.reading() as connection:
            if connection.execute(known).first():
                return
        with self.writing() as connection:
            if not connection.execute(known).first():
                row = {
                    "digest": story.digest,
                    "story": story.story,
                    "title": story.title,
                    "document": story.document,
                    "source": story.source,
                }
                connection.execute(insert(tables.stories), row)

    def story(self, digest: str) -> StoredStory:
        """The text of that digest. Raises StoreUnusable where it is not there, or has been changed."""
        with self.reading() as connection:
            row = connection.execute(
                select(tables.stories).where(tables.stories.c.digest == digest)
            ).one_or_none()
        if row is None:
            raise StoreUnusable(self.location, f"the story text {digest} is not there.")
        return stored_story(row._asdict(), self.location)

    # -- writing

    def begin(self, new: NewSession) -> SessionRecord:
        """Begins a session; on return it is saved.

        A session with a parent is assisted. `seen` is fixed here: whether this trainee was debriefed on a
        session of this story before; and `first`: whether this trainee never began one. Raises ValueError
        where the story was not kept, or for a seed out of range.
        """
        if not 0 <= new.seed <= _LARGEST_SEED:
            raise ValueError(f"a seed lies between 0 and {_LARGEST_SEED}, this one is {new.seed}")
        theirs = _s.trainee == new.trainee, _s.story == new.story
        debriefed, begun = exists().where(*theirs, _s.debriefed.is_not(None)), exists().where(*theirs)
        story = select(tables.stories.c.story).where(tables.stories.c.digest == new.story_digest)
        assisted = new.assisted or new.parent is not None
        with self.writing() as connection:
            if connection.execute(story).scalar() != new.story:
                raise ValueError(f"the text {new.story_digest} of '{new.story}' has to be kept first")
            now = self._clock()
            session = SessionRecord(
                id=new_id(),
                trainee=new.trainee,
                story=new.story,
                story_digest=new.story_digest,
                mode=new.mode,
                status="in_progress",
                ending=None,
                outcome=None,
                turns=0,
                started=now,
                touched=now,
                ended=None,
                empathy=None,
                clarity=None,
                trust=None,
                assisted=assisted,
                seen=bool(connection.execute(select(debriefed)).scalar()),
                parent=new.parent,
                rules=new.rules,
                seed=new.seed,
                assisted_at_start=assisted,
                hash="",
                tip="",
                first=not connection.execute(select(begun)).scalar(),
            )
            head = session_hash(session)
            session = replace(session, hash=head, tip=head)
            connection.execute(_NEW_SESSION, session_values(session))
        return session

    def append(self, session: str, reply: NewReply, *, ended: Ended | None = None) -> ReplyRow:
        """Saves one row, and with it how the session stands: one transaction, on the disk when this returns.

        `session` is a whole id. A `back` marks the session assisted. `ended` ends it. Raises NotSaved, also
        where another program has gone on with the session (the last row is not `reply.after_seq`) or ended
        it; ValueError where `reply.turn` does not follow from the row's kind.
        """
        with self.writing() as connection:
            standing = connection.execute(_STANDING, {"session_id": session}).one_or_none()
            if standing is None:
                raise NotSaved(_GONE)
            if standing.status != "in_progress":
                raise NotSaved("the session has ended already.")
            if standing.last_seq != reply.after_seq:
                raise NotSaved(
                    "another program has gone on with this session "
                    f"(it has {standing.last_seq} rows where {reply.after_seq} were expected); open it again."
                )
            _check_turn(reply, standing.turns)
            now = self._clock()
            draft = ReplyRow(
                session=session,
                seq=standing.last_seq + 1,
                kind=reply.kind,
                turn=reply.turn,
                scene=reply.scene,
                reply=reply.reply,
                attitude=reply.attitude,
                resistance=reply.resistance,
                trust=reply.trust,
                grievances=reply.grievances,
                at=now,
                decided_ms=reply.decided_ms,
                hash="",
            )
            # The session's own tip, not the hash in the last row: where rows were dropped at the end, going
            # on must not make the chain whole again.
            row = replace(draft, hash=row_hash(standing.tip, draft))
            connection.execute(_NEW_REPLY, reply_values(row))
            self._backend.go_on(connection, row, ended)
        return row

    def assist(self, session: str) -> None:
        """Marks the session assisted: a hint was given. Raises NotSaved."""
        with self.writing() as connection:
            if not self._backend.assist(connection, session, utc_text(self._clock())):
                raise NotSaved(_GONE)

    def debriefed(self, session: str) -> None:
        """Notes that its debrief was shown: later sessions of the story are `seen`. Raises NotSaved."""
        with self.writing() as connection:
            if not self._backend.debriefed(connection, session, utc_text(self._clock())):
                raise NotSaved(_GONE)

    def write_anew(self) -> None:
        """Writes the file anew: nothing of what was deleted stays in it. It takes the disk its own size once
        more meanwhile. Raises NotSaved, and then the file stands as before; a server sees to it itself."""
        self._refuse_if_closed()
        self._backend.refuse_if_moved()
        try:
            self._backend.write_anew()
        except self._backend.errors as error:
            raise NotSaved(self._backend.plain_reason(error)) from error

    # -- reading

    def session(self, id_or_unique_prefix: str) -> SessionRecord:
        """The session of that id, or of the only id that begins so (four characters or more).

        Raises SessionNotFound, with the matches where several ids begin so.
        """
        wanted = id_or_unique_prefix.strip().lower()
        with self.reading() as connection:
            rows = connection.execute(_SESSION.where(_s.id == wanted)).all()
            if not rows and len(wanted) >= SHORTEST_PREFIX:
                begins_so = func.substr(_s.id, 1, len(wanted)) == wanted
                rows = connection.execute(_SESSION.where(begins_so).order_by(_s.id)).all()
        if len(rows) != 1:
            raise SessionNotFound(id_or_unique_prefix, [row.id for row in rows])
        return session_record(rows[0]._asdict(), self.location)

    def sessions(self, where: Filter = EVERYTHING) -> list[SessionRecord]:
        """The sessions that fit, newest first. Raises ValueError where `where.since` has no time zone."""
        query = _SESSION.order_by(_s.started.desc(), _s.id)
        for column, value in (
            (_s.trainee, where.trainee),
            (_s.story, where.story),
            (_s.mode, where.mode),
            (_s.status, where.status),
        ):
            if value is not None:
                query = query.where(column == value)
        if where.since is not None:
            query = query.where(_s.started >= utc_text(where.since))
        with self.reading() as connection:
            rows = connection.execute(query).all()
        return [session_record(row._asdict(), self.location) for row in rows]

    def ids_by_story(self) -> list[list[str]]:
        """The ids of all sessions, also of those whose values are damaged: those with the same text of a
        story together, newest first in each, and the text first that was played last."""
        query = select(_s.story_digest, _s.id).order_by(_s.started.desc(), _s.id)
        by_story: dict[str, list[str]] = {}
        with self.reading() as connection:
            for digest, session in connection.execute(query):
                by_story.setdefault(digest, []).append(session)
        return list(by_story.values())

    def replies(self, session: str) -> list[ReplyRow]:
        """The rows of a session (a whole id) in the order in which they were saved."""
        query = select(tables.replies).where(_r.session == session).order_by(_r.seq)
        with self.reading() as connection:
            rows = connection.execute(query).all()
        return [reply_row(row._asdict(), self.location) for row in rows]

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read by, for the other modules of `saves`. Raises StoreUnusable."""
        self._refuse_if_closed()
        try:
            with self._reader.connect() as connection:
                yield connection
        except self._backend.errors as error:
            raise StoreUnusable(self.location, self._backend.plain_reason(error)) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction for the other modules of `saves`; on the disk at its end. Raises NotSaved."""
        self._refuse_if_closed()
        self._backend.refuse_if_moved()
        try:
            with self._backend.writer.begin() as connection:
                yield connection
        except self._backend.errors as error:
            raise NotSaved(self._backend.plain_reason(error)) from error
        except UnicodeEncodeError as error:
            raise NotSaved("a name or text holds characters that are not valid Unicode.") from error

    # -- the parts below

    def _refuse_if_closed(self) -> None:
        # Without this the engine would quietly open the file again.
        if self._closed:
            raise ValueError(f"the store {self.location} is closed")


def _check_turn(reply: NewReply, standing: int) -> None:
    fits = reply.turn == standing + 1 if reply.kind == "reply" else 0 <= reply.turn < standing
    if not fits:
        raise ValueError(
            f"a '{reply.kind}' leaves {reply.turn} replies standing where {standing} stood before"
        )
