"""Another version of a random procedure: elements renamed or swapped, steps inserted, events added, texts changed."""

from __future__ import annotations

import random

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
NODES = {
    "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "task", "userTask",
    "scriptTask", "receiveTask", "subProcess", "transaction", "adHocSubProcess", "callActivity", "exclusiveGateway", "parallelGateway",
    "inclusiveGateway", "eventBasedGateway",
}  # fmt: skip
REFERENCES = ("id", "sourceRef", "targetRef", "attachedToRef", "activityRef")
REFERRING = NODES | {"sequenceFlow", "association", "compensateEventDefinition"}
ACTIVITIES = ("userTask", "subProcess", "callActivity", "scriptTask", "receiveTask")


class Edited:
    """`source` is the next version; `chosen` says which element stands for each renamed one."""

    def __init__(self, source: bytes, seed: int) -> None:
        self.rng = random.Random(seed)
        self.seed = seed
        self.root = etree.fromstring(source)
        self.names: dict[str, str] = {}  # of now -> of then
        for _ in range(self.rng.randint(1, 4)):
            self.rng.choice([
                self.rename, self.rename, self.insert, self.insert, self.swap, self.listen, self.reword, self.remove,
                self.deafen,
            ])()  # fmt: skip
        self.source = etree.tostring(self.root)
        self.chosen = {then: now for now, then in self.names.items() if then != now}

    def nodes(self, *kinds: str) -> list[etree._Element]:
        return [e for e in self.root.iter() if isinstance(e.tag, str) and e.tag.removeprefix(BPMN) in (kinds or NODES)]

    def fresh(self, prefix: str) -> str:
        return f"{prefix}{self.seed}_{self.rng.randrange(10**6)}"

    def _call(self, names: dict[str, str]) -> None:
        for element in self.root.iter():
            kind = element.tag.removeprefix(BPMN) if isinstance(element.tag, str) else ""
            for name in REFERENCES if kind in REFERRING else ():
                if element.get(name) in names and (name != "id" or kind in NODES):
                    element.set(name, names[element.get(name)])
        then = {old: self.names.pop(old, old) for old in names}
        self.names |= {new: then[old] for old, new in names.items()}

    def rename(self) -> None:
        element = self.rng.choice(self.nodes())
        self._call({element.get("id"): self.fresh("z")})

    def swap(self) -> None:
        """Two plain user tasks of one scope exchange their ids: both go on under the other's."""
        users = [e for e in self.nodes("userTask") if not any("oopCharacteristics" in str(c.tag) for c in e)]
        pairs = [(a, b) for a in users for b in users if a is not b and a.getparent() is b.getparent()]
        if pairs:
            a, b = (one.get("id") for one in self.rng.choice(pairs))
            self._call({a: b, b: a})

    def insert(self) -> None:
        """A user task in the middle of a flow."""
        after_event = {e.get("id") for e in self.nodes("eventBasedGateway")}
        flows = [f for f in self.root.iter(f"{BPMN}sequenceFlow") if f.get("sourceRef") not in after_event]
        flow, id = self.rng.choice(flows), self.fresh("i")
        target = flow.get("targetRef")
        flow.set("targetRef", id)
        flow.addnext(etree.fromstring(f'<sequenceFlow xmlns="{BPMN[1:-1]}" id="{id}_f" sourceRef="{id}" targetRef="{target}"/>'))
        flow.addnext(etree.fromstring(f'<userTask xmlns="{BPMN[1:-1]}" id="{id}"/>'))

    def remove(self) -> None:
        """A step goes: what led to it leads to what followed it. Whoever stands there cannot go on."""
        flows = list(self.root.iter(f"{BPMN}sequenceFlow"))
        for element in self.rng.sample(users := self.nodes("userTask", "receiveTask"), len(users)):
            id = element.get("id")
            out = [flow for flow in flows if flow.get("sourceRef") == id]
            into = [flow for flow in flows if flow.get("targetRef") == id]
            attached = any(one.get("attachedToRef") == id for one in self.nodes("boundaryEvent"))
            sources = {flow.get("sourceRef") for flow in into}
            if len(out) == 1 and not attached and not sources & {e.get("id") for e in self.nodes("eventBasedGateway")}:
                for flow in into:
                    flow.set("targetRef", out[0].get("targetRef"))
                out[0].getparent().remove(out[0])
                element.getparent().remove(element)
                self.names.pop(id, None)
                return

    def deafen(self) -> None:
        """An event at a boundary goes, and the flow from it."""
        events = self.nodes("boundaryEvent")
        if events:
            event = self.rng.choice(events)
            for flow in [f for f in self.root.iter(f"{BPMN}sequenceFlow") if f.get("sourceRef") == event.get("id")]:
                flow.getparent().remove(flow)
            event.getparent().remove(event)
            self.names.pop(event.get("id"), None)

    def listen(self) -> None:
        """One more event at the boundary of an activity, which does not interrupt it."""
        hosts = self.nodes(*ACTIVITIES)
        hosts = [e for e in hosts if e.get("triggeredByEvent") != "true"]
        host, id = self.rng.choice(hosts), self.fresh("b")
        host.addnext(etree.fromstring(
            f'<x xmlns="{BPMN[1:-1]}"><boundaryEvent id="{id}" attachedToRef="{host.get("id")}" cancelActivity="false">'
            "<timerEventDefinition><timeDuration>PT9H</timeDuration></timerEventDefinition></boundaryEvent>"
            f'<endEvent id="{id}_e"/><sequenceFlow id="{id}_f" sourceRef="{id}" targetRef="{id}_e"/></x>'
        ))  # fmt: skip
        wrapper = host.getnext()
        for child in reversed(list(wrapper)):
            wrapper.addnext(child)
        wrapper.getparent().remove(wrapper)

    def reword(self) -> None:
        """A message that is called otherwise now, or a timer that takes longer."""
        names = [e for e in self.root.iter(f"{BPMN}message") if e.get("name")]
        timers = list(self.root.iter(f"{BPMN}timeDuration"))
        found = self.rng.choice([*names, *timers]) if names or timers else None
        if found is not None and found.tag == f"{BPMN}message":
            found.set("name", self.fresh("m"))
        elif found is not None:
            found.text = f"PT{self.rng.randrange(1, 99)}H"
