"""scenarios/*.toml: the story as an analyst writes it. Times are the office's wall clock (Asia/Shanghai)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from engine import toml
from engine.clock import LOCAL
from engine.errors import DefinitionRefused, Finding

LONGEST = 500  # steps of one story
ACTS = frozenset(
    {
        "start", "complete", "claim", "release", "draft", "cancel", "observe", "correlate",
        "absent", "order", "appoint", "return", "withdraw", "transfer", "delegate", "give_back", "add_signer",
        "remove_signer", "circulate", "copy", "read", "remind", "urge", "pause", "resume", "suspend", "extend",
        "decide", "jump", "begin", "dictate", "confirm", "correct", "open", "base",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One sentence of the story; `expected` keys (opens, takes, lights, shows, facts, refused, sees) are optional."""

    number: int
    at: datetime
    do: str
    by: str = ""
    task: str = ""
    unit: str = ""
    instance: str = "main"
    values: Mapping[str, Any] = field(default_factory=dict)
    opinion: str = ""
    files: Mapping[str, list[str]] = field(default_factory=dict)  # form field -> names of files chosen there
    procedure: str = ""  # of a start: another than the scenario's
    to: tuple[str, ...] = ()  # people, groups, or the one element the act is about
    more: Mapping[str, Any] = field(default_factory=dict)  # days, direct, when, for, granted
    names: Mapping[str, str] = field(default_factory=dict)  # name -> procedure whose newest matter began from this one
    expected: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    """`only`: the people to whom its matters may ever be given; empty means anybody. `others`: procedures that its
    steps name beside its own."""

    title: str
    procedure: str
    steps: tuple[Step, ...]
    file: str = ""
    only: frozenset[str] = frozenset()

    @property
    def others(self) -> frozenset[str]:
        named = {step.procedure for step in self.steps} | {p for step in self.steps for p in step.names.values()}
        return frozenset(named - {"", self.procedure})


EXPECTATIONS = frozenset(
    {"opens", "takes", "lights", "shows", "facts", "refused", "fields", "sees", "links", "readings", "figures"}
)
MORE = frozenset({"days", "direct", "when", "for", "granted", "opened"})
# how each is written: a table, a list of texts, a list of tables, a table of lists, a table of texts
SHAPES = {
    "values": "table", "shows": "table", "takes": "texts", "facts": "texts", "fields": "texts", "links": "texts",
    "opens": "tables", "lights": "tables", "readings": "tables", "figures": "tables", "sees": "lists",
    "files": "lists", "names": "names", "days": "number",
}  # fmt: skip
NEEDED = {
    "absent": frozenset({"person", "from"}), "order": frozenset({"person", "for", "paper", "from"}),
    "appoint": frozenset({"post", "person"}), "base": frozenset({"figure", "from", "to", "value", "source"}),
}  # fmt: skip
PLAIN = frozenset(
    {"at", "do", "by", "task", "unit", "instance", "values", "opinion", "files", "note", "procedure", "to", "names"}
)


def read_scenario(data: bytes, file: str = "") -> Scenario:
    """Raises DefinitionRefused naming every step that cannot be read."""
    try:
        raw = toml.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DefinitionRefused(
            [Finding("bad_toml", None, f"无法读取:{error}", f"Unreadable: {error}", file=file)]
        ) from error
    findings: list[Finding] = []
    told = raw.get("step", [])
    told = told if _shaped(told, "tables") else []
    steps = [read_step(number, step, findings, file) for number, step in enumerate(told, 1)]
    if len(steps) > LONGEST:
        findings.append(
            Finding("too_many_steps", None, f"场景超过{LONGEST}步。", f"More than {LONGEST} steps.", file=file)
        )
    if not steps:
        findings.append(Finding("no_steps", None, "场景没有步骤。", "The scenario has no steps.", file=file))
    if findings:
        raise DefinitionRefused(findings)
    only = raw.get("only", [])
    only = frozenset(map(str, only if isinstance(only, list) else []))
    return Scenario(
        str(raw.get("title", file)), str(raw.get("procedure", "")), tuple(s for s in steps if s), file, only
    )


def read_step(number: int, raw: Mapping[str, Any], findings: list[Finding], file: str = "") -> Step | None:
    """One step; what is wrong with it joins `findings`, and there is none when it cannot be read at all."""

    def complain(zh: str, en: str) -> None:
        findings.append(Finding("bad_step", f"step[{number}]", f"第{number}步:{zh}", f"Step {number}: {en}", file=file))

    for name in sorted(raw.keys() - PLAIN - MORE - EXPECTATIONS):
        complain(f"不认识“{name}”。", f"unknown key {name!r}.")
    at, do = raw.get("at"), raw.get("do", "observe")
    if not isinstance(at, datetime):
        complain("缺少时间 at。", "`at` must be a date and time.")
        return None
    if do not in ACTS:
        complain(f"没有动作“{do}”。", f"no act {do!r}.")
        return None
    if wrong := [name for name, kind in SHAPES.items() if name in raw and not _shaped(raw[name], kind)]:
        complain(f"{'、'.join(wrong)} 的写法不对。", f"{', '.join(wrong)}: wrong shape.")
        return None
    if missing := sorted(NEEDED.get(do, frozenset()) - raw.get("values", {}).keys()):
        complain(f"动作“{do}”的 values 缺少 {'、'.join(missing)}。", f"{do!r} needs {', '.join(missing)} in values.")
        return None
    if do in NEEDED and not all(isinstance(raw["values"].get(day, at), date) for day in ("from", "to")):
        complain("values 中的 from、to 应为日期。", "`from` and `to` in values must be dates.")
        return None
    moment = at if at.tzinfo else at.replace(tzinfo=LOCAL)
    expected = {name: raw[name] for name in EXPECTATIONS & raw.keys()}
    return Step(
        number, moment, do, str(raw.get("by", "")), str(raw.get("task", "")), str(raw.get("unit", "")),
        str(raw.get("instance", "main")), raw.get("values", {}), str(raw.get("opinion", "")),
        raw.get("files", {}), str(raw.get("procedure", "")), _texts(raw.get("to", ())),
        {name: raw[name] for name in MORE & raw.keys()},
        {str(k): str(v) for k, v in raw.get("names", {}).items()}, expected,
    )  # fmt: skip


def _shaped(value: Any, kind: str) -> bool:
    match kind:
        case "number":
            return isinstance(value, int)
        case "texts" | "tables":
            one = str if kind == "texts" else dict
            return isinstance(value, list) and all(isinstance(item, one) for item in value)
        case "lists":
            return isinstance(value, dict) and all(_shaped(item, "texts") for item in value.values())
        case "names":
            return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
    return isinstance(value, dict)


def _texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(map(str, value))
