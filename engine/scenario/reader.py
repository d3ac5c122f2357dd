"""scenarios/*.toml: the story as an analyst writes it. Times are the office's wall clock (Asia/Shanghai)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.clock import LOCAL
from engine.errors import DefinitionRefused, Finding

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
PLAIN = frozenset(
    {"at", "do", "by", "task", "unit", "instance", "values", "opinion", "files", "note", "procedure", "to", "names"}
)


def read_scenario(data: bytes, file: str = "") -> Scenario:
    """Raises DefinitionRefused naming every step that cannot be read."""
    try:
        raw = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DefinitionRefused(
            [Finding("bad_toml", None, f"无法读取:{error}", f"Unreadable: {error}", file=file)]
        ) from error
    findings: list[Finding] = []
    steps = [_step(number, step, file, findings) for number, step in enumerate(raw.get("step", []), 1)]
    if not steps:
        findings.append(Finding("no_steps", None, "场景没有步骤。", "The scenario has no steps.", file=file))
    if findings:
        raise DefinitionRefused(findings)
    only = frozenset(map(str, raw.get("only", [])))
    return Scenario(
        str(raw.get("title", file)), str(raw.get("procedure", "")), tuple(s for s in steps if s), file, only
    )


def _step(number: int, raw: Mapping[str, Any], file: str, findings: list[Finding]) -> Step | None:
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
    moment = at if at.tzinfo else at.replace(tzinfo=LOCAL)
    expected = {name: raw[name] for name in EXPECTATIONS & raw.keys()}
    return Step(
        number, moment, do, str(raw.get("by", "")), str(raw.get("task", "")), str(raw.get("unit", "")),
        str(raw.get("instance", "main")), raw.get("values", {}), str(raw.get("opinion", "")),
        raw.get("files", {}), str(raw.get("procedure", "")), _texts(raw.get("to", ())),
        {name: raw[name] for name in MORE & raw.keys()},
        {str(k): str(v) for k, v in raw.get("names", {}).items()}, expected,
    )  # fmt: skip


def _texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(map(str, value))
