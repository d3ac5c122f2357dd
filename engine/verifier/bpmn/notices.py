"""Who is told of an act, and about which task; the wording is not judged."""

from __future__ import annotations

from typing import Any

from .case import Case
from .expressions import UNKNOWN, agrees
from .findings import Illegal


def notice(kind: str, to: str, task: int | None) -> dict[str, Any]:
    return {"kind": kind, "to": to, "text": UNKNOWN, "task": task}


def expect(case: Case, *wanted: dict[str, Any]) -> None:
    """The event tells exactly these people."""
    found = case.body.get("notices", [])
    if not agrees(list(wanted), found):
        raise Illegal(
            "notices_wrong", "记录的通知对象与应有的不符。", f"Notices are recorded as {found!r}, not to {wanted!r}."
        )
