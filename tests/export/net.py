"""A procedure's diagram as a Petri net of pm4py: user tasks are its transitions, everything else happens unseen.

pm4py's own reading of BPMN knows neither boundary events nor sub-processes nor rounds, so the net is built from the
model. Where a net without counting cannot say it, it allows more, never less: rounds may outlast the step after
them, and a frame with several tokens may be left before they have ended.
"""

from __future__ import annotations

from itertools import count

from pm4py.objects.petri_net.obj import Marking, PetriNet
from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to
from pm4py.objects.petri_net.utils.reduction import apply_simple_reduction

from engine.bpmn.model import Node, Scope

XOR = {"exclusiveGateway", "eventBasedGateway"}
WAITS = {"userTask", "receiveTask", "intermediateCatchEvent"}
Place = PetriNet.Place


class Net:
    """A matter fits when its tasks can be fired in their order until no token is left."""

    def __init__(self, process: Scope) -> None:
        self.net, self.parts = PetriNet(process.id), count()
        self.flows: dict[str, Place] = {}
        self.rests: list[Place] = []  # where a token waits for somebody or something
        source = self.place()
        self.scope(process, source, None, self.place())
        self.start, self.end = Marking({source: 1}), Marking()
        apply_simple_reduction(self.net)  # steps that nobody sees, one after the other, become one

    def place(self, *, rests: bool = False) -> Place:
        place = Place(f"p{next(self.parts)}")
        self.net.places.add(place)
        if rests:
            self.rests.append(place)
        return place

    def step(self, sources: list[Place], targets: list[Place], label: str | None = None) -> None:
        transition = PetriNet.Transition(f"t{next(self.parts)}", label)
        self.net.transitions.add(transition)
        for place in sources:
            add_arc_from_to(place, transition, self.net)
        for place in targets:
            add_arc_from_to(transition, place, self.net)

    def scope(self, scope: Scope, entry: Place, done: Place | None, over: Place) -> None:
        """A process or body. With `done` (one token moves in it) an end leads there, else its tokens vanish.

        A token in `over` says that it was ended from outside or by a terminating end: what is left in it vanishes.
        """
        before = len(self.rests)
        self.flows |= {flow: self.place() for flow in scope.flows}
        handlers = [handler for handler in scope.handlers if any(n.type == "userTask" for n in handler.body.all_nodes())]
        alive = self.place(rests=True) if handlers else None
        for node in scope.nodes.values():
            if node.type == "startEvent":
                self.step([entry], [self.flows[f.id] for f in node.outgoing] + ([alive] if alive else []))
        if alive:
            self.step([alive], [])
            for handler in handlers:
                begin = self.place()
                self.step([alive], [begin, alive])
                self.scope(handler.body, begin, None, self.place())
        for node in scope.nodes.values():
            self.node(node, done, over)
        if ends_early(scope):
            for place in self.rests[before:]:
                self.step([place, over], [over])
            self.step([over], [])

    def node(self, node: Node, done: Place | None, over: Place) -> None:
        if node.type in ("startEvent", "boundaryEvent") or node.is_event_subprocess:
            return
        into, out = [self.flows[f.id] for f in node.incoming], [self.flows[f.id] for f in node.outgoing]
        if node.type == "endEvent":
            ends = node.trigger is not None and node.trigger.kind == "terminate"
            for place in into:
                self.step([place], ([done] if done else []) + ([over] if ends else []))
        elif node.type == "parallelGateway":
            if len(into) > 1:
                self.rests += into
            self.step(into, out)
        elif node.type in XOR:
            for place in into:
                for target in out:
                    self.step([place], [target])
        elif into:
            self.activity(node, into, out)

    def activity(self, node: Node, into: list[Place], out: list[Place]) -> None:
        active = self.place(rests=node.body is not None or node.type in WAITS)
        for place in into:
            self.step([place], [active])
        if node.body is not None:
            self.body(node, active, out)
            return
        self.interrupted(node, active, [])
        if node.type != "userTask":
            self.step([active], out)
        elif node.loop is not None:
            self.step([active], [active], node.id)
            self.step([active], out)
        else:
            self.step([active], out, node.id)

    def interrupted(self, node: Node, active: Place, over: list[Place]) -> None:
        """What runs beside and asks nobody (a reminder) changes nothing that is seen, and is left out."""
        for event in node.boundary:
            leads = [self.flows[f.id] for f in event.outgoing]
            if event.interrupting:
                self.step([active], [*leads, *over])  # `over` is of the body it ends
            elif asks(event):
                self.step([active], [*leads, active])

    def body(self, node: Node, active: Place, out: list[Place]) -> None:
        """One token's body leads on by its end; any other runs beside a frame that may close."""
        entry, over = self.place(), self.place()
        if node.loop is None and not node.boundary and single(node.body):
            finished = self.place()
            self.step([active], [entry])
            self.scope(node.body, entry, finished, over)
            self.step([finished], out)
            return
        frame = active
        if node.loop is None:
            frame = self.place(rests=True)
            self.step([active], [frame, entry])
        else:
            self.step([frame], [frame, entry])
        self.interrupted(node, frame, [over])
        self.scope(node.body, entry, None, over)
        self.step([frame], out)


def asks(node: Node, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a way from this node leads to a person."""
    if node.type == "userTask" or (node.body and any(n.type == "userTask" for n in node.body.all_nodes())):
        return True
    ahead = [node.scope.nodes[f.target] for f in node.outgoing if f.target not in seen]
    return any(asks(each, seen | {n.id for n in ahead}) for each in ahead)


def ends_early(scope: Scope) -> bool:
    """Whether something ends it while tokens are left in it."""
    terminates = any(n.type == "endEvent" and n.trigger and n.trigger.kind == "terminate" for n in scope.nodes.values())
    return terminates or (scope.owner is not None and any(event.interrupting for event in scope.owner.boundary))


def single(scope: Scope) -> bool:
    """Whether only one token ever moves in it."""
    for inner in scope.all_scopes():
        if inner.handlers:
            return False
        for node in inner.nodes.values():
            forks = len(node.outgoing) > 1 and node.type not in XOR
            beside = any(not event.interrupting and asks(event) for event in node.boundary)
            if forks or (node.loop and node.body) or beside:
                return False
    return True
