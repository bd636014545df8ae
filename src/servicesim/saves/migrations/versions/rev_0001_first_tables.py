"""The first tables: stories, sessions, replies, tombstones; on SQLite the guards of the replies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from servicesim.saves.sqlite import GUARDS_0001

revision = "servicesim_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stories",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("trainee", sa.Text, nullable=False),
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("story_digest", sa.String(64), sa.ForeignKey("stories.digest"), nullable=False),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("rules", sa.Integer, nullable=False),
        sa.Column("parent", sa.String(32)),
        sa.Column("assisted_at_start", sa.Boolean, nullable=False),
        sa.Column("seen", sa.Boolean, nullable=False),
        sa.Column("started", sa.String(27), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("ending", sa.Text),
        sa.Column("outcome", sa.String(16)),
        sa.Column("turns", sa.Integer, nullable=False),
        sa.Column("touched", sa.String(27), nullable=False),
        sa.Column("ended", sa.String(27)),
        sa.Column("empathy", sa.Float),
        sa.Column("clarity", sa.Float),
        sa.Column("trust", sa.Float),
        sa.Column("assisted", sa.Boolean, nullable=False),
        sa.Column("debriefed", sa.String(27)),
        sa.Column("tip", sa.String(64), nullable=False),
    )
    op.create_index("sessions_by_trainee", "sessions", ["trainee", "story", "started"])
    op.create_table(
        "replies",
        sa.Column("session", sa.String(32), sa.ForeignKey("sessions.id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("scene", sa.Text, nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("attitude", sa.Text, nullable=False),
        sa.Column("resistance", sa.Integer, nullable=False),
        sa.Column("trust", sa.Integer, nullable=False),
        sa.Column("grievances", sa.Integer, nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("decided_ms", sa.Integer),
        sa.Column("hash", sa.String(64), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tombstones",
        sa.Column("session", sa.String(32), primary_key=True),
        sa.Column("at", sa.String(27), nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        for guard in GUARDS_0001.values():
            op.execute(guard)
