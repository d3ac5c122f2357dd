"""XES (IEEE 1849-2016): one trace for each matter, as a stream.

The order of parts is the schema's: extensions, globals, classifiers, attributes, traces. Keys of ours have no prefix,
since a prefix would promise an extension that tools fetch from the net.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import BinaryIO

from engine.export.model import Counted, LogCase, LogEvent, Text, stamp
from engine.export.xml_text import empty

VERSION = "1849.2016"  # a decimal, as the schema wants it
EXTENSIONS = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
)
ZERO = "1970-01-01T00:00:00.000000Z"
# What every trace and every event has, with the value that stands for none.
TRACE_GLOBALS = (empty("string", key="concept:name", value=""),)
EVENT_GLOBALS = (
    empty("string", key="concept:name", value=""),
    empty("string", key="lifecycle:transition", value="complete"),
    empty("string", key="org:resource", value=""),
    empty("date", key="time:timestamp", value=ZERO),
    empty("int", key="seq", value="0"),
    empty("string", key="kind", value=""),
    empty("boolean", key="derived", value="false"),
)
CLASSIFIERS = (("Activity", "concept:name"), ("ActivityAndTransition", "concept:name lifecycle:transition"))


def write_xes(cases: Iterable[LogCase], out: BinaryIO, attributes: Iterable[tuple[str, Text]] = ()) -> Counted:
    """Write the whole log; `attributes` are the log's own."""
    traces = events = 0
    _put(out, _head(attributes))
    for case in cases:
        _put(out, _trace(case))
        traces, events = traces + 1, events + len(case.events)
    _put(out, ["</log>"])
    return Counted(traces, events)


def _put(out: BinaryIO, lines: Iterable[str]) -> None:
    out.write("".join(f"{line}\n" for line in lines).encode())


def _head(attributes: Iterable[tuple[str, Text]]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<log xes.version="{VERSION}" xes.features="">'
    for name, prefix, uri in EXTENSIONS:
        yield empty("extension", name=name, prefix=prefix, uri=uri)
    for scope, globals in (("trace", TRACE_GLOBALS), ("event", EVENT_GLOBALS)):
        yield f'<global scope="{scope}">'
        yield from globals
        yield "</global>"
    for name, keys in CLASSIFIERS:
        yield empty("classifier", name=name, scope="event", keys=keys)
    yield _value("lifecycle:model", "standard")
    for key, value in attributes:
        yield _value(key, value)


def _trace(case: LogCase) -> Iterator[str]:
    yield "<trace>"
    yield _value("concept:name", case.number)
    for key, value in case.attributes:
        yield _value(key, value)
    for event in case.events:
        yield "<event>"
        yield from _event(event)
        yield "</event>"
    yield "</trace>"


def _event(event: LogEvent) -> Iterator[str]:
    yield _value("concept:name", event.activity)
    yield _value("lifecycle:transition", event.transition)
    yield _value("org:resource", event.person)
    yield _value("time:timestamp", event.at)
    yield _value("seq", event.seq)
    yield _value("kind", event.kind)
    yield empty("boolean", key="derived", value="true" if event.derived else "false")
    optional = (
        ("concept:instance", "" if event.task is None else str(event.task)), ("org:group", event.unit),
        ("org:role", event.post), ("name", event.name), ("on_behalf_of", event.behalf), ("element", event.element),
        ("task_role", event.role), ("label", event.label), ("result", event.result),
    )  # fmt: skip
    for key, value in optional:
        if value:
            yield _value(key, value)


def _value(key: str, value: Text) -> str:
    if isinstance(value, datetime):
        return empty("date", key=key, value=stamp(value))
    return empty("int" if isinstance(value, int) else "string", key=key, value=str(value))
