"""The one place here that opens bodies of stored events: erased texts read 〔已删除〕, an erased body says nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Table

from engine import history


def said(table: Table) -> list[Column[Any]]:
    """The columns of history or journal that `opened` reads."""
    return [table.c.body, table.c.sealed]


def opened(row: Any) -> dict[str, Any]:
    """What an event said, by its row."""
    return history.opened(row.body, row.sealed)
