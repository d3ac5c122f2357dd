"""Values handed to a model: plain Python, JSON or FEEL values in, FEEL values out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.feel import from_python
from engine.feel.temporal.reading import read_date, read_date_time, read_duration, read_time
from engine.feel.types import ContextType, ListType, SimpleType, Type, Types, resolve

_READERS: dict[str, Callable[[str], Any]] = {
    "date": read_date,
    "time": read_time,
    "date and time": read_date_time,
    "days and time duration": read_duration,
    "years and months duration": read_duration,
}


def accept(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: from_python(value) for name, value in inputs.items()}


def read_texts(value: Any, kind: Type | None, types: Types) -> Any:
    """JSON has no dates: where the model declares one, a text in ISO form is read as such.

    A date-time whose declared type is date keeps its day. Texts that cannot be read stay as they are.
    """
    found = resolve(kind, types) if kind is not None else None
    if isinstance(found, SimpleType) and found.name in _READERS and isinstance(value, str):
        return _read(value, found.name)
    if isinstance(found, ListType) and isinstance(value, list):
        return [read_texts(item, found.of, types) for item in value]
    if isinstance(found, ContextType) and isinstance(value, dict):
        return {key: read_texts(item, found.fields.get(key), types) for key, item in value.items()}
    return value


def _read(text: str, name: str) -> Any:
    value = _READERS[name](text.strip())
    if value is None and name == "date":
        moment = read_date_time(text.strip())
        value = moment.date if moment is not None else None
    return text if value is None else value
