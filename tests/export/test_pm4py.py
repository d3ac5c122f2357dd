"""pm4py (a tool of these tests only) reads all three files, finds every constraint met, and each way in its diagram."""

from __future__ import annotations

import logging
import warnings
from collections import Counter

import pytest
from sqlalchemy import select

from engine.bpmn.reading import read
from engine.store import tables as t

pytest.importorskip("pm4py", reason="pm4py is not installed: pip install -e .[dev]")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pm4py
    from pm4py.algo.conformance.alignments.petri_net import algorithm as alignments
    from pm4py.objects.log.obj import Event, Trace
    from pm4py.objects.ocel.validation import ocel20_rel_validation

from tests.export.net import Net
from tests.export.reading import xes_events

logging.getLogger("pm4py").setLevel(logging.ERROR)
PROCEDURES = ("hotline", "incoming-document", "outgoing-document", "meeting", "supervision")
# Acts that leave the diagram's flows, by docs/actions.md; matters with one of them are left out, all others are in.
BESIDE = {"task.returned", "task.withdrawn", "instance.jumped", "instance.cancelled"}


@pytest.fixture(autouse=True)
def quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def test_it_reads_the_xes(files, told):
    log = pm4py.read_xes(str(files["xes"]))
    own = log[~log["derived"].astype(bool)]
    assert len(own) == len(told)
    found = Counter(zip(own["case:concept:name"], own["time:timestamp"].dt.to_pydatetime(), own["org:resource"], strict=True))
    assert found == Counter((row.number, row.at, row.actor) for row in told)


@pytest.mark.parametrize(("form", "reader"), [("ocel-json", "read_ocel2_json"), ("ocel-sqlite", "read_ocel2_sqlite")])
def test_it_reads_the_ocel(files, told, form, reader):
    log = getattr(pm4py, reader)(str(files[form]))
    assert len(log.events) == len(told)
    found = Counter(zip(log.events["ocel:eid"], log.events["ocel:timestamp"].dt.to_pydatetime(), strict=True))
    assert found == Counter((f"{row.number}/{row.seq}", row.at) for row in told)
    assert set(log.objects["ocel:type"]) == {"instance", "task", "person", "unit", "document", "attachment", "decision"}


def test_every_key_constraint_is_met(files):
    met, unmet = ocel20_rel_validation.apply(str(files["ocel-sqlite"]))
    assert not unmet and len(met) == 24


def steps_of(files, lived, procedure: str) -> dict[str, list[str]]:
    """Completed main tasks of every matter of a procedure that ended by its own flows, in the order of the log."""
    h, i = t.history.c, t.instance.c
    with lived.database.read() as connection:
        ended = dict(
            connection.execute(select(i.id, i.number).where(i.procedure == procedure, i.state == "completed")).all()
        )
        left = set(connection.execute(select(h.instance_id).where(h.kind.in_(BESIDE))).scalars())
    numbers = {number for id, number in ended.items() if id not in left}
    found: dict[str, list[str]] = {number: [] for number in numbers}
    for case, event in xes_events(files["xes"]):
        mine = case in numbers and event["lifecycle:transition"] == "complete" and event.get("task_role") == "main"
        if mine and event["kind"] in ("task.completed", "signer.answered") and event["concept:instance"]:
            found[case].append(event["element"])
    return found


def net_of(lived, procedure: str) -> Net:
    with lived.database.read() as connection:
        d = t.definition.c
        definition = lived.definition(connection, connection.execute(select(d.id).where(d.procedure == procedure)).scalar_one())
    files = {name: data for name, data in definition.package.files.items() if name.endswith(".bpmn")}
    return Net(read(files).processes[definition.procedure.process])


def fitness(net: Net, traces: dict[str, list[str]], seconds: int = 60) -> dict[str, float]:
    """Of each trace, by alignment; one for which none is found in this time does not fit."""
    limit = {alignments.Variants.VERSION_STATE_EQUATION_A_STAR.value.Parameters.PARAM_MAX_ALIGN_TIME_TRACE: seconds}
    found = {}
    for case, elements in traces.items():
        trace = Trace([Event({"concept:name": element}) for element in elements])
        aligned = alignments.apply_trace(trace, net.net, net.start, net.end, parameters=limit)
        found[case] = aligned.get("fitness", 0.0) if aligned else 0.0
    return found


@pytest.mark.parametrize("procedure", PROCEDURES)
def test_each_way_lies_in_its_diagram(files, lived, procedure):
    traces = {case: steps for case, steps in steps_of(files, lived, procedure).items() if steps}
    variants = {tuple(steps): case for case, steps in traces.items()}
    assert len(traces) >= 2
    found = fitness(net_of(lived, procedure), {case: list(steps) for steps, case in variants.items()})
    assert {case: fit for case, fit in found.items() if fit < 1.0} == {}


@pytest.mark.parametrize("procedure", ["incoming-document", "outgoing-document"])
def test_a_way_that_nobody_could_have_gone_does_not_fit(files, lived, procedure):
    """The control: a way whose last step came first is found."""
    traces = [steps for steps in steps_of(files, lived, procedure).values() if len(steps) > 4][:3]
    wrong = {str(n): [steps[-1], *steps[:-1]] for n, steps in enumerate(traces)}
    found = fitness(net_of(lived, procedure), wrong, seconds=5)
    assert len(found) == 3 and {name: fit for name, fit in found.items() if fit == 1.0} == {}
