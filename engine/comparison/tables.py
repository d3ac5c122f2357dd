"""Changes of the other TOML files: English names, scenarios, figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson

from engine import toml
from engine.comparison.change import Change, Words, altered
from engine.comparison.parts import Part, Telling, compare_parts
from engine.comparison.rows import changed_counts
from engine.comparison.words import kept, plain

FIGURES: dict[str, Words] = {
    "name": ("名称", "name"), "english": ("英文名称", "English name"), "kind": ("算法", "kind"),
    "date": ("日期口径", "date"), "by": ("分组", "groups"), "where": ("范围", "condition"), "value": ("取值", "value"),
    "better": ("好坏方向", "better"), "note": ("说明", "note"), "readers": ("可看的角色", "readers"),
    "unit": ("单位", "unit"), "target": ("目标", "target"),
}  # fmt: skip


def _toml(data: bytes) -> dict[str, Any]:
    return toml.loads(data.decode("utf-8"))


def compare_texts(file: str, before: bytes, after: bytes, named: Callable[[str], Words]) -> Iterator[Change]:
    """texts.toml: the second language of steps, fields and the rest."""
    was, now = (dict(_flat(_toml(data), ())) for data in (before, after))
    for path in dict.fromkeys((*now, *was)):
        if was.get(path) != now.get(path):
            own = path[-1]
            title = named(own) if path[0] == "elements" else kept(f"“{own}”")
            yield altered(
                file, own, ".".join(path), title, ("英文名称", "English name"),
                plain(was.get(path)), plain(now.get(path)),
            )  # fmt: skip


def _flat(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, (*path, name))
        else:
            yield (*path, name), value


def compare_scenario(file: str, before: bytes, after: bytes) -> Iterator[Change]:
    """One sentence for a story: which of its steps are others."""
    old, new = _toml(before), _toml(after)
    name = str(new.get("title") or file)
    title = (f"场景“{name}”", f"scenario “{name}”")
    for key in dict.fromkeys((*new, *old)):
        if key != "step" and old.get(key) != new.get(key):
            aspect = {"title": ("标题", "title"), "only": ("只分给这些人", "only")}.get(key, kept(key))
            yield altered(file, file, key, title, aspect, plain(old.get(key)), plain(new.get(key)))
    steps = [[orjson.dumps(s, option=orjson.OPT_SORT_KEYS, default=str) for s in t.get("step", [])] for t in (old, new)]
    added, gone, changed = changed_counts(steps[0], steps[1])
    if added or gone or changed:
        yield Change(
            file, file, "steps", "changed", f"{title[0]}:步骤新增 {added} 步,删除 {gone} 步,改动 {changed} 步",
            f"{title[1]}: {added} step(s) added, {gone} removed, {changed} changed", str(len(steps[0])),
            str(len(steps[1])),
        )  # fmt: skip


def compare_figures(file: str, before: bytes, after: bytes) -> Iterator[Change]:
    """figures.toml: each figure by its id, everything else by its path."""
    old, new = _toml(before), _toml(after)
    telling = Telling(file, lambda name: FIGURES.get(name, kept(name)), lambda name, value, later: kept(value))
    yield from compare_parts(_figures(old.pop("figure", [])), _figures(new.pop("figure", [])), telling)
    was, now = (dict(_flat(table, ())) for table in (old, new))
    for path in dict.fromkeys((*now, *was)):
        if was.get(path) != now.get(path):
            yield altered(
                file, path[-1], ".".join(path), ("统计口径", "figures"), kept(f"“{'.'.join(path)}”"),
                plain(was.get(path)), plain(now.get(path)),
            )  # fmt: skip


def _figures(figures: Any) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for n, raw in enumerate(figures if isinstance(figures, list) else [], 1):
        if isinstance(raw, dict):
            id = str(raw.get("id", n))
            name = f"“{raw.get('name', id)}”"
            facts = {key: plain(value)[0] for key, value in raw.items() if key != "id"}
            title = (f"指标{name}", f"figure {name}")
            found[id] = Part(id, title, ("", ""), facts)
    return found
