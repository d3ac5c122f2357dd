"""Variables by scope: one map per scope, shared by its branches; a token sees its own, then outer ones."""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import Any

from .expressions import Expressions
from .model import Mapping
from .tokens import Token

Names = dict[str, Any]


def chain(token: Token) -> list[Names]:
    """The maps a token sees, innermost first; the last is its process's."""
    maps: list[Names] = []
    at: Token | None = token
    while at is not None:
        if at.own is not None:
            maps.append(at.own)
        if at.body is not None:
            at = at.body
        elif at.running.opaque:
            maps.append(at.running.variables)
            break
        else:
            at = at.running.owner
    return maps


def visible(token: Token) -> Names:
    found: Names = {}
    for names in reversed(chain(token)):
        found.update(names)
    return found


def local_names(token: Token) -> Names:
    """What a token sees beyond its process's variables, but not what the loop around it has collected."""
    found: Names = {}
    for names in reversed(chain(token)[:-1]):
        found.update(names)
    loop = token.body.node.loop if token.body is not None else None
    if loop is not None and loop.output_collection:
        found.pop(loop.output_collection, None)
    return found


def put(maps: list[Names], values: Table[str, Any]) -> None:
    """Each value goes to the innermost map that has its name, else to the process's."""
    for name, value in values.items():
        next((names for names in maps if name in names), maps[-1])[name] = value


def set_path(names: Names, target: tuple[str, ...], value: Any, outer: Table[str, Any]) -> None:
    """Set `a.b.c`; the contexts on the way are copied, never changed in place."""
    first, rest = target[0], target[1:]
    if not rest:
        names[first] = value
        return
    before = names.get(first, outer.get(first))
    copy = dict(before) if isinstance(before, dict) else {}
    set_path(copy, rest, value, {})
    names[first] = copy


def map_inputs(token: Token, expressions: Expressions) -> None:
    """Input mappings in order into the token's own map; each sees those before it."""
    for mapping in token.node.inputs:
        if token.own is None:
            token.own = {}
        set_path(token.own, mapping.target, expressions.plain(mapping.source, chain(token)), {})


def map_outputs(
    token: Token, mappings: tuple[Mapping, ...], expressions: Expressions, extra: Names | None = None
) -> Names:
    """What output mappings let out, as the token sees the variables, and `extra` before them."""
    found: Names = {}
    outer = visible(token)
    for mapping in mappings:
        maps = [found, *([extra] if extra else []), *chain(token)]
        set_path(found, mapping.target, expressions.plain(mapping.source, maps), outer)
    return found


def bring(token: Token, values: Names, expressions: Expressions) -> None:
    """What an activity brings: with output mappings only what they name leaves."""
    if token.node.outputs:
        token.own = {**(token.own or {}), **values}
        put(chain(token)[1:], map_outputs(token, token.node.outputs, expressions))
    else:
        put(chain(token), values)


def deliver(token: Token, payload: Names | None, expressions: Expressions) -> None:
    """What an event brings."""
    if token.node.outputs:
        put(chain(token), map_outputs(token, token.node.outputs, expressions, payload))
    elif payload:
        put(chain(token), payload)
