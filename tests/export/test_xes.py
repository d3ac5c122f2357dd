"""XES: valid by the standard's schema, and saying exactly what the history says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import select

from engine.history import opened
from engine.queries.event_lines import LOOKS
from engine.store import tables as t
from engine.words import ACTIONS
from tests.export.reading import xes_events
from tests.parts import missing

SCHEMA = Path(__file__).resolve().parents[2] / "../shared/data/xes-ieee-1849-2016.xsd"
FINISHING = {"task.completed", "signer.answered", "request.granted", "request.refused"}


def schema() -> etree.XMLSchema:
    if not SCHEMA.exists():
        missing("the schema of XES (../shared/data/xes-ieee-1849-2016.xsd)")
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


def test_it_is_valid_by_the_schema(files):
    document = etree.parse(str(files["xes"]))
    valid = schema()
    assert valid.validate(document), valid.error_log.last_error
    root = document.getroot()
    assert root.get("xes.version") == "1849.2016"
    order = [child.tag for child in root if child.tag in ("extension", "global", "classifier", "trace")]
    assert order == sorted(order, key=("extension", "global", "classifier", "trace").index)


@pytest.mark.parametrize("broken", ['xes.version="1849-2016"', 'key=""'])
def test_the_schema_finds_what_is_wrong(files, broken):
    text = files["xes"].read_text("utf-8")
    wrong = text.replace('xes.version="1849.2016"', broken, 1) if "version" in broken else text.replace('key="kind"', broken)
    assert not schema().validate(etree.fromstring(wrong.encode()))


def test_every_trace_and_event_has_what_the_globals_promise(files):
    root = etree.parse(str(files["xes"])).getroot()
    promised = {scope.get("scope"): {(a.tag, a.get("key")) for a in scope} for scope in root.iter("global")}
    for scope in ("trace", "event"):
        for element in root.iter(scope):
            assert promised[scope] <= {(a.tag, a.get("key")) for a in element}
    prefixes = {extension.get("prefix") for extension in root.iter("extension")}
    keys = {a.get("key") for a in root.iter("string", "date", "int", "boolean")}
    assert {key.partition(":")[0] for key in keys if ":" in key} <= prefixes


def test_each_event_of_the_history_is_told_once(files, told, lived):
    """(case, activity, time, person) as a multiset, the activity by the rule of docs/mining.md."""
    with lived.database.read() as connection:
        names = dict(connection.execute(select(t.task.c.id, t.task.c.name)).all())
        definitions = dict(connection.execute(select(t.instance.c.number, t.instance.c.definition_id)).all())
        elements = {id: lived.definition(connection, id).process.elements for id in set(definitions.values())}

    def activity(row) -> str:
        body = opened(row.body, row.sealed)
        if row.kind in FINISHING or row.kind in LOOKS:
            return names[body["task"]]
        node = elements[definitions[row.number]].get(body.get("element", ""))
        if row.actor == "system" and "task" not in body and node is not None and node.name:
            return node.name
        return ACTIONS[row.kind][0]

    expected = Counter((row.number, row.seq, row.kind, activity(row), row.at, row.actor) for row in told)
    found = Counter(
        (case, e["seq"], e["kind"], e["concept:name"], e["time:timestamp"], e["org:resource"])
        for case, e in xes_events(files["xes"])
        if not e["derived"]
    )
    assert found == expected and len(found) > 1000


def test_each_task_arrives_begins_and_is_completed(files, lived):
    lives: dict[int, list[dict]] = {}
    for _, event in xes_events(files["xes"]):
        if "concept:instance" in event and event["kind"] not in ("task.urged",):
            lives.setdefault(int(event["concept:instance"]), []).append(event)
    with lived.database.read() as connection:
        tasks = connection.execute(select(t.task)).all()
    assert len(tasks) > 500
    for task in tasks:
        told = lives[task.id]
        assert [e["time:timestamp"] for e in told if e["lifecycle:transition"] == "schedule"] == [task.created_at]
        done = [e for e in told if e["lifecycle:transition"] == "complete" and e["concept:name"] == task.name]
        if task.state in ("completed", "withdrawn"):
            (last,) = done
            assert (last["time:timestamp"], last["org:resource"], last.get("on_behalf_of")) == (
                task.closed_at, task.closed_by, task.on_behalf_of,
            )  # fmt: skip
            begun = [e["time:timestamp"] for e in told if e["lifecycle:transition"] == "start"]
            assert begun and task.created_at <= begun[-1] <= task.closed_at
        else:
            assert done == []
    unit = {e.get("org:group") for _, e in xes_events(files["xes"]) if e["kind"] == "task.completed"}
    assert len(unit - {None}) > 5
