"""Whether a file is a store of ours, and of which revision; bringing a file or a server to the newest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, text

from servicesim.errors import StoreUnusable
from servicesim.saves.sqlite import foreign_guards, missing_guards, read_schema, writing
from servicesim.saves.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "servicesim_0004"
# All revisions that this version can bring to the newest. Kept here and not asked of Alembic, whose import
# alone takes longer than everything else that opening an up-to-date store does.
KNOWN = frozenset({"servicesim_0001", "servicesim_0002", "servicesim_0003", HEAD})
_PREFIX = "servicesim_"


def bring_up_to_date(engine: Engine, location: str) -> bool:
    """Brings the file to the newest revision. True where it was empty, and so was made just now.

    Raises StoreUnusable for a file that is not ours, or is of a newer revision than this version knows.
    """
    with engine.connect() as connection:
        found = _revision(connection, location)
    made = False
    if found != HEAD:
        # Made before the lock is asked for: Alembic's import takes long.
        config = alembic_config()
        with writing(engine).begin() as connection:
            # Another program may have done it while this one waited for the lock.
            found = _revision(connection, location)
            if found != HEAD:
                upgrade(config, connection)
                made = found is None
    with engine.connect() as connection:
        missing = missing_guards(read_schema(connection))
    if missing:
        raise StoreUnusable(location, f"it has been changed: its trigger '{missing[0]}' is gone.")
    return made


def _revision(connection: Connection, location: str) -> str | None:
    """The revision of the file, None where it is empty. Raises StoreUnusable where it is not ours."""
    schema = read_schema(connection)
    foreign = foreign_guards(schema)
    if foreign:
        raise StoreUnusable(location, f"it holds a trigger or view that is not ours: '{foreign[0]}'.")
    if not schema.tables:
        return None
    found: list[str] = []
    if "alembic_version" in schema.tables:
        found = [str(row[0]) for row in connection.execute(text("SELECT version_num FROM alembic_version"))]
    if len(found) != 1 or not found[0].startswith(_PREFIX):
        raise StoreUnusable(location, "it is a database of something else.")
    if found[0] not in KNOWN:
        raise StoreUnusable(
            location,
            f"a newer version of servicesim made it ({found[0]}); install that version or a later one.",
        )
    missing = sorted(metadata.tables.keys() - schema.tables)
    if found[0] == HEAD and missing:
        raise StoreUnusable(location, f"it has been changed: its table '{missing[0]}' is gone.")
    return found[0]


def alembic_config() -> Config:
    """Alembic's configuration for the migrations of this package."""
    from alembic.config import Config

    config = Config()
    # Percent signs are the configuration's own way to refer to other options.
    folder = str(Path(__file__).parent / "migrations").replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.set_main_option("path_separator", "os")
    return config


def upgrade(config: Config, connection: Connection) -> None:
    """Runs the missing migrations in the transaction of `connection`: all of them, or none."""
    from alembic import command

    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
