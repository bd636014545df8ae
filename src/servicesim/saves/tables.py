"""The tables of the store. `migrations/` makes them; a test holds the two against each other."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    and_,
    false,
    not_,
)

metadata = MetaData()

stories = Table(
    "stories",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("story", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("document", Text, nullable=False),
    # What the document says, held beside it so that sessions can be told apart by it.
    Column("source", String(16), nullable=False, server_default=""),
)

# From `status` on, the columns are a cache of what the replies say. `parent` is no foreign key: the parent
# may be deleted for its trainee's sake while the child stays.
sessions = Table(
    "sessions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("trainee", Text, nullable=False),
    Column("story", Text, nullable=False),
    Column("story_digest", String(64), ForeignKey("stories.digest"), nullable=False),
    Column("mode", String(16), nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("rules", Integer, nullable=False),
    Column("parent", String(32)),
    Column("assisted_at_start", Boolean, nullable=False),
    Column("seen", Boolean, nullable=False),
    Column("started", String(27), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("ending", Text),
    Column("outcome", String(16)),
    Column("turns", Integer, nullable=False),
    Column("touched", String(27), nullable=False),
    Column("ended", String(27)),
    Column("empathy", Float),
    Column("clarity", Float),
    Column("trust", Float),
    Column("assisted", Boolean, nullable=False),
    Column("debriefed", String(27)),
    Column("tip", String(64), nullable=False),
    # Whether it is the first that its trainee began at the story, in either mode. Told when it begins, and
    # not asked of the other sessions later: where the first is deleted, no later one takes its place.
    Column("first", Boolean, nullable=False, server_default=false()),
    # Whether the scores come from a replay, and not from whoever posted them.
    Column("scored", Boolean, nullable=False, server_default=false()),
    # Whether `tallies` holds its replies.
    Column("tallied", Boolean, nullable=False, server_default=false()),
    Index("sessions_by_trainee", "trainee", "story", "started"),
)

# What a review counts and adds up stands in these indexes whole, so that the rows themselves, which are five
# times as wide, need not be read. None holds a column that changes with every reply.
Index(
    "sessions_in_review",
    *(
        sessions.c[name]
        for name in (
            "mode",
            "trainee",
            "rules",
            "first",
            "assisted",
            "seen",
            "scored",
            "status",
            "started",
            "ended",
            "story_digest",
        )
    ),
)
_FAIR = and_(sessions.c.first, not_(sessions.c.assisted), not_(sessions.c.seen))
Index(
    "sessions_fair",
    *(
        sessions.c[name]
        for name in (
            "mode",
            "story_digest",
            "rules",
            "scored",
            "status",
            "trainee",
            "started",
            "outcome",
            "ending",
            "empathy",
            "clarity",
            "trust",
            # The same in every entry; without them SQLite would look each row up for the condition.
            "first",
            "assisted",
            "seen",
        )
    ),
    sqlite_where=_FAIR,
    postgresql_where=_FAIR,
)
# What is still to be done: small where all is.
_TO_TALLY = and_(_FAIR, sessions.c.scored, not_(sessions.c.tallied))
Index(
    "sessions_to_tally",
    sessions.c.story_digest,
    sessions.c.id,
    sqlite_where=_TO_TALLY,
    postgresql_where=_TO_TALLY,
)
_UNSCORED = not_(sessions.c.scored)
Index(
    "sessions_unscored",
    sessions.c.status,
    sessions.c.mode,
    sessions.c.trainee,
    sqlite_where=_UNSCORED,
    postgresql_where=_UNSCORED,
)

# Without a row number of SQLite's own, a session's replies lie together in one tree, and an append writes one
# page less. No ON DELETE CASCADE: deleting is for whole sessions, and leaves a tombstone first.
replies = Table(
    "replies",
    metadata,
    Column("session", String(32), ForeignKey("sessions.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(8), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("scene", Text, nullable=False),
    Column("reply", Text, nullable=False),
    Column("attitude", Text, nullable=False),
    Column("resistance", Integer, nullable=False),
    Column("trust", Integer, nullable=False),
    Column("grievances", Integer, nullable=False),
    Column("at", String(27), nullable=False),
    Column("decided_ms", Integer),
    Column("hash", String(64), nullable=False),
    sqlite_with_rowid=False,
)

# What is left of a deleted session: that it was here, and nothing of whom.
tombstones = Table(
    "tombstones",
    metadata,
    Column("session", String(32), primary_key=True),
    Column("at", String(27), nullable=False),
)

# Who is in which cohort. A trainee may have sessions and not stand here.
people = Table(
    "people",
    metadata,
    Column("name", Text, primary_key=True),
    Column("cohort", Text),
    Index("people_by_cohort", "cohort", "name"),
)

# A story that somebody, or everybody in a cohort, is to play: one of the two columns is set.
assignments = Table(
    "assignments",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("story", Text, nullable=False),
    Column("mode", String(16)),
    Column("cohort", Text),
    Column("person", Text),
    Column("due", String(10)),
    Column("at", String(27), nullable=False),
    Column("author", Text, nullable=False),
)

# What a manager wrote to a session; its trainee sees it too.
comments = Table(
    "comments",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("session", String(32), ForeignKey("sessions.id"), nullable=False),
    Column("author", Text, nullable=False),
    Column("at", String(27), nullable=False),
    Column("text", Text, nullable=False),
    Index("comments_by_session", "session", "at"),
)

# What managers may see, and what else holds for the whole store, by name.
policy = Table(
    "policy",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)

# Counts and sums over the replies of first unassisted attempts, so that a story's decisions can be told of
# without reading a million rows. Of a scene that is visited again the first choice counts. `best` and
# `gave_away` are -1 for each that could not be judged.
tallies = Table(
    "tallies",
    metadata,
    Column("story_digest", String(64), ForeignKey("stories.digest"), primary_key=True),
    Column("rules", Integer, primary_key=True),
    Column("mode", String(16), primary_key=True),
    Column("scene", Text, primary_key=True),
    Column("reply", Text, primary_key=True),
    Column("given", Integer, nullable=False),
    Column("best", Integer, nullable=False),
    Column("gave_away", Float, nullable=False),
    Column("d_resistance", Integer, nullable=False),
    Column("d_trust", Integer, nullable=False),
    Column("trust_fell", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# Which sessions a learning record store has taken.
deliveries = Table(
    "deliveries",
    metadata,
    Column("target", Text, primary_key=True),
    Column("session", String(32), primary_key=True),
    Column("at", String(27), nullable=False),
    sqlite_with_rowid=False,
)
