"""The schema's one Alembic tree, for SQLite and PostgreSQL alike."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from engine.errors import Refused
from engine.store.database import Database

FOLDER = Path(__file__).parent / "migrations"


def configuration(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    command.upgrade(configuration(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    command.downgrade(configuration(connection), revision)


def create_or_check(database: Database) -> None:
    """Bring the schema to the newest revision; refuse a database of a newer program."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    with database.read() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == head:
        return
    known = {r.revision for r in ScriptDirectory.from_config(configuration()).walk_revisions()}
    if current is not None and current not in known:
        raise Refused(
            "database_newer",
            "数据库由更新版本的程序建立,请升级程序后再打开。",
            "The database belongs to a newer program.",
            revision=current,
        )
    with database.write() as connection:
        upgrade(connection)
