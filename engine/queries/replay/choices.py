"""Why a path was taken: the conditions asked at a gateway or a loop, with the values they saw, and the flows taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.bpmn import Asked, FlowInfo
from engine.definition import Definition


@dataclass(frozen=True)
class Tried:
    """One condition; `to` is where its flow leads, `flow` the flow's own name, both "" for a loop's condition."""

    flow: str
    to: str
    text: str
    values: tuple[tuple[str, Any], ...]
    result: bool


@dataclass(frozen=True)
class Choice:
    """What was asked at one element in one event. `kind`: "way" (a gateway) or "enough" (a loop asked whether to end).

    `name` is the element's own, `after` the step before it, for gateways without a name.

    `taken` are the flows that were then taken, by name or by where they lead; `otherwise`: the default flow, because
    no condition held; `place` is where among the event's happenings it was.
    """

    kind: str
    element: str
    name: str
    after: str
    tried: tuple[Tried, ...]
    taken: tuple[str, ...]
    otherwise: bool
    place: int


def choices_of(definition: Definition, asked: Sequence[Asked], path: Sequence[Mapping[str, Any]]) -> tuple[Choice, ...]:
    """`path` are the recorded happenings of the event; a gateway visited twice in it is told twice."""
    return tuple(_choice(definition, group, path) for group in _grouped(definition, asked))


def _grouped(definition: Definition, asked: Sequence[Asked]) -> Iterator[list[Asked]]:
    """Conditions of one token at one element."""
    group: list[Asked] = []
    for each in asked:
        if group and (each.key, _place(definition, each)) != (group[0].key, _place(definition, group[0])):
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _place(definition: Definition, asked: Asked) -> str:
    flow = _flows(definition).get(asked.element)
    return flow.source if flow else asked.element


def _choice(definition: Definition, group: list[Asked], path: Sequence[Mapping[str, Any]]) -> Choice:
    flows, first = _flows(definition), group[0]
    place = _place(definition, first)
    mine = [(n, s) for n, s in enumerate(path) if s["key"] == first.key]
    taken = [s["element"] for _, s in mine if s["kind"] == "take" and s["element"] in flows]
    return Choice(
        "way" if first.element in flows else "enough",
        place,
        _element_name(definition, place),
        next((_element_name(definition, flow.source) for flow in flows.values() if flow.target == place), ""),
        tuple(_tried(definition, each) for each in group),
        tuple(_flow_name(definition, flow) for flow in taken),
        bool(taken) and not any(each.result for each in group),
        mine[0][0] if mine else len(path),
    )


def _tried(definition: Definition, asked: Asked) -> Tried:
    flow = _flows(definition).get(asked.element)
    return Tried(
        flow.name if flow else "",
        _element_name(definition, flow.target) if flow else "",
        asked.text.removeprefix("=").strip(),
        tuple(asked.values.items()),
        asked.result,
    )


@lru_cache(maxsize=16)
def _flows(definition: Definition) -> Mapping[str, FlowInfo]:
    """Flows of the procedure's process and of those it calls."""
    return {id: flow for process in definition.program.processes.values() for id, flow in process.flows.items()}


def _flow_name(definition: Definition, id: str) -> str:
    flow = _flows(definition)[id]
    target = _element_name(definition, flow.target)
    return f"{flow.name}（{target}）" if flow.name and target and flow.name != target else flow.name or target or id


def _element_name(definition: Definition, id: str) -> str:
    processes = definition.program.processes.values()
    return next((process.elements[id].name for process in processes if id in process.elements), "")
