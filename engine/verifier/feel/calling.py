"""Arguments by name put into the order of the parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def bound_values(
    parameters: Sequence[str] | None, values: Sequence[Any], names: Sequence[str] | None
) -> list[Any] | None:
    """The values in order, or None when a name is no parameter's or stands twice."""
    if names is None:
        return list(values)
    if parameters is None or len(set(names)) != len(names) or not set(names) <= set(parameters):
        return None
    given = dict(zip(names, values, strict=True))
    return [given.get(name) for name in parameters]
