"""What guards the rows of a PostgreSQL server: roles, row-level security, checks of order and hash chain.

In a file there is nothing to do: whoever can open it can write what they like.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "servicesim_0003"
down_revision = "servicesim_0002"
branch_labels = None
depends_on = None

_FOLDER = Path(__file__).parent.parent / "postgres_0003"
_PARTS = ("logins.sql", "chain.sql", "trainees.sql", "managers.sql")


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    # The driver itself takes several statements at once, and percent signs as they are.
    driver = connection.connection.driver_connection
    assert driver is not None
    for part in _PARTS:
        driver.execute((_FOLDER / part).read_text(encoding="utf-8"))
