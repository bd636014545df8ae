"""What a manager's review needs: people, assignments, comments, the policy, counts, what was sent where."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "servicesim_0002"
down_revision = "servicesim_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stories", sa.Column("source", sa.String(16), nullable=False, server_default=""))
    for flag in ("first", "scored", "tallied"):
        op.add_column("sessions", sa.Column(flag, sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "people",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("cohort", sa.Text),
    )
    op.create_index("people_by_cohort", "people", ["cohort", "name"])
    op.create_table(
        "assignments",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("mode", sa.String(16)),
        sa.Column("cohort", sa.Text),
        sa.Column("person", sa.Text),
        sa.Column("due", sa.String(10)),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("author", sa.Text, nullable=False),
    )
    op.create_table(
        "comments",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("session", sa.String(32), sa.ForeignKey("sessions.id"), nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("comments_by_session", "comments", ["session", "at"])
    op.create_table(
        "policy",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "tallies",
        sa.Column("story_digest", sa.String(64), sa.ForeignKey("stories.digest"), primary_key=True),
        sa.Column("rules", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("mode", sa.String(16), primary_key=True),
        sa.Column("scene", sa.Text, primary_key=True),
        sa.Column("reply", sa.Text, primary_key=True),
        sa.Column("given", sa.Integer, nullable=False),
        sa.Column("best", sa.Integer, nullable=False),
        sa.Column("gave_away", sa.Float, nullable=False),
        sa.Column("d_resistance", sa.Integer, nullable=False),
        sa.Column("d_trust", sa.Integer, nullable=False),
        sa.Column("trust_fell", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "deliveries",
        sa.Column("target", sa.Text, primary_key=True),
        sa.Column("session", sa.String(32), primary_key=True),
        sa.Column("at", sa.String(27), nullable=False),
        sqlite_with_rowid=False,
    )
    _fill(op.get_bind())
    _index()


def _index() -> None:
    review = ["mode", "trainee", "rules", "first", "assisted", "seen", "scored", "status", "started", "ended"]
    op.create_index("sessions_in_review", "sessions", [*review, "story_digest"])
    fair = ["mode", "story_digest", "rules", "scored", "status", "trainee", "started", "outcome", "ending"]
    fair += ["empathy", "clarity", "trust", "first", "assisted", "seen"]
    first = sa.and_(_is("first"), _is_not("assisted"), _is_not("seen"))
    _index_some("sessions_fair", fair, first)
    _index_some(
        "sessions_to_tally", ["story_digest", "id"], sa.and_(first, _is("scored"), _is_not("tallied"))
    )
    _index_some("sessions_unscored", ["status", "mode", "trainee"], _is_not("scored"))


def _index_some(name: str, columns: list[str], where: sa.ColumnElement[bool]) -> None:
    op.create_index(name, "sessions", columns, sqlite_where=where, postgresql_where=where)


def _is(flag: str) -> sa.ColumnElement[bool]:
    # Written as queries write it: only then does SQLite see that such an index is of use.
    column: sa.ColumnElement[bool] = sa.column(flag, sa.Boolean)
    return column


def _is_not(flag: str) -> sa.ColumnElement[bool]:
    return sa.not_(_is(flag))


def _fill(connection: sa.Connection) -> None:
    """What an older store can tell: the sources of its stories, which sessions were first, and that its
    scores were worked out by the program that wrote the file."""
    stories = connection.execute(sa.text("SELECT digest, document FROM stories")).all()
    for digest, document in stories:
        connection.execute(
            sa.text("UPDATE stories SET source = :source WHERE digest = :digest"),
            {"source": _source(document), "digest": digest},
        )
    connection.execute(sa.text("UPDATE sessions SET scored = (status = 'ended')"))
    connection.execute(
        sa.text(
            "UPDATE sessions SET first = NOT EXISTS (SELECT 1 FROM sessions AS other"
            " WHERE other.trainee = sessions.trainee AND other.story = sessions.story"
            " AND (other.started < sessions.started"
            " OR (other.started = sessions.started AND other.id < sessions.id)))"
        )
    )


def _source(document: str) -> str:
    try:
        source = json.loads(document)["story"]["source"]
    except (ValueError, KeyError, TypeError):  # a text that no version can read has no source
        return ""
    return source if isinstance(source, str) else ""
