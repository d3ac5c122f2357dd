"""Records of matters as the queries would make them, from as few words as a test needs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.clock import LOCAL
from engine.figures import Record, read_figures

EMPTY: dict[str, Any] = {
    "procedure": "hotline", "urgency": "一般", "starter": "O12", "starter_unit": "热线办", "state": "running",
    "end_state": None, "started": None, "ended": None, "due": None, "original_due": None, "extensions": [],
    "requests": [], "document_number": None, "issued": None, "numbers": [], "steps": [], "facts": [], "messages": [],
    "links": [], "returns": 0,
}  # fmt: skip
STEP: dict[str, Any] = {
    "name": "", "label": "", "unit": "", "state": "completed", "opened": None, "closed": None, "due": None,
    "original_due": None, "result": "", "opinion": "", "by": None, "by_name": None, "by_unit": "", "behalf": None,
    "answers": {}, "variables": {}, "urges": 0,
}  # fmt: skip
EXTENSION = {"element": "handle", "label": "", "at": None, "old": None, "new": None}


def at(text: str) -> datetime:
    """ "07-13" is its 17:30, "07-13 09:00" a moment, of 2026 unless a year is given."""
    day, _, clock = text.partition(" ")
    day = day if len(day) == 10 else f"2026-{day}"
    return datetime.fromisoformat(f"{day}T{clock or '17:30'}").replace(tzinfo=LOCAL)


def step(element: str, closed: str = "", **more: Any) -> dict[str, Any]:
    return {**STEP, "element": element, "name": element, "closed": at(closed) if closed else None, **more}


def matter(n: int, document: dict[str, Any] | None = None, **values: Any) -> Record:
    number = f"RX2026{n:04d}"
    known = {**EMPTY, "number": number, "title": f"工单{n}", **values}
    return Record(n, number, known["title"], document or {}, known)


def figures(text: str):
    return read_figures(text.encode())
