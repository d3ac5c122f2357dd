"""Reference traces of bpmn-js-token-simulation: reading them, making their diagrams runnable, driving them.

Their diagrams leave out what a simulator asks a person (conditions, timer values, message names); `complete_file`
writes in what the trace shows was chosen. Traces are compared as partial orders: for every two elements that touch
in the diagram (flow and its ends, host and boundary, scope and content) both runs must give the same sequence.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import orjson

from engine import xml
from engine.bpmn import Program, load
from engine.bpmn.names import BPMN, local

from .run import Run

FOLDER = Path(__file__).resolve().parents[2] / "../shared/data/token-simulation"
_GATEWAYS = ("exclusiveGateway", "inclusiveGateway")


def names() -> list[str]:
    """Every reference trace; those recorded in parts (`-0`, `-1`) are one, named with a star."""
    found = set()
    for trace in FOLDER.glob("*.json"):
        whole = trace.with_suffix(".bpmn").exists()
        found.add(trace.stem if whole else trace.stem.rsplit("-", 1)[0] + "-*")
    return sorted(found)


def read_trace(name: str) -> list[tuple[str, str]]:
    """(what, element) in order; a pool stands for its process, the plane of a collapsed sub-process for what it shows."""
    lines: list[str] = []
    for part in sorted(FOLDER.glob(f"{name}.json")):
        lines += orjson.loads(part.read_bytes())
    pools = {
        pool.get("id"): pool.get("processRef")
        for pool in xml.parse(diagram_file(name).read_bytes()).iter(f"{BPMN}participant")
        if pool.get("processRef")
    }
    pieces = (line.split(":") for line in lines)
    return [(what, pools.get(element) or element.removesuffix("_plane")) for what, element, _ in pieces]


def diagram_file(name: str) -> Path:
    return FOLDER / f"{name.removesuffix('-*')}.bpmn"


def complete_file(name: str, trace: list[tuple[str, str]]) -> bytes:
    """The diagram with what a simulator would ask a person for; tasks it paused at become user tasks."""
    root = xml.parse(diagram_file(name).read_bytes())
    declared = []
    counts = Counter(trace)
    for task in list(root.iter(f"{BPMN}task")):
        id = task.get("id") or ""
        if counts["signal", id] or counts["enter", id] > counts["exit", id]:
            task.tag = f"{BPMN}userTask"
    for process in root.findall(f"{BPMN}process"):
        process.set("isExecutable", "true")
    for gateway in [g for tag in _GATEWAYS for g in root.iter(f"{BPMN}{tag}")]:
        gateway.attrib.pop("default", None)
        flows = [flow for flow in root.iter(f"{BPMN}sequenceFlow") if flow.get("sourceRef") == gateway.get("id")]
        for index, flow in enumerate(flows if len(flows) > 1 else []):
            for old in flow.findall(f"{BPMN}conditionExpression"):
                flow.remove(old)
            condition = flow.makeelement(f"{BPMN}conditionExpression", {}, None)
            condition.text = f'=chosen("{gateway.get("id")}", "{flow.get("id")}", {index})'
            flow.append(condition)
    for definition in root.iter(f"{BPMN}timerEventDefinition"):
        if len(definition) == 0:
            duration = definition.makeelement(f"{BPMN}timeDuration", {}, None)
            duration.text = "PT1H"
            definition.append(duration)
    for definition in root.iter(f"{BPMN}conditionalEventDefinition"):
        condition = definition.find(f"{BPMN}condition")
        if condition is not None and not (condition.text or "").strip():
            condition.text = f"={happened(definition.getparent().get('id'))}"
    for kind in ("message", "signal"):
        for element in [*root.iter(f"{BPMN}{kind}EventDefinition"), *root.iter(f"{BPMN}receiveTask")]:
            if local(element.tag) == "receiveTask" and kind == "signal":
                continue
            if element.get(f"{kind}Ref") is None:
                owner = element if local(element.tag) == "receiveTask" else element.getparent()
                id = f"{kind}_{owner.get('id')}" if kind == "message" else "signal_without_name"
                element.set(f"{kind}Ref", id)
                if id not in [other.get("id") for other in declared]:
                    declared.append(root.makeelement(f"{BPMN}{kind}", {"id": id, "name": id}, None))
    for element in declared:
        root.insert(0, element)
    for kind in ("message", "signal"):
        for element in root.findall(f"{BPMN}{kind}"):
            if not element.get("name"):
                element.set("name", element.get("id") or "")
    return xml.serialize(root)


def happened(event: str | None) -> str:
    """The variable that makes a conditional event happen."""
    return f"happened_{event}"


def choices(trace: list[tuple[str, str]]) -> dict[str, list[set[str]]]:
    """Element -> for each time it was left, the elements that began right after."""
    found: dict[str, list[set[str]]] = {}
    for index, (what, element) in enumerate(trace):
        if what == "exit":
            after = set()
            for next_what, next_element in trace[index + 1 :]:
                if next_what != "createScope":
                    break
                after.add(next_element)
            found.setdefault(element, []).append(after)
    return found


class Replay(Run):
    """Runs a completed diagram along its trace: choices at gateways, and events where the trace signals them."""

    def __init__(self, name: str) -> None:
        self.trace = trace = read_trace(name)
        self._choices = choices(trace)
        self._chosen: dict[str, set[str]] = {}
        program = load({name: complete_file(name, trace)}, services=None, functions=())
        process, first = self._begin(program)
        super().__init__(program, process=process, start_event=first, functions={"chosen": self._choose},
                         serve=lambda call: {})  # fmt: skip
        self._drive()

    def _begin(self, program: Program) -> tuple[str, str | None]:
        signalled = [element for what, element in self.trace if what == "signal"]
        process = next(
            (id for id in [e for w, e in self.trace if w == "createScope"] if id in program.processes),
            next(iter(program.processes)),
        )
        starts = {start.id for start in program.processes[process].start_events}
        return process, next((element for element in signalled if element in starts), None)

    def _choose(self, gateway: Any, flow: Any, index: Any) -> bool:
        if index == 0:
            queue = self._choices.get(gateway)
            self._chosen[gateway] = queue.pop(0) if queue else set()
        return flow in self._chosen[gateway]

    def _drive(self) -> None:
        """Do what the trace signals, in its order, as far as something waits for it."""
        for element in [element for what, element in self.trace if what == "signal"]:
            wanted = Counter(self.trace)["signal", element]
            if wanted > max(self.seen("catch").count(element), self.seen("exit").count(element)):
                self._trigger(element)

    def _trigger(self, element: str) -> None:
        waits = self.execution.waiting()
        if any(task.element == element for task in waits.tasks):
            self.done(element)
        elif any(timer.element == element for timer in waits.timers):
            self.fire(element)
        elif any(condition.element == element for condition in waits.conditions):
            self.change(**{happened(element): True})
        for wait in waits.subscriptions:
            if wait.element == element:
                self._after(self.execution.catch(wait.kind, wait.name, self.env, wait.correlation))
                return

    def labels(self) -> list[str]:
        """What our run gives: elements left and flows taken; the simulator leaves a compensated scope a second time."""
        hidden = self._hidden()
        left = ("exit", "take", "end", "compensated")
        return [h.element for h in self.happenings if h.kind in left and h.element not in hidden]

    def _hidden(self) -> set[str]:
        """What the simulator records otherwise: cancelled scopes (now left, now not), event gateways, terminating ends
        (which it destroys with their scope)."""
        info = self.program.processes[self.execution.process]
        gateways = {id for id, element in info.elements.items() if element.type == "eventBasedGateway"}
        flows = {id for id, flow in info.flows.items() if flow.source in gateways}
        terminating = {h.element for h in self.happenings if h.kind == "throw" and h.detail["event"] == "terminate"}
        return gateways | flows | terminating | set(self.seen("cancel"))

    def reference(self) -> list[str]:
        """What the trace gives, in the same terms."""
        info = self.program.processes[self.execution.process]
        known = (set(info.elements) | {info.id}) - self._hidden()
        return [
            element
            for what, element in self.trace
            if (what == "exit" and element in known)
            or (what == "enter" and element in info.flows and element not in self._hidden())
        ]

    def touching(self) -> list[tuple[str, str]]:
        """Pairs of elements whose order matters."""
        info = self.program.processes[self.execution.process]
        found = [(flow.source, flow.id) for flow in info.flows.values()]
        found += [(flow.id, flow.target) for flow in info.flows.values()]
        for element in info.elements.values():
            found.append((element.scope, element.id))
            if element.attached_to:
                found.append((element.attached_to, element.id))
        return found


def project(labels: list[str], pair: tuple[str, str]) -> list[str]:
    return [label for label in labels if label in pair]


__all__ = ["FOLDER", "Replay", "names", "project"]
