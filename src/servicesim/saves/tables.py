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
)

metadata = MetaData()

stories = Table(
    "stories",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("story", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("document", Text, nullable=False),
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
    Index("sessions_by_trainee", "trainee", "story", "started"),
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
