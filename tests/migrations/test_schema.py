"""A migrated database is the database the tables describe, on both kinds."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select

from engine.store import tables as t
from engine.store.database import Database
from engine.store.migrate import create_or_check, downgrade, upgrade


def described(connection):
    """Tables, columns, keys and indexes as the database reports them."""
    seen = inspect(connection)
    return {
        name: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(name)),
            seen.get_pk_constraint(name)["constrained_columns"],
            sorted((i["name"], i["column_names"], i["unique"]) for i in seen.get_indexes(name)),
            sorted((u["name"], u["column_names"]) for u in seen.get_unique_constraints(name)),
            sorted((f["constrained_columns"], f["referred_table"]) for f in seen.get_foreign_keys(name)),
        )
        for name in seen.get_table_names()
        if name != "alembic_version"
    }


def test_a_fresh_schema_equals_the_migrated_one(database_url, tmp_path):
    database = Database(database_url)
    create_or_check(database)
    with database.read() as connection:
        migrated = described(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, t.metadata) == []
    with database.write() as connection:
        downgrade(connection, "base")
        assert described(connection) == {}
        t.metadata.create_all(connection)
        assert described(connection) == migrated
    database.dispose()


def test_opening_twice_changes_nothing(database_url):
    database = Database(database_url)
    create_or_check(database)
    with database.write() as connection:
        connection.execute(t.setting.insert(), {"key": "kept", "value": 1})
    create_or_check(database)
    with database.read() as connection:
        assert (
            connection.execute(select(t.setting.c.value).where(t.setting.c.key == "kept")).scalar_one() == 1
        )
    database.dispose()


def test_up_down_up(database_url):
    database = Database(database_url)
    with database.write() as connection:
        upgrade(connection)
    with database.write() as connection:
        downgrade(connection, "base")
    with database.write() as connection:
        upgrade(connection)
        assert "history" in described(connection)
    database.dispose()
