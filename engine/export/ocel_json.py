"""OCEL 2.0 as JSON, as a stream: objects as they come, events put aside in a temporary file and copied behind them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterable
from typing import Any, BinaryIO

import orjson

from engine.export.model import (
    EVENT_ATTRIBUTES,
    OBJECT_TYPES,
    Counted,
    LogCase,
    LogEvent,
    LogObject,
    as_text,
    event_id,
    event_values,
    stamp,
)
from engine.export.ocel import Known, told


def write_ocel_json(cases: Iterable[LogCase], out: BinaryIO, numbers: Collection[str]) -> Counted:
    """`numbers`: those of all cases that will come. Every value of an attribute is a text, as the schema wants it."""
    known, types = Known(numbers), dict[str, None]()
    count = objects = events = 0
    with tempfile.TemporaryFile() as aside:
        out.write(b'{"objects":[')
        for case in cases:
            count += 1
            for each in known.new(case.objects):
                out.write((b",\n" if objects else b"\n") + orjson.dumps(_object(each, known)))
                objects += 1
            for event in told(case):
                types[event.type] = None
                aside.write((b",\n" if events else b"\n") + orjson.dumps(_event(case, event, known)))
                events += 1
        out.write(b'\n],"events":[')
        aside.seek(0)
        shutil.copyfileobj(aside, out)
    out.write(b'\n],"objectTypes":' + orjson.dumps([_type(name, known) for name, known in OBJECT_TYPES.items()]))
    out.write(b',"eventTypes":' + orjson.dumps([_type(name, EVENT_ATTRIBUTES) for name in types]) + b"}\n")
    return Counted(count, events, objects)


def _type(name: str, attributes: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": key, "type": type} for key, type in attributes]}


def _object(each: LogObject, known: Known) -> dict[str, Any]:
    return {
        "id": each.id, "type": each.type,
        "attributes": [{"name": n, "time": stamp(since), "value": as_text(v)} for n, v, since in each.values],
        "relationships": [
            {"objectId": r.object_id, "qualifier": r.qualifier} for r in known.pointed(each.relations)
        ],
    }  # fmt: skip


def _event(case: LogCase, event: LogEvent, known: Known) -> dict[str, Any]:
    return {
        "id": event_id(case, event), "type": event.type, "time": stamp(event.at),
        "attributes": [{"name": name, "value": value} for name, value in event_values(event)],
        "relationships": [
            {"objectId": r.object_id, "qualifier": r.qualifier} for r in known.pointed(event.relations)
        ],
    }  # fmt: skip
