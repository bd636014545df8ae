"""A new store without its migrations: what they make is made once by them, and written down from then on.

Running them takes ten times as long as all else that opening a new store does. `tests/saves/test_migrate.py`
runs them, and a process of its own always does.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic.config import Config
from sqlalchemy import Connection, inspect

from servicesim.saves import migrate, sqlite

migrations = migrate.upgrade
"""The real way."""


def upgrade(config: Config, connection: Connection) -> None:
    """Gives an empty file what the migrations would give it; anything else goes through them."""
    if connection.dialect.name != "sqlite" or inspect(connection).get_table_names():
        migrations(config, connection)
        return
    for statement in _statements():
        connection.exec_driver_sql(statement)


@cache
def _statements() -> tuple[str, ...]:
    """What makes an empty file a store, in SQL."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "new.db"
        path.touch()
        engine = sqlite.make_engine(path)
        with sqlite.writing(engine).begin() as connection:
            migrations(migrate.alembic_config(), connection)
            raw = connection.connection.driver_connection
            assert raw is not None
            dump = tuple(raw.iterdump())
        engine.dispose()
    assert (dump[0], dump[-1]) == ("BEGIN TRANSACTION;", "COMMIT;")
    return dump[1:-1]
