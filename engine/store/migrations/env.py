"""Alembic's entry: runs on the connection handed over by engine.store.migrate."""

from typing import Any, Literal

from alembic import context

from engine.store.columns import Json, Moment
from engine.store.tables import metadata


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Write our column types as what they are in the database, so old migrations never need our code."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(item, Json):
        return "sa.Text()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
