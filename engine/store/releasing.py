"""What stands between a draft and its release: asked by whoever hands it in, whoever approves, and the pages of both.

Reports are kept by the hash of the files they are about, so a change of one letter asks for all of them anew, and a
version that was published before brings its reports along.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, exists, select

from engine.definition import Package, check
from engine.definition.declared import declared
from engine.errors import Finding
from engine.organization import ROLES
from engine.store import tables as t
from engine.store.office import Warm
from engine.store.procedure_drafts import keep_report, report_of

SCENARIOS, WHAT_IF, WHAT_IF_SEEN = "scenarios", "what_if", "what_if_seen"
_FINDINGS: Warm[tuple[Finding, ...]] = Warm(128)  # by the hash of the package and the roles


@dataclass(frozen=True)
class Kept:
    """A report as it is told: when, by whom, what came of it."""

    made_at: datetime
    made_by: str
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Version:
    id: int
    version: int
    hash: str


@dataclass(frozen=True)
class Readiness:
    """`newest`: the version in force now; `again`: an earlier version of exactly this content, so this rolls back.
    `lived`: matters of the procedure exist, so a what-if has something to run through."""

    hash: str
    key: str  # as procedure.toml says, "" when it cannot be read
    findings: tuple[Finding, ...]
    scenarios: Kept | None
    what_if: Kept | None
    seen: Kept | None
    newest: Version | None
    based_on: int | None
    again: Version | None
    lived: bool
    procedure: str

    @property
    def reports(self) -> Mapping[str, Kept]:
        """Those there are, by kind."""
        kept = {SCENARIOS: self.scenarios, WHAT_IF: self.what_if, WHAT_IF_SEEN: self.seen}
        return {kind: each for kind, each in kept.items() if each is not None}

    @property
    def clean(self) -> bool:
        return not any(finding.severity == "error" for finding in self.findings)

    @property
    def green(self) -> bool:
        """All scenarios, and at least one, went as told on exactly these files."""
        return self.scenarios is not None and passed(self.scenarios.content)

    @property
    def looked(self) -> bool:
        """What it would have meant for past matters, one at least, was seen; or there are none."""
        if not self.lived or self.newest is None:
            return True
        if self.what_if is None or self.seen is None or not self.what_if.content.get("matters"):
            return False
        return self.seen.made_at >= self.what_if.made_at

    @property
    def outdated(self) -> bool:
        """Another version was published since it was begun, or it never was compared with the one in force."""
        return self.newest is not None and self.based_on != self.newest.id

    @property
    def unchanged(self) -> bool:
        return self.newest is not None and self.hash == self.newest.hash

    @property
    def misnamed(self) -> bool:
        return self.key != self.procedure

    @property
    def ready(self) -> bool:
        """May be handed in."""
        return self.obstacle is None

    @property
    def obstacle(self) -> tuple[str, str, str] | None:
        """The first thing in the way: code, zh, en."""
        return next((OBSTACLES[code] for code in OBSTACLES if getattr(self, _ASKED[code])), None)

    @property
    def failing(self) -> bool:
        return not self.clean

    @property
    def untested(self) -> bool:
        return not self.green

    @property
    def unseen(self) -> bool:
        return not self.looked


_ASKED = {
    "draft_misnamed": "misnamed", "draft_outdated": "outdated", "draft_unchanged": "unchanged",
    "draft_faulty": "failing", "scenarios_not_green": "untested", "what_if_not_seen": "unseen",
}  # fmt: skip
OBSTACLES: Mapping[str, tuple[str, str, str]] = {
    code: (code, zh, en)
    for code, zh, en in (
        ("draft_misnamed", "procedure.toml 中的标识(key)与草稿的标识不同,请改回来。",
         "The key in procedure.toml is not the draft's."),
        ("draft_outdated", "起草之后又发布了新版本,请先看过差别,再以新版本为基础。",
         "A newer version was published; look at the difference and take it as the base first."),
        ("draft_unchanged", "内容与现行版本相同,没有可发布的。", "The content is that of the version in force."),
        ("draft_faulty", "检查没有通过,请先改正。", "The check found errors; put them right first."),
        ("scenarios_not_green", "场景没有全部通过:请在“场景”页对现在的内容全部运行一遍。",
         "Not all scenarios are green on exactly this content; run them all."),
        ("what_if_not_seen", "还没有看过试算:请先用以往事项试算,并确认已看过结果。",
         "The what-if was not made and seen yet."),
    )
}  # fmt: skip


def passed(content: Mapping[str, Any]) -> bool:
    """Whether a scenarios report says that every one, and at least one, went as told.

    The one place that reads such reports: `passed` as yes or no with or without counts, or counts alone.
    """
    told, total = content.get("passed"), content.get("total", content.get("count"))
    if content.get("green") is False:  # all went as told, and nothing of the procedure was gone through
        return False
    if isinstance(told, bool):
        return told and total != 0
    if isinstance(told, int) and isinstance(total, int):
        return 0 < total == told
    return False


def readiness(connection: Connection, package: Package, procedure: str, based_on: int | None) -> Readiness:
    """Where these files stand on their way to become a version of the procedure."""
    d, i = t.definition.c, t.instance.c
    versions = [
        Version(*row)
        for row in connection.execute(
            select(d.id, d.version, d.hash).where(d.procedure == procedure).order_by(d.version.desc())
        )
    ]
    newest = versions[0] if versions else None
    lived = connection.execute(select(exists().where(i.procedure == procedure))).scalar_one()
    scenarios, what_if, seen = (
        _kept(report_of(connection, package.hash, kind)) for kind in (SCENARIOS, WHAT_IF, WHAT_IF_SEEN)
    )
    return Readiness(
        package.hash, declared(package)[0], findings_of(package), scenarios, what_if, seen, newest, based_on,
        next((each for each in versions[1:] if each.hash == package.hash), None), bool(lived), procedure,
    )  # fmt: skip


def released_kind(definition_id: int, kind: str) -> str:
    """Under which a report stays with a version: what is found out later about the same files is no part of it."""
    return f"{definition_id}:{kind}"


def keep_with_version(connection: Connection, ready: Readiness, definition_id: int) -> None:
    """Keep the reports as they were when it was released."""
    for kind, kept in ready.reports.items():
        name = released_kind(definition_id, kind)
        keep_report(connection, ready.hash, name, dict(kept.content), by=kept.made_by, at=kept.made_at)


def reports_told(ready: Readiness) -> dict[str, Any]:
    """What the journal says of each report, so that none can be exchanged unseen."""
    return {
        kind: {"by": kept.made_by, "at": kept.made_at.isoformat(), "digest": digest_of(kept.content)}
        for kind, kept in ready.reports.items()
    }


def digest_of(content: Any) -> str:
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def findings_of(package: Package, roles: frozenset[str] = ROLES) -> tuple[Finding, ...]:
    """What the check finds; `roles`: those the office has."""
    found = _FINDINGS.get((package.hash, roles))
    if found is None:
        found = tuple(check(package, roles))
        _FINDINGS.put((package.hash, roles), found)
    return found


def _kept(row: Any) -> Kept | None:
    return None if row is None else Kept(row.made_at, row.made_by, row.content if isinstance(row.content, dict) else {})
