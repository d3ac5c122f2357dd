"""Changes of procedure.toml: terms, roles, numbers, rules of tasks, papers and the rest, each in its own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson

from engine import toml
from engine.comparison.change import Change, Words, altered, short
from engine.comparison.rows import stretches
from engine.comparison.setting_words import RIGHTS, SETTINGS, TASKS, VALUES
from engine.comparison.words import kept, plain, term_words

FILE = "procedure.toml"
OTHER = "其他"
STEPS = frozenset({"different_from", "return_to", "risks", "drafter"})  # settings that name steps
Named = Callable[[str], Words]  # an element's name


def compare_settings(before: bytes, after: bytes, named: Named) -> Iterator[Change]:
    """Raises ValueError for what is no TOML; terms and tasks are told by the names of their steps."""
    old, new = (toml.loads(data.decode("utf-8")) for data in (before, after))
    yield from _rules(old.pop("rules", []), new.pop("rules", []))
    was, now = (dict(_flat(table, ())) for table in (old, new))
    urgencies = {path[:-1] for path in (*was, *now) if path[0] in ("terms", "instance_term") and path[-1] != OTHER}
    for path in dict.fromkeys((*now, *was)):
        if was.get(path) != now.get(path):
            title, aspect = _words(path, named, path[:-1] in urgencies)
            yield altered(
                FILE, path[1] if len(path) > 1 else path[0], ".".join(path), title, aspect,
                _value(path, was.get(path), named), _value(path, now.get(path), named),
            )  # fmt: skip


def _flat(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, value in table.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, (*path, name))
        else:
            yield (*path, name), value


def _words(path: tuple[str, ...], named: Named, by_urgency: bool) -> tuple[Words, Words]:
    """What a setting is of, and what it is."""
    head, rest = path[0], path[1:]
    if head == "terms" and len(rest) == 2:
        return named(rest[0]), _term(rest[1], by_urgency)
    if head == "instance_term" and len(rest) == 1:
        return ("整个事项", "the whole matter"), _term(rest[0], by_urgency)
    if head in ("tasks", "extensions") and len(rest) == 2:
        zh, en = TASKS.get((head, rest[1]), kept(rest[1]))
        return named(rest[0]), (zh, en)
    if head == "fields" and len(rest) == 2:
        return named(rest[0]), (f"字段“{rest[1]}”的权限", f"right on field “{rest[1]}”")
    if head == "ends" and rest:
        return named(rest[0]), ("结束时的状态", "end state")
    if head == "lights" and rest:
        limit = ("其他时限", "other terms") if rest[0] == OTHER else (
            f"{rest[0]} 天以内的时限", f"terms up to {rest[0]} days")  # fmt: skip
        return ("亮灯", "lights"), (f"{limit[0]}变黄时的剩余天数", f"days left when {limit[1]} turn yellow")
    zh, en = SETTINGS.get(head, kept(head))
    if not rest:
        return ("流程设置", "procedure"), (zh, en)
    if head in ("audit", "personal"):  # one table of settings, not one for each name
        return (zh, en), SETTINGS.get(f"{head}.{rest[0]}", kept(".".join(rest)))
    title = (f"{zh}“{rest[0]}”", f"{en} “{rest[0]}”")
    inner = rest[1:] or rest
    key, otherwise = (f"{head}.{inner[0]}", kept(inner[0])) if rest[1:] else (f"{head}.", ("内容", "content"))
    aspect = SETTINGS.get(key, otherwise)
    more = "".join(f"“{name}”" for name in inner[1:])
    return title, (aspect[0] + more, f"{aspect[1]} {more}".strip())


def _term(urgency: str, by_urgency: bool) -> Words:
    if urgency == OTHER and not by_urgency:
        return "时限", "term"
    return (f"{urgency}件时限" if urgency == OTHER else f"{urgency}时限"), f"term ({urgency})"


def _value(path: tuple[str, ...], value: Any, named: Named) -> Words:
    if value in (None, "", [], {}):
        return ("", "") if value is None else ("(空)", "(nothing)")
    if path[0] in ("terms", "instance_term") or (path[0] == "extensions" and path[-1] == "answer"):
        return term_words(str(value))
    if path[-1] in STEPS or path[:1] + path[2:3] == ("papers", "boxes"):
        ids = value if isinstance(value, list) else [value]
        zh, en = zip(*(named(str(id)) for id in ids), strict=True)
        return "、".join(zh), ", ".join(en)
    if path[0] == "fields" and value in RIGHTS:
        return RIGHTS[value]
    if isinstance(value, str) and (path[-1], value) in VALUES:
        return VALUES[path[-1], value]
    return plain(value)


def _rules(old: list[Any], new: list[Any]) -> Iterator[Change]:
    """Rules over several fields have no names: equal ones are matched, those in their place compared."""
    was, now = ([orjson.dumps(rule, option=orjson.OPT_SORT_KEYS) for rule in rules] for rules in (old, new))
    for what, i1, i2, j1, j2 in stretches(was, now):
        if what == "equal":
            continue
        pairs = min(i2 - i1, j2 - j1)
        for n in range(pairs):
            yield from _rule(old[i1 + n], new[j1 + n], j1 + n + 1)
        for n in range(i1 + pairs, i2):
            zh, en = _rule_title(old[n], n + 1)
            yield Change(FILE, f"rules[{n + 1}]", "rules", "removed", f"删除{zh}", f"{en} removed", zh, "")
        for n in range(j1 + pairs, j2):
            zh, en = _rule_title(new[n], n + 1)
            yield Change(FILE, f"rules[{n + 1}]", "rules", "added", f"新增{zh}", f"{en} added", "", zh)


def _rule(old: Any, new: Any, number: int) -> Iterator[Change]:
    if not isinstance(old, dict) or not isinstance(new, dict):
        return
    for name in dict.fromkeys((*new, *old)):
        if old.get(name) != new.get(name):
            aspect = SETTINGS.get(f"rules.{name}", kept(name))
            yield altered(
                FILE, f"rules[{number}]", f"rules.{name}", _rule_title(new, number), aspect,
                plain(old.get(name)), plain(new.get(name)),
            )  # fmt: skip


def _rule_title(rule: Any, number: int) -> Words:
    said = rule if isinstance(rule, dict) else {}
    return (
        f"表单规则“{short(str(said.get('zh', number)))}”",
        f"form rule “{short(str(said.get('en') or said.get('zh', number)))}”",
    )
