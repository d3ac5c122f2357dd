"""One matter's rows put into the words conditions use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.feel import DateTime
from engine.figures import Record
from engine.history import Event
from engine.organization import Organization, local_date
from engine.organization.feel_functions import feel_moment

OWN = frozenset({"", "dictated", "returned"})  # lines by which a task was done, not what was added to it later
Rows = Mapping[str, list[dict[str, Any]]]  # table -> its rows of one matter, in the order of their keys


def record_of(rows: Rows, events: list[Event], organization: Organization) -> Record:
    """The record of a matter; `events` add what tables do not hold."""
    row = rows["instance"][0]
    content = rows["document"][0]["content"] if rows["document"] else {}
    numbers = [
        {"text": n["text"], "series": n["series"], "year": n["year"], "n": n["n"],
         "issued": _wall(n["issued_at"]), "voided": n["voided"]}
        for n in rows["document_number"]
    ]  # fmt: skip
    issued = [n["issued"] for n in numbers if n["text"] == row["document_number"] and not n["voided"]]
    tasks = {str(task["id"]): task for task in rows["task"]}
    values = {
        "number": row["number"], "title": row["title"], "procedure": row["procedure"], "urgency": row["urgency"],
        "starter": row["starter"], "starter_unit": row["starter_unit"], "state": row["state"],
        "end_state": row["end_state"], "started": _wall(row["started_at"]), "ended": _wall(row["ended_at"]),
        "due": _wall(row["due_at"]), "original_due": _wall(row["first_due_at"]),
        "extensions": [
            {**_about(tasks.get(c["subject"])), "at": _wall(c["at"]), "old": _wall(c["old"]), "new": _wall(c["new"])}
            for c in rows["due_change"]
            if c["why"] == "extension"
        ],
        "requests": [
            {**_about(tasks.get(str(r["about"]))), "kind": r["kind"], "state": r["state"], "content": r["content"],
             "asked": _wall(r["asked_at"]), "decided": _wall(r["decided_at"])}
            for r in rows["request"]
        ],
        "document_number": row["document_number"], "issued": issued[0] if issued else None, "numbers": numbers,
        "steps": _steps(rows, organization), "facts": _facts(events),
        "messages": [
            {"name": m["name"], "to": m["correlation"], "at": _wall(m["sent_at"]), "body": m["body"]}
            for m in sorted(rows["message"], key=lambda m: m["sent_at"])
        ],
        "links": [
            {"number": n["other_number"], "procedure": n["other_procedure"], "name": n["name"],
             "direction": n["direction"], "at": _wall(n["at"])}
            for n in rows["link"]
        ],
        "returns": sum(task["state"] == "returned" for task in rows["task"]),
    }  # fmt: skip
    return Record(row["id"], row["number"], row["title"], content, values)


def _about(task: Mapping[str, Any] | None) -> dict[str, Any]:
    """Which step it was about, with its round's variables; "" for the matter itself."""
    if task is None:
        return {"element": "", "label": "", "variables": {}}
    return {"element": task["element"], "label": task["label"], "variables": task["variables"]}


def _steps(rows: Rows, organization: Organization) -> list[dict[str, Any]]:
    """Main tasks only: who else was asked beside the diagram is no step of it."""
    said = {o["task_id"]: o for o in rows["opinion"] if o["kind"] in OWN}
    first: dict[str, datetime | None] = {}
    for change in rows["due_change"]:
        first.setdefault(change["subject"], change["old"])
    steps = []
    for task in rows["task"]:
        if task["role"] != "main":
            continue
        opinion = said.get(task["id"], {})
        by, closed = task["closed_by"], task["closed_at"]
        units = organization.units_of(by, local_date(closed)) if by and closed else []
        asked = [p.partition("@")[2] for p in task["principals"] if "@" in p]
        steps.append({
            "element": task["element"], "name": task["name"], "label": task["label"],
            "unit": next(iter([*asked, *units]), ""), "state": task["state"], "opened": _wall(task["created_at"]),
            "closed": _wall(closed), "due": _wall(task["due_at"]),
            "original_due": _wall(first.get(str(task["id"]), task["due_at"])),
            "result": opinion.get("result", ""), "opinion": opinion.get("text", ""), "by": by,
            "by_name": organization.name(by) if by else None, "by_unit": next(iter(units), ""),
            "behalf": task["on_behalf_of"], "answers": task["answers"], "variables": task["variables"],
            "urges": task["urges"],
        })  # fmt: skip
    return steps


def _facts(events: list[Event]) -> list[dict[str, Any]]:
    return [
        {
            "kind": fact["kind"], "at": _wall(event.at), "element": str(fact.get("key", "")).partition("#")[0],
            "values": fact.get("values", {k: v for k, v in fact.items() if k not in ("kind", "key")}),
        }
        for event in events
        for fact in event.body.get("moved", {}).get("facts", [])
    ]  # fmt: skip


def _wall(moment: datetime | None) -> DateTime | None:
    """A FEEL moment at once: conditions ask for it often."""
    return None if moment is None else feel_moment(moment)
