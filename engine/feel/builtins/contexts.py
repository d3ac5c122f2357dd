"""Context functions."""

from __future__ import annotations

from typing import Any

from engine.feel.builtins.registry import builtin
from engine.feel.environment import Evaluation


@builtin("get value", "m: context, key: string")
def get_value(e: Evaluation, context: dict[str, Any], key: str) -> Any:
    if key in context:
        return context[key]
    return e.null("no_such_entry", f"没有名为“{key[:40]}”的条目。", f'There is no entry "{key[:40]}".')


@builtin("get entries", "m: context")
def get_entries(e: Evaluation, context: dict[str, Any]) -> list[dict[str, Any]]:
    e.check_list(len(context) * 2)
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context", "entries: list")
def make_context(e: Evaluation, entries: list[Any]) -> dict[str, Any] | None:
    result: dict[str, Any] = {}
    e.check_list(len(entries))
    for entry in entries:
        if (
            not isinstance(entry, dict)
            or not isinstance(entry.get("key"), str)
            or "value" not in entry
            or entry["key"] in result
        ):
            return e.null(
                "wrong_arguments", "每项应有不重复的 key 和 value。", "Each entry needs a key of its own and a value."
            )
        result[entry["key"]] = entry["value"]
    return result


@builtin("context put", "context: context, key: string, value: any")
def context_put(e: Evaluation, context: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    e.check_list(len(context) + 1)
    return {**context, key: value}


@builtin("context put", "context: context, keys: list, value: any")
def context_put_deep(e: Evaluation, context: dict[str, Any], keys: list[Any], value: Any) -> dict[str, Any] | None:
    """`keys` lead into nested contexts, which must be there."""
    if not keys or len(keys) > 64 or not all(isinstance(key, str) for key in keys):
        return e.null("wrong_arguments", "键的列表应为文本。", "The keys must be texts.")
    result: dict[str, Any] = dict(context)
    inner = result
    for key in keys[:-1]:
        found = inner.get(key)
        if not isinstance(found, dict):
            return e.null("wrong_arguments", f"“{key[:40]}”不是结构。", f'"{key[:40]}" is not a context.')
        e.check_list(len(inner))
        inner[key] = dict(found)
        inner = inner[key]
    inner[keys[-1]] = value
    return result


@builtin("context merge", "contexts: list")
def context_merge(e: Evaluation, contexts: list[Any]) -> dict[str, Any] | None:
    """Entries of later contexts replace those of earlier ones."""
    result: dict[str, Any] = {}
    for context in contexts:
        if not isinstance(context, dict):
            return e.null("wrong_arguments", "应为结构的列表。", "A list of contexts is wanted.")
        e.check_list(len(context) + 1)
        result.update(context)
    return result
