"""What re-execution found: the first illegal event, what could not be judged, and the state reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
# What re-execution does not judge in any history, said once with every verdict: all of it is under the hash chain.
BEYOND = (
    ("意见、理由、标题等文字的内容,以及不影响流转的填写内容", "what was written, and values that route nothing"),
    ("填写内容是否符合表单的各项限制", "whether values keep to the limits of their forms"),
    ("附件的内容(由文件校验)", "the content of attachments, which the check of files covers"),
    ("通知的文字", "the wording of notices"),
    ("规则的备注和告警文字", "notes of rules and warnings shown beside a decision"),
    ("引擎内部快照的摘要", "the digest of the engine's own snapshot"),
    ("被拒绝的操作当时是否确应拒绝", "whether what was refused had to be"),
)


class Illegal(Exception):
    """Something recorded that the procedure, the organization or the calendar of that moment does not allow."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.code, self.zh, self.en = code, zh, en


class Unjudged(Exception):
    """Re-execution cannot go on from here; nothing is known to be wrong."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True)
class Fault:
    """The first illegal event."""

    seq: int
    kind: str
    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class Unverified:
    """One thing of one event that was not judged, and why."""

    seq: int
    what: str
    zh: str
    en: str


@dataclass
class Findings:
    """The verdict over one instance. `state` is running, completed, cancelled or "" (never started)."""

    fault: Fault | None = None
    unverified: list[Unverified] = field(default_factory=list)
    events: int = 0
    moved: int = 0
    entries: int = 0
    decisions: int = 0
    entitlements: int = 0
    state: str = ""
    end_state: str | None = None
    open_tasks: list[str] = field(default_factory=list)
    variables: Json = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return self.fault is None

    def as_json(self) -> Json:
        fault = self.fault
        return {
            "ok": self.ok,
            "first_illegal": None if fault is None else vars(fault).copy(),
            "not_verified": [vars(one).copy() for one in self.unverified],
            "beyond": [{"zh": zh, "en": en} for zh, en in BEYOND],
            "counts": {
                "events": self.events, "moved": self.moved, "entries": self.entries, "decisions": self.decisions,
                "entitlements": self.entitlements, "not_verified": len(self.unverified),
            },
            "final": {
                "state": self.state, "end_state": self.end_state, "open_tasks": list(self.open_tasks),
                "variables": self.variables,
            },
        }  # fmt: skip
