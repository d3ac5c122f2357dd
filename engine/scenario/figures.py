"""What a story says about figures: their values and changes, and the bases somebody enters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.errors import Refused
from engine.figures import Group, Result, shown
from engine.queries.figures import Asked, Counted, count_figures
from engine.scenario.difference import Difference, told
from engine.store.office import Office

KEYS = frozenset(
    {"figure", "from", "to", "cutoff", "procedure", "by", "key", "value", "change", "last", "numbers", "counted"}
)


def differences(office: Office, procedure: str, wishes: list[Mapping[str, Any]]) -> list[str]:
    """What of `figures = [{ figure, from, to, value, change, … }]` is not so."""
    problems: list[str] = []
    for wish in wishes:
        try:
            problems += _difference(office, procedure, wish)
        except Refused as refused:
            problems.append(
                Difference(f"figure {wish.get('figure')}: {refused}", f"指标 {wish.get('figure')}：{refused.zh}")
            )
    return problems


def _difference(office: Office, procedure: str, wish: Mapping[str, Any]) -> list[str]:
    name = str(wish.get("figure"))
    if unknown := wish.keys() - KEYS:
        return [Difference(f"figure {name}: unknown {sorted(unknown)}", f"指标 {name}：不认识 {told(unknown)}")]
    if not all(isinstance(wish.get(key), date) for key in ("from", "to")):
        return [Difference(f"figure {name}: from and to must be dates", f"指标 {name}：from、to 应为日期")]
    asked = Asked(str(wish.get("procedure", procedure)), wish["from"], wish["to"], wish.get("cutoff"))
    counted = count_figures(office, asked).figure(name)
    if counted is None:
        return [Difference(f"there is no figure {name!r}", f"没有指标“{name}”")]
    if counted.result.failure is not None:
        zh, en = counted.result.failure
        return [Difference(f"figure {name}: {en}", f"指标 {name}：{zh}")]
    group = _group(counted.result, wish)
    if group is None:
        under = (wish.get("by"), wish.get("key"))
        return [Difference(f"figure {name}: nothing under {under[0]} {under[1]!r}", f"指标 {name}：没有 {told(under)}")]
    found = _found(counted, group)
    return [
        Difference(
            f"figure {name}: expected {key} {wish[key]!r}, found {found[key]!r}",
            f"指标 {name}：{key} 应为 {told(wish[key])}，实为 {told(found[key])}",
        )
        for key in ("value", "change", "last", "numbers", "counted")
        if key in wish and not _same(wish[key], found[key])
    ]


def _group(result: Result, wish: Mapping[str, Any]) -> Group | None:
    return result.group(str(wish["by"]), str(wish.get("key", ""))) if "by" in wish else result.whole


def _found(counted: Counted, group: Group) -> dict[str, Any]:
    return {
        "value": shown(counted.figure, group.value),
        "change": counted.change.words(),
        "last": shown(counted.figure, counted.change.last),
        "numbers": sorted(item.number for item in group.items),
        "counted": sorted(item.number for item in group.numerator),
    }


def _same(wanted: Any, found: Any) -> bool:
    """A value may be told with or without its unit."""
    if isinstance(wanted, list):
        return bool(sorted(wanted) == found)
    words = str(wanted)
    return words in (found, str(found).rpartition(" ")[0])
