"""Reading rows as the database has them: no column types in between, in steps of a few hundred."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select

STEP = 500


def raw(connection: Connection, wanted: Select[Any]) -> Iterator[Any]:
    """The rows of a statement, untouched and streamed: moments stay numbers, JSON stays text.

    The statement's numbers are written into it by SQLAlchemy itself; it holds no text from anywhere else.
    """
    text = str(wanted.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
    return iter(connection.exec_driver_sql(text, execution_options={"yield_per": STEP, "stream_results": True}))
