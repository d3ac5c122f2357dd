"""Whatever stands in a label, all three files stay well-formed and give the label back."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import jsonschema
import pytest
from lxml import etree

from engine.export import LogCase, LogEvent, LogObject, Relation, write_ocel_json, write_ocel_sqlite, write_xes
from tests.export.reading import rows, sqlite_events, xes_events
from tests.export.test_ocel import SCHEMA
from tests.export.test_xes import schema

AT = datetime(2026, 2, 13, 1, 0, tzinfo=UTC)
LABELS = [
    "<b>&amp;\"'</b>", "]]><!-- --><?php ?>", "\n换行\t制表\r", "'); DROP TABLE event; --", '"; DROP TABLE "object"; --',
    "event_map_type", "object", "ocel_id", "", " ", "%s {0} :name", "‮右到左", "🏛" * 300, "&#0;", "=cmd()",
]  # fmt: skip


def case(label: str) -> LogCase:
    event = LogEvent(
        1, "task.completed", label or "x", label, "complete", AT, label or "x", label, label, label, label, 7, "main", label,
        label, label, relations=(Relation(f"instance:{label}", "case"), Relation("task:7", label), Relation("task:7", label)),
    )  # fmt: skip
    instance = LogObject(f"instance:{label}", "instance", (("title", label, AT), ("state", label, AT)))
    task = LogObject("task:7", "task", (("name", label, AT),), (Relation(f"instance:{label}", label), Relation("instance:away", "sent")))
    return LogCase(label, (("title", label),), (event, event_2(event)), (instance, task))


def event_2(event: LogEvent) -> LogEvent:
    return LogEvent(2, "task.opened", f"{event.type}!", event.activity, "start", AT, "system", "", derived=False)


@pytest.mark.parametrize("label", LABELS, ids=range(len(LABELS)))
def test_a_label_comes_back_as_it_was(label, tmp_path):
    xes, ocel, database = tmp_path / "l.xes", tmp_path / "l.json", tmp_path / "l.sqlite"
    with xes.open("wb") as out:
        write_xes([case(label)], out, [("concept:name", label)])
    document = etree.parse(str(xes))
    assert schema().validate(document)
    ((number, first), (_, second)) = xes_events(xes)
    assert number == first["concept:name"] == second["concept:name"] == label
    assert first.get("result", "") == first.get("org:role", "") == label
    with ocel.open("wb") as out:
        write_ocel_json([case(label)], out, [label])
    log = json.loads(ocel.read_bytes())
    jsonschema.validate(log, SCHEMA)
    assert {t["name"] for t in log["eventTypes"]} == {label or "x", f"{label or 'x'}!"}
    assert [r["objectId"] for r in log["objects"][1]["relationships"]] == [f"instance:{label}"], "nothing points outside"
    write_ocel_sqlite([case(label)], database, [label])
    assert rows(database, "PRAGMA foreign_key_check") == []
    assert {e["type"] for e in sqlite_events(database)} == {label or "x", f"{label or 'x'}!"}
    assert rows(database, "SELECT title FROM object_instance") == [(label,)]
    assert len(rows(database, "SELECT * FROM event_object")) == 2, "the same relation twice is one"


def test_what_xml_cannot_hold_is_replaced(tmp_path):
    path = tmp_path / "l.xes"
    with path.open("wb") as out:
        write_xes([case("零\x00一\x1b二\ud800三\uffff")], out)
    assert [number for number, _ in xes_events(path)] == ["零�一�二�三�"] * 2


def test_an_empty_log_is_a_log(tmp_path):
    with (tmp_path / "l.xes").open("wb") as out:
        write_xes([], out)
    assert schema().validate(etree.parse(str(tmp_path / "l.xes")))
    with (tmp_path / "l.json").open("wb") as out:
        write_ocel_json([], out, [])
    jsonschema.validate(json.loads((tmp_path / "l.json").read_bytes()), SCHEMA)
