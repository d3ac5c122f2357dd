"""Functions that read and make contexts."""

from __future__ import annotations

from typing import Any

from .signatures import Signatures

FUNCTIONS = Signatures()
add = FUNCTIONS.add


@add("get value(m: context, key: string)")
def get_value(run: Any, context: dict[str, Any], key: str) -> Any:
    return context.get(key)


@add("get entries(m: context)")
def get_entries(run: Any, context: dict[str, Any]) -> Any:
    return [{"key": key, "value": value} for key, value in context.items()]


@add("context(entries: list)")
def context_of(run: Any, entries: list[Any]) -> Any:
    made: dict[str, Any] = {}
    for entry in entries:
        if not isinstance(entry, dict) or not {"key", "value"} <= entry.keys():
            return None
        key = entry["key"]
        if not isinstance(key, str) or key in made:
            return None
        made[key] = entry["value"]
    return made


@add("context put(context: context, key: string, value: any)")
def put(run: Any, context: dict[str, Any], key: str, value: Any) -> Any:
    return {**context, key: value}


@add("context put(context: context, keys: list, value: any)")
def put_deep(run: Any, context: dict[str, Any], keys: list[Any], value: Any) -> Any:
    if not keys or not all(isinstance(key, str) for key in keys) or len(keys) > 60:
        return None
    if len(keys) == 1:
        return {**context, keys[0]: value}
    inner = context.get(keys[0])
    made = put_deep(run, inner, keys[1:], value) if isinstance(inner, dict) else None
    return None if made is None else {**context, keys[0]: made}


@add("context merge(contexts: list)")
def merge(run: Any, contexts: list[Any]) -> Any:
    if not all(isinstance(one, dict) for one in contexts):
        return None
    made: dict[str, Any] = {}
    for one in contexts:
        run.meter.spend(len(one))
        made.update(one)
    return made
