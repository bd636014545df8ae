"""What tests need again and again, made once a process: new stores, and the stories that ship.

What migrations make is made once by them, and written down from then on: running them takes ten times as
long as all else that opening a new store does. `tests/saves/test_migrate.py` runs them, and a process of its
own always does. A story that ships is read once as long as its file is the same; nothing changes it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic.config import Config
from sqlalchemy import Connection, inspect

from servicesim.saves import migrate, sqlite
from servicesim.story import library

migrations = migrate.upgrade
"""The real way."""
_read = library.load


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


def load(path: Path) -> library.Entry:
    """A story file, read; one of the package's for the first time only."""
    if path.parent == library.library_folder() and path.is_file():
        return _shipped(path, path.stat().st_mtime_ns)
    return _read(path)


@cache
def _shipped(path: Path, changed: int) -> library.Entry:
    return _read(path)
