"""Cost of one completed user task in engine/bpmn, CPU milliseconds, the bytes to persist included.

The procedure is shaped like 发文: 12 user tasks, a countersign of 5, two returns, a boundary timer, fork and join.
`plain` is SpiffWorkflow alone on an equivalent diagram with its own serializer, in the same process.
"""


from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bpmn.build import after, boundary, diagram, end, flows, many, par, start, user, when, xor

from engine.bpmn import Environment, Execution, Program, load

ENV = Environment(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
UNITS = ["林草局", "农业农村局", "水利局", "交通局", "教育局"]
FORM = {f"field_{i}": f"字段内容{i}" for i in range(8)}
DATA: dict[str, Any] = {"units": UNITS, "opinions": None, "urgency": "平件", "back": False, **FORM}


def who(role: str) -> str:
    return f'<zeebe:assignmentDefinition candidateGroups="=[&quot;{role}@&quot; + urgency]"/>'


DISPATCH = diagram(
    start(), user("draft", extensions=who("drafter")), user("unit", extensions=who("unit-head")), xor("g1", default="check"),
    user("check", extensions=who("checker")), par("f"),
    user("cosign", many("=units", "unit", "opinions", "=opinion"), extensions=who("liaison")), user("legal"), par("j"),
    user("office"), user("sign", extensions=who("leader-head")), xor("g2", default="number"), user("number"), user("print"),
    user("seal"), user("dispatch"), user("archive"), end(), end("e2"),
    boundary("late", "check", after("P1D"), interrupting=False),
    flows("s draft unit g1 check f cosign j office sign g2 number print seal dispatch archive e", "f legal j", "late e2"),
    when("g1", "draft", "=back"), when("g2", "draft", "=back"),
)  # fmt: skip

RETURNS = diagram(
    start(), user("draft"), user("review"), xor("g", default="e"), end(), flows("s draft review g e"), when("g", "draft", "=back"),
)  # fmt: skip
SIGNED = diagram(
    start(), user("draft"), par("f"), user("cosign", many("=units", "unit", "opinions", "=opinion")), user("legal"), par("j"),
    xor("g", default="e"), end(), flows("s draft f cosign j g e", "f legal j"), when("g", "draft", "=back"),
)  # fmt: skip
MANY = diagram(
    start(), user("cosign", many("=units", "unit", "opinions", "=opinion"), extensions=who("liaison")), end(), flows("s cosign e"),
)  # fmt: skip


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    began = time.process_time()
    result = action()
    return (time.process_time() - began) * 1000, result


def whole_run(program: Program, cold: bool) -> tuple[list[float], int]:
    """CPU ms of each completion (cold: restore, complete, snapshot; warm: complete, snapshot), mean bytes."""
    execution, _ = Execution.start(program, "p", DATA, ENV)
    state = execution.snapshot()
    costs, sizes = [], []
    while tasks := execution.waiting().tasks:
        key = tasks[0].key

        def step(execution: Execution = execution, state: bytes = state, key: str = key) -> tuple[Execution, bytes]:
            current = Execution.restore(program, state) if cold else execution
            current.complete(key, {"opinion": "同意。", "back": False}, ENV)
            return current, current.snapshot()

        cost, (execution, state) = timed(step)
        costs.append(cost)
        sizes.append(len(state))
    return costs, round(statistics.mean(sizes))


def per_task(cold: bool, runs: int = 15) -> tuple[float, int]:
    program = load({"p": DISPATCH})
    means = []
    for _ in range(runs):
        costs, size = whole_run(program, cold)
        means.append(statistics.mean(costs))
    return statistics.median(means), size


def one_turn(execution: Execution) -> float:
    """CPU ms of one turn of a return loop, a snapshot after each task."""
    cost = 0.0
    while True:
        key = execution.waiting().tasks[0].key

        def step(key: str = key) -> None:
            execution.complete(key, {"opinion": "同意。", "back": True}, ENV)
            execution.snapshot()

        cost += timed(step)[0]
        if [task.element for task in execution.waiting().tasks] == ["draft"]:
            return cost


def turns(source: bytes, count: int = 300, samples: int = 60) -> float:
    """Cost of a turn after `count` turns over that of an early one, measured by turns side by side."""
    program = load({"p": source})
    old, _ = Execution.start(program, "p", DATA, ENV)
    for _ in range(count):
        one_turn(old)
    early, late = [], []
    gc.disable()
    for index in range(samples):
        if index % 10 == 0:
            young, _ = Execution.start(program, "p", DATA, ENV)
            one_turn(young)
        early.append(one_turn(young))
        late.append(one_turn(old))
    gc.enable()
    return statistics.median(late) / statistics.median(early)


def countersigners(count: int, cold: bool = False) -> float:
    """Median CPU ms of one of `count` countersigners in the middle, snapshot included (cold: restored for each)."""
    program = load({"p": MANY})
    execution, _ = Execution.start(program, "p", {**DATA, "units": [f"单位{i}" for i in range(count)]}, ENV)
    state = execution.snapshot()
    costs = []
    for i in range(count // 4, min(count // 4 + 40, count - 1)):

        def step(i: int = i, state: bytes = state) -> bytes:
            current = Execution.restore(program, state) if cold else execution
            current.complete(f"cosign#1/[{i}]", {"opinion": "同意。"}, ENV)
            return current.snapshot()

        cost, state = timed(step)
        costs.append(cost)
    return statistics.median(costs)


def plain_source() -> bytes:
    """The same shape for SpiffWorkflow alone: its own multi-instance, Python conditions, no assignment."""
    text = DISPATCH.decode()
    root = etree.fromstring(text.encode())
    bpmn = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
    for extensions in list(root.iter(f"{bpmn}extensionElements")):
        extensions.getparent().remove(extensions)
    for loop in root.iter(f"{bpmn}multiInstanceLoopCharacteristics"):
        for name, value in (("loopDataInputRef", "units"), ("loopDataOutputRef", "opinions")):
            etree.SubElement(loop, f"{bpmn}{name}").text = value
        etree.SubElement(loop, f"{bpmn}inputDataItem", id="item")
        etree.SubElement(loop, f"{bpmn}outputDataItem", id="opinion")
    for condition in root.iter(f"{bpmn}conditionExpression"):
        condition.text = (condition.text or "").lstrip("=")
    for duration in root.iter(f"{bpmn}timeDuration"):
        duration.text = f'"{duration.text}"'
    return etree.tostring(root)


def plain_spiff(runs: int = 7) -> float:
    """Mean CPU ms per completion of deserialize, complete, run, serialize, median of runs."""
    parser = BpmnParser()
    parser.add_bpmn_str(plain_source())
    spec = parser.get_spec("p")
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
    means = []
    for _ in range(runs):
        workflow = BpmnWorkflow(spec)
        workflow.do_engine_steps()
        for task in workflow.get_tasks(state=TaskState.READY):
            task.data.update({key: value for key, value in DATA.items() if key != "opinions"})
        state = serializer.serialize_json(workflow)
        costs = []
        while True:

            def step(state: str = state) -> str | None:
                workflow = serializer.deserialize_json(state)
                ready = workflow.get_tasks(state=TaskState.READY, manual=True)
                if not ready:
                    return None
                signing = ready[0].task_spec.name.endswith("[child]")
                ready[0].data.update({"opinion": "同意。"} if signing else {"back": False})
                ready[0].run()
                workflow.do_engine_steps()
                return serializer.serialize_json(workflow)  # type: ignore[no-any-return]

            cost, following = timed(step)
            if following is None:
                break
            costs.append(cost)
            state = following
        means.append(statistics.mean(costs))
    return statistics.median(means)


def measure() -> dict[str, Any]:
    """Figures, and whether each budget of the design is met."""
    (warm, size), (cold, _) = per_task(cold=False), per_task(cold=True)
    plain = plain_spiff()
    ten, thousand = countersigners(10), countersigners(1000)
    loop, signed = turns(RETURNS), turns(SIGNED)
    return {
        "warm_ms_per_task": round(warm, 3),
        "cold_ms_per_task": round(cold, 3),
        "plain_spiff_ms_per_task": round(plain, 3),
        "times_faster_than_plain_warm": round(plain / warm, 1),
        "times_faster_than_plain_cold": round(plain / cold, 1),
        "mean_snapshot_bytes": size,
        "turn_300_ratio": round(loop, 2),
        "turn_300_ratio_with_countersign": round(signed, 2),
        "countersigner_of_10_ms": round(ten, 3),
        "countersigner_of_1000_ms": round(thousand, 3),
        "countersigner_ratio": round(thousand / ten, 2),
        "countersigner_of_10_cold_ms": round(countersigners(10, cold=True), 3),
        "countersigner_of_1000_cold_ms": round(countersigners(1000, cold=True), 3),
        "met": {
            "warm <= 0.4": warm <= 0.4,
            "cold <= 0.8": cold <= 0.8,
            "turn 300 <= 1.3x": loop <= 1.3 and signed <= 1.3,
            "1000 countersigners <= 2x": thousand / ten <= 2,
        },
    }


if __name__ == "__main__":
    import json

    print(json.dumps(measure(), indent=2))
