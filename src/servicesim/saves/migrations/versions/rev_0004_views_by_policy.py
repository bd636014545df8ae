"""What managers read on a PostgreSQL server: views written for the policy; and who reads whom, as tables.

In a file there is nothing to do.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "servicesim_0004"
down_revision = "servicesim_0003"
branch_labels = None
depends_on = None

_FOLDER = Path(__file__).parent.parent / "postgres_0004"
_PARTS = ("managing.sql", "views.sql")


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    for part in _PARTS:
        driver.execute((_FOLDER / part).read_text(encoding="utf-8"))
