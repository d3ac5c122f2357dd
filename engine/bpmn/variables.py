"""Variables by Camunda 8 scoping: one map per scope, shared by concurrent branches, never copied along tokens.

The chain of a token: its own map (input mappings, loop element), the loop body's, each enclosing sub-process's, up
to the process (a called process sees nothing beyond itself). Values are plain JSON and never changed in place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import orjson

from engine import feel
from engine.bpmn.outcome import Asked
from engine.errors import Incident, Invalid

if TYPE_CHECKING:
    from engine.bpmn.formula import Formula
    from engine.bpmn.model import Mapping as IoMapping
    from engine.bpmn.tokens import Token


def chain(token: Token) -> list[dict[str, Any]]:
    """The maps a token sees, innermost first; the last one is the process's."""
    maps: list[dict[str, Any]] = []
    current: Token | None = token
    while current is not None:
        if current.locals is not None:
            maps.append(current.locals)
        body = current.body
        if body is not None:
            current = body
            continue
        tree = current.workflow
        if tree.opaque:
            maps.append(tree.variables)
            break
        current = tree.owner
    return maps


class Visible(Mapping[str, Any]):
    """All variables a token sees, inner ones hiding outer ones; `extra` hides all."""

    __slots__ = ("_maps",)

    def __init__(self, token: Token, extra: dict[str, Any] | None = None) -> None:
        self._maps = chain(token) if extra is None else [extra, *chain(token)]

    def __getitem__(self, name: str) -> Any:
        for names in self._maps:
            if name in names:
                return names[name]
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return any(name in names for names in self._maps)

    def __iter__(self) -> Iterator[str]:
        return iter(self.merged())

    def __len__(self) -> int:
        return len(self.merged())

    def merged(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for names in reversed(self._maps):
            found.update(names)
        return found


def local_variables(token: Token) -> dict[str, Any]:
    """What a token sees beyond the process's own variables; not what a multi-instance around it has collected."""
    found: dict[str, Any] = {}
    for names in reversed(chain(token)[:-1]):
        found.update(names)
    loop = token.body.task_spec.node.loop if token.body is not None else None
    if loop is not None and loop.output_collection:
        found.pop(loop.output_collection, None)
    return found


def propagate(maps: list[dict[str, Any]], values: Mapping[str, Any]) -> None:
    """Set each value in the innermost map that has the name, else in the process's."""
    for name, value in values.items():
        for names in maps:
            if name in names:
                names[name] = value
                break
        else:
            maps[-1][name] = value


def evaluate(token: Token, formula: Formula, extra: dict[str, Any] | None = None) -> Any:
    """The FEEL value of a formula as this token sees the variables."""
    if formula.expression is None:
        return formula.text
    try:
        return formula.evaluate(Visible(token, extra), token.workflow.top_workflow.env.feel)
    except feel.FeelError as error:
        raise Incident(
            "expression_failed",
            token.task_spec.node.id,
            token.key,
            f"表达式“{formula.text}”无法计算:{error.zh}",
            f"The expression “{formula.text}” could not be evaluated: {error.en}",
        ) from error


def evaluate_json(token: Token, formula: Formula, extra: dict[str, Any] | None = None) -> Any:
    """Plain JSON of `evaluate`."""
    value = evaluate(token, formula, extra)
    if value is None or value.__class__ in (str, bool):
        return value
    return feel.to_json(value)


def evaluate_condition(token: Token, formula: Formula, element: str, extra: dict[str, Any] | None = None) -> bool:
    """True or False; anything else is an incident, never silently false."""
    value = evaluate(token, formula, extra)
    if value is True or value is False:
        watch = token.workflow.top_workflow.env.watch
        if watch is not None:
            read = orjson.loads(orjson.dumps(formula.read(Visible(token, extra))))  # a loop's list goes on growing
            watch(Asked(element, token.key, formula.text, read, value))
        return value
    why = formula.why_null(Visible(token, extra), token.workflow.top_workflow.env.feel)
    raise Incident(
        "condition_not_boolean",
        element,
        token.key,
        f"条件“{formula.text}”的结果不是“是/否”而是“{feel.to_json(value)}”。{why}",
        f"The condition “{formula.text}” gave neither true nor false but “{feel.to_json(value)}”.",
    )


def map_inputs(token: Token, mappings: tuple[IoMapping, ...]) -> None:
    """Evaluate input mappings in order into the token's own map; each sees those before it."""
    for mapping in mappings:
        if token.locals is None:
            token.locals = {}
        assign(token.locals, mapping.target, evaluate_json(token, mapping.source), None)


def map_outputs(token: Token, mappings: tuple[IoMapping, ...], extra: dict[str, Any] | None = None) -> dict[str, Any]:
    """The variables that output mappings let out, as the token sees them (plus `extra`)."""
    found: dict[str, Any] = {}
    outer = Visible(token)
    for mapping in mappings:
        seen = {**(extra or {}), **found} if found else extra
        assign(found, mapping.target, evaluate_json(token, mapping.source, seen), outer)
    return found


def assign(names: dict[str, Any], target: tuple[str, ...], value: Any, outer: Mapping[str, Any] | None) -> None:
    """Set `a.b.c`, copying the contexts on the way so that no shared value changes."""
    if len(target) == 1:
        names[target[0]] = value
        return
    first = target[0]
    before = names.get(first) if first in names else (outer.get(first) if outer is not None else None)
    copy = dict(before) if isinstance(before, dict) else {}
    assign(copy, target[1:], value, None)
    names[first] = copy


def plain(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """A deep plain-JSON copy of values from outside. Raises Invalid when something is not JSON."""
    try:
        found = orjson.loads(orjson.dumps(dict(values or {})))
    except (TypeError, orjson.JSONEncodeError) as error:
        raise Invalid(
            {}, "values_not_json", f"填写内容无法保存:{error}", f"The values are not plain JSON: {error}"
        ) from error
    return found  # type: ignore[no-any-return]
