"""Two whole packages: every file by what it is, and how the diagrams look with the changes on them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.bpmn.facts import ElementFacts, facts_of
from engine.comparison.change import Change, Words
from engine.comparison.decisions import compare_decisions
from engine.comparison.diagrams import compare_diagram
from engine.comparison.fields import compare_forms
from engine.comparison.rows import changed_counts
from engine.comparison.settings import FILE, compare_settings
from engine.comparison.tables import compare_figures, compare_scenario, compare_texts
from engine.comparison.words import kept
from engine.definition import Package
from engine.dmn.reader import read
from engine.errors import Refused

ORDER = ("procedure.toml", ".bpmn", "decisions/", "forms/", "texts.toml", "figures.toml", "scenarios/")


@dataclass(frozen=True)
class Comparison:
    """`changes` in the order a reader wants them; `unread`: files that could not be understood, compared as text.
    `users`: form or decision file -> steps of the diagrams that use it."""

    changes: tuple[Change, ...]
    unread: tuple[str, ...] = ()
    users: Mapping[str, frozenset[str]] = field(default_factory=dict)
    before: Package = field(repr=False, default_factory=lambda: Package({}))
    after: Package = field(repr=False, default_factory=lambda: Package({}))

    @property
    def meaning(self) -> tuple[Change, ...]:
        """Without what was only moved in a drawing."""
        return tuple(change for change in self.changes if not _drawn(change))

    @property
    def moved(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if _drawn(change))

    def as_json(self) -> dict[str, Any]:
        return {
            "equal": not self.changes, "changes": [change.as_json() for change in self.meaning],
            "moved": [change.as_json() for change in self.moved], "unread": list(self.unread),
        }  # fmt: skip


def _drawn(change: Change) -> bool:
    return change.kind == "moved" and change.what == "place"


def compare(before: Package, after: Package) -> Comparison:
    """Everything that `after` says otherwise than `before`; never raises for what stands in the files."""
    whole = _Whole(before, after)
    return Comparison(tuple(whole.changes()), tuple(whole.unread), whole.users, before, after)


class _Whole:
    def __init__(self, before: Package, after: Package) -> None:
        self.before, self.after = before, after
        self.unread: list[str] = []
        self.elements: dict[str, ElementFacts] = {}
        for package in (before, after):
            for path, data in package.under("", ".bpmn").items():
                self.elements.update(self._facts(path, data) or {})
        self.users: dict[str, frozenset[str]] = {}
        self.forms = {e.facts["form"]: e.name for e in self.elements.values() if e.facts.get("form") and e.name}

    def changes(self) -> Iterator[Change]:
        paths = sorted({*self.before.files, *self.after.files}, key=_place)
        for path in paths:
            old, new = self.before.files.get(path), self.after.files.get(path)
            if old == new:
                continue
            if old is None or new is None:
                yield self._file(path, "added" if old is None else "removed")
                continue
            try:
                found = list(self._changed(path, old, new))
            except (Refused, ValueError, TypeError, tomllib.TOMLDecodeError, RecursionError):
                self.unread.append(path)
                found = [_lines(path, old, new)]
            yield from found

    def _changed(self, path: str, old: bytes, new: bytes) -> Iterable[Change]:
        if path == FILE:
            return compare_settings(old, new, self.named)
        if path.endswith(".bpmn"):
            return compare_diagram(path, facts_of(old, source=path), facts_of(new, source=path))
        if path.endswith(".dmn"):
            self._used(path, "decision", {e.id for data in (old, new) for e in read(data, source=path).elements})
            return compare_decisions(path, old, new)
        if path.startswith("forms/") and path.endswith(".json"):
            self._used(path, "form", {path.removeprefix("forms/").removesuffix(".json")})
            return compare_forms(path, old, new, self._form(path))
        if path == "texts.toml":
            return compare_texts(path, old, new, self.named)
        if path == "figures.toml":
            return compare_figures(path, old, new)
        if path.startswith("scenarios/") and path.endswith(".toml"):
            return compare_scenario(path, old, new)
        return [_lines(path, old, new)]

    def _used(self, path: str, fact: str, names: set[str]) -> None:
        self.users[path] = frozenset(e.id for e in self.elements.values() if e.facts.get(fact) in names)

    def named(self, id: str) -> Words:
        """The name of a step, as the diagrams have it."""
        found = self.elements.get(id)
        return kept(found.name if found and found.name else id)

    def _form(self, path: str) -> Words:
        id = path.removeprefix("forms/").removesuffix(".json")
        name = "发起" if id == "start" else self.forms.get(id) or self.named(id)[0]
        return f"表单“{name}”", f"form “{name if id != 'start' else 'start'}”"

    def _file(self, path: str, kind: str) -> Change:
        zh, en = ("新增", "added") if kind == "added" else ("删除", "removed")
        what = self._form(path) if path.startswith("forms/") else (f"文件 {path}", f"file {path}")
        return Change(
            path, path, "file", "added" if kind == "added" else "removed", f"{zh}{what[0]}", f"{what[1]} {en}",
            "" if kind == "added" else path, path if kind == "added" else "",
        )  # fmt: skip

    @staticmethod
    def _facts(path: str, data: bytes) -> Mapping[str, ElementFacts] | None:
        try:
            return facts_of(data, source=path)
        except Refused:
            return None


def _place(path: str) -> tuple[int, str]:
    found = next((n for n, part in enumerate(ORDER) if path.startswith(part) or path.endswith(part)), len(ORDER))
    return found, path


def _lines(path: str, old: bytes, new: bytes) -> Change:
    """A file that is only text to us: how many lines."""
    was, now = (data.decode("utf-8", "replace").splitlines() for data in (old, new))
    added, gone, changed = changed_counts(was, now)
    added, gone = added + changed, gone + changed
    return Change(
        path, path, "lines", "changed", f"文件 {path} 有改动(新增 {added} 行,删除 {gone} 行)",
        f"file {path} changed ({added} line(s) added, {gone} removed)",
    )  # fmt: skip
