"""What the record of a matter says of extensions, requests, links, and of lines that were added to an opinion."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from engine import feel
from engine.history import Event
from engine.organization import load_office
from engine.queries.matter import record_of

DAY = datetime(2026, 5, 8, 6, 0, tzinfo=UTC)
ORGANIZATION = load_office("qinglan").organization


def task(id: int, element: str, **more: object) -> dict:
    return {
        "id": id, "element": element, "name": element, "label": "", "state": "completed", "role": "main",
        "principals": [], "created_at": DAY, "closed_at": DAY, "due_at": DAY + timedelta(days=9), "closed_by": "U7",
        "on_behalf_of": None, "answers": {}, "variables": {}, "urges": 0, **more,
    }  # fmt: skip


def line(task_id: int, kind: str, result: str) -> dict:
    return {"task_id": task_id, "kind": kind, "result": result, "text": result}


INSTANCE = {
    "id": 1, "number": "RX20260001", "title": "油烟", "procedure": "hotline", "urgency": "平件", "starter": "O12",
    "starter_unit": "热线办", "state": "running", "end_state": None, "started_at": DAY, "ended_at": None,
    "due_at": DAY + timedelta(days=7), "first_due_at": DAY + timedelta(days=1), "document_number": "旧1号",
}  # fmt: skip
NUMBER = {"series": "旧", "year": 2026, "n": 1, "text": "旧1号", "issued_at": DAY, "voided": False}
ROWS = {
    "instance": [INSTANCE],
    "document": [{"content": {"kind": "投诉"}}],
    "task": [
        task(11, "handle", label="城市管理局", variables={"item_no": 2}, principals=["liaison@城市管理局"]),
        task(12, "handle", role="delegate", state="open", closed_by=None, closed_at=None),
        task(13, "audit", closed_by=None, closed_at=None, state="open", due_at=None),
        task(14, "visit", state="returned"),
    ],
    "opinion": [line(11, "", "同意"), line(11, "correction", "更正"), line(14, "withdrawn", "通过")],
    "document_number": [NUMBER],
    "message": [],
    "due_change": [
        {"subject": "11", "why": "extension", "old": DAY + timedelta(days=2), "new": DAY + timedelta(days=9), "at": DAY},
        {"subject": "instance", "why": "extension", "old": DAY + timedelta(days=1), "new": DAY + timedelta(days=7), "at": DAY},
        {"subject": "11", "why": "calendar", "old": DAY, "new": DAY, "at": DAY},
    ],
    "request": [
        {"about": 11, "kind": "extension", "state": "granted", "content": {"days": 5}, "asked_at": DAY, "decided_at": DAY}
    ],
    "link": [
        {"other_number": "DC20260001", "other_procedure": "supervision", "name": "supervision", "direction": "sent", "at": DAY}
    ],
}  # fmt: skip


def ask(text: str, rows: dict = ROWS, events: tuple[Event, ...] = ()):
    record = record_of(rows, list(events), ORGANIZATION)
    return feel.to_json(feel.evaluate(text, record.context))


def test_dues_before_and_after_extension():
    assert ask("due - original_due = duration(\"P6D\")") is True
    assert ask("steps[1].due - steps[1].original_due = duration(\"P7D\")") is True
    assert ask('extensions[variables.item_no = 2][1].element') == "handle"
    assert ask('count(extensions[element = ""])') == 1 and ask("count(extensions)") == 2


def test_inserted_tasks_are_no_steps_and_returns_are_counted():
    assert ask("steps.element") == ["handle", "audit", "visit"] and ask("returns") == 1


def test_the_result_is_the_one_the_step_was_done_with():
    assert ask("steps.result") == ["同意", "", ""]


def test_who_did_it_and_for_which_unit():
    assert ask("steps[1].unit") == "城市管理局" and ask("steps[1].by_name") == "成小管"
    assert ask("steps[2].by") is None and ask("steps[2].unit") == "" and ask("steps[2].due") is None


def test_requests_links_and_numbers():
    assert ask('requests[state = "granted"].content.days') == [5]
    assert ask('links[procedure = "supervision"].number') == ["DC20260001"]
    assert ask('date(issued) = date("2026-05-08")') is True
    void = {**ROWS, "document_number": [{**NUMBER, "voided": True}]}
    assert ask("issued", void) is None and ask("numbers.voided", void) == [True]


def test_facts_come_from_history():
    body = {"moved": {"facts": [{"kind": "item.issued", "key": "record_issue#3", "values": {"no": 1}}, {"kind": "post.empty", "key": "x", "group": "g"}]}}
    events = (Event(1, 1, "task.completed", DAY, "O10", body),)
    assert ask('facts[kind = "item.issued"][1].values.no', events=events) == 1
    assert ask("facts.values.group[item != null]", events=events) == ["g"] and ask("facts[1].element", events=events) == "record_issue"
