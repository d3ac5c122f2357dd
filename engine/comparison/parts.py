"""Comparing two sets of named things that say things: elements, fields, settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from engine.comparison.change import Change, Words, altered

Facts = Mapping[str, str]


@dataclass(frozen=True)
class Part:
    """`title` is what sentences call it, `kind` what it is; `facts` are compared as texts."""

    id: str
    title: Words
    kind: Words
    facts: Facts


@dataclass(frozen=True)
class Telling:
    """How a file's parts are told: the words of an aspect, and those of a value under it."""

    file: str
    aspect: Callable[[str], Words]
    value: Callable[[str, str, bool], Words]  # aspect, value, whether it is the later one


def compare_parts(before: Mapping[str, Part], after: Mapping[str, Part], telling: Telling) -> Iterator[Change]:
    """What is gone, what is new, then what says something else, in the order of the later file."""
    for id, part in before.items():
        if id not in after:
            yield told(telling.file, part, "removed")
    for id, part in after.items():
        if id not in before:
            yield told(telling.file, part, "added")
        else:
            yield from compare_facts(before[id], part, telling)


def compare_facts(old: Part, new: Part, telling: Telling) -> Iterator[Change]:
    for name in dict.fromkeys((*new.facts, *old.facts)):
        was, now = old.facts.get(name, ""), new.facts.get(name, "")
        if was != now:
            yield altered(
                telling.file, new.id, name, new.title, telling.aspect(name),
                telling.value(name, was, False), telling.value(name, now, True),
            )  # fmt: skip


def told(file: str, part: Part, kind: str) -> Change:
    zh, en = ("新增", "added") if kind == "added" else ("删除", "removed")
    return Change(
        file, part.id, "", "added" if kind == "added" else "removed", f"{zh}{part.kind[0]}{part.title[0]}",
        f"{part.kind[1]} {part.title[1]} {en}", "" if kind == "added" else part.title[0],
        part.title[0] if kind == "added" else "",
    )  # fmt: skip
