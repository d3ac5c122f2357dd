"""OCEL 2.0: valid by its schema, every key met, both forms the same, and exactly the history."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import datetime
from pathlib import Path

import jsonschema
import pytest

from engine.export.model import OBJECT_TYPES
from tests.export.reading import moment, rows, sqlite_events, xes_events

SCHEMA = json.loads((Path(__file__).parent / "ocel20.schema.json").read_text("utf-8"))
READS = {"string": str, "integer": int, "float": float, "time": lambda text: datetime.fromisoformat(text), "boolean": bool}


@pytest.fixture(scope="module")
def log(files):
    return json.loads(files["ocel-json"].read_bytes())


def test_the_json_is_valid_by_its_schema(log):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(log, SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**log, "events": [{**log["events"][0], "time": 1}]}, SCHEMA)


def test_every_key_of_the_json_is_met(log):
    objects, events = {o["id"]: o for o in log["objects"]}, {e["id"]: e for e in log["events"]}
    assert len(objects) == len(log["objects"]) and len(events) == len(log["events"])
    for things, kind in ((log["objects"], "objectTypes"), (log["events"], "eventTypes")):
        types = {type["name"]: {a["name"]: a["type"] for a in type["attributes"]} for type in log[kind]}
        assert len(types) == len(log[kind])
        assert {thing["type"] for thing in things} <= set(types)
        for thing in things:
            for attribute in thing["attributes"]:
                READS[types[thing["type"]][attribute["name"]]](attribute["value"])
            pointed = [(r["objectId"], r["qualifier"]) for r in thing["relationships"]]
            assert len(set(pointed)) == len(pointed) and {id for id, _ in pointed} <= set(objects)
    assert {o["type"] for o in log["objects"]} == set(OBJECT_TYPES), "each type of object occurs"


def test_each_event_of_the_history_is_one_event(log, told):
    expected = Counter((f"{row.number}/{row.seq}", row.at, row.kind, row.actor) for row in told)
    found = Counter()
    for event in log["events"]:
        values = {a["name"]: a["value"] for a in event["attributes"]}
        by = [r["objectId"] for r in event["relationships"] if r["qualifier"] == "by"]
        person = by[0].removeprefix("person:") if by else "system"
        found[(event["id"], moment(event["time"]), values["kind"], person)] += 1
    assert found == expected


def test_both_standards_name_the_same_acts(files, log):
    xes = Counter((case, e["seq"], e["concept:name"]) for case, e in xes_events(files["xes"]) if not e["derived"])
    ocel = Counter()
    for event in log["events"]:
        number, _, seq = event["id"].rpartition("/")
        ocel[(number, int(seq), next(a["value"] for a in event["attributes"] if a["name"] == "activity"))] += 1
    assert xes == ocel


def test_the_sqlite_file_keeps_every_constraint(files):
    path = files["ocel-sqlite"]
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(path, "PRAGMA foreign_key_check") == []
    for kind in ("event", "object"):
        types = dict(rows(path, f"SELECT ocel_type, ocel_type_map FROM {kind}_map_type"))
        assert len(set(types.values())) == len(types)
        for type, mapped in types.items():
            own = {id for (id,) in rows(path, f'SELECT ocel_id FROM "{kind}_{mapped}"')}
            with closing(sqlite3.connect(path)) as connection:
                told = connection.execute(f"SELECT ocel_id FROM {kind} WHERE ocel_type = ?", (type,)).fetchall()
            assert own == {id for (id,) in told}, "each in the table of its type and in no other"
            keys = rows(path, f'PRAGMA foreign_key_list("{kind}_{mapped}")')
            assert [(key[2], key[3], key[4]) for key in keys] == [(kind, "ocel_id", "ocel_id")]
    for table, columns in (
        ("event", ["ocel_id"]), ("object", ["ocel_id"]), ("event_map_type", ["ocel_type"]),
        ("object_map_type", ["ocel_type"]), ("event_object", ["ocel_event_id", "ocel_object_id", "ocel_qualifier"]),
        ("object_object", ["ocel_source_id", "ocel_target_id", "ocel_qualifier"]),
    ):  # fmt: skip
        info = rows(path, f"PRAGMA table_info({table})")
        assert [column[1] for column in sorted(info, key=lambda c: c[5]) if column[5]] == columns


def test_keys_are_enforced_not_only_declared(files):
    with closing(sqlite3.connect(files["ocel-sqlite"])) as connection:
        connection.execute("PRAGMA foreign_keys=ON")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("INSERT INTO event VALUES ('x', 'no such type')")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("INSERT INTO event_object SELECT ocel_id, 'no such object', 'by' FROM event LIMIT 1")


def test_json_and_sqlite_say_the_same(files, log):
    path = files["ocel-sqlite"]
    assert Counter(rows(path, "SELECT * FROM event_object")) == Counter(
        (e["id"], r["objectId"], r["qualifier"]) for e in log["events"] for r in e["relationships"]
    )
    assert Counter(rows(path, "SELECT * FROM object_object")) == Counter(
        (o["id"], r["objectId"], r["qualifier"]) for o in log["objects"] for r in o["relationships"]
    )
    stored = {e["ocel_id"]: e for e in sqlite_events(path)}
    for event in log["events"]:
        row = stored[event["id"]]
        assert (row["type"], row["ocel_time"]) == (event["type"], event["time"])
        assert {k: str(v) for k, v in row.items() if v is not None and not k.startswith("ocel_") and k != "type"} == {
            a["name"]: a["value"] for a in event["attributes"]
        }
    values = Counter()
    for type in OBJECT_TYPES:
        names = [column[1] for column in rows(path, f"PRAGMA table_info(object_{type})")]
        for row in rows(path, f"SELECT * FROM object_{type}"):
            known = dict(zip(names, row, strict=True))
            for name, _ in OBJECT_TYPES[type]:
                if known[name] is not None:
                    values[(known["ocel_id"], name, known["ocel_time"], str(known[name]))] += 1
    assert values == Counter(
        (o["id"], a["name"], a["time"], a["value"]) for o in log["objects"] for a in o["attributes"]
    )
