"""The one place here that opens an event's body."""

from __future__ import annotations

from typing import Any

import orjson


def opened(row: Any) -> dict[str, Any]:
    """The body of a row of history; nothing when it was erased."""
    return orjson.loads(row.body) if row.body else {}
