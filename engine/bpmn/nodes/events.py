"""Events: catching in the flow, at the boundary of an activity and after an event gateway; throwing; ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.model import is_link
from engine.bpmn.nodes.compensation import stop
from engine.bpmn.nodes.listening import heard, listen, wait_for
from engine.bpmn.nodes.multiple import gathered
from engine.bpmn.nodes.propagation import throw
from engine.bpmn.nodes.step import Step
from engine.bpmn.nodes.work import serve
from engine.bpmn.tokens import WAITER
from engine.bpmn.variables import chain, map_inputs, map_outputs, propagate

if TYPE_CHECKING:
    from engine.bpmn.tokens import Token


def deliver(token: Token, payload: dict[str, Any] | None) -> None:
    """Put what an event brought into variables, by its output mappings or to the scope that has them."""
    outputs = token.task_spec.node.outputs
    if outputs or payload:
        token.workflow.top_workflow.watching.changed = True
    if outputs:
        propagate(chain(token), map_outputs(token, outputs, payload))
    elif payload:
        propagate(chain(token), payload)


class CatchEvent(Step):
    """An intermediate catch event: waits in the flow, or came here because an event gateway's waiter fired."""

    def perform(self, token: Token) -> bool | None:
        trigger = self.node.trigger
        if token.fired or trigger is None or trigger.kind == "link":
            self.caught(token)
            return True
        if trigger.parts:
            listen(token, self)
        else:
            wait_for(token, trigger)
        return None

    def caught(self, token: Token) -> None:
        trigger = self.node.trigger
        self.note(token, "catch", {"event": trigger.kind if trigger else "none"})
        deliver(token, token.payload)

    def _on_trigger(self, token: Token, payload: dict[str, Any]) -> None:
        brought = gathered(token, payload)
        if brought is None:
            return
        token.payload = brought
        host = token.host
        if host is not None and host.task_spec is not self:
            choose_event(token)
            return
        token.workflow.top_workflow.journal.closes(token, "completed")
        if host is not None:  # this event's own, which listens for several triggers
            disarm(host)
            token, host.payload = host, brought
        self.caught(token)
        token.complete()

    def cancel_inside(self, token: Token) -> None:
        disarm(token)


def disarm(token: Token) -> None:
    """Nothing listens on this token's behalf any more."""
    for child in token.children:
        if child.role == WAITER:
            child.cancel()


def choose_event(waiter: Token) -> None:
    """One event of a gateway happened: the gateway takes the flow to it, the others stop listening."""
    gateway = waiter.host
    assert gateway is not None
    node = waiter.task_spec.node
    waiter.workflow.top_workflow.journal.closes(waiter, "completed")
    gateway.taken = [flow for flow in gateway.task_spec.node.outgoing if flow.target == node.id]
    gateway.internal_data["winner"] = [waiter.number, waiter.payload]
    gateway.complete()


class EventBasedGateway(Step):
    """Listens for all events that follow; exactly one of them wins."""

    def perform(self, token: Token) -> None:
        for flow in self.node.outgoing:
            listen(token, token.workflow.step(flow.target))

    def cancel_inside(self, token: Token) -> None:
        disarm(token)

    def _on_complete_hook(self, token: Token) -> None:
        self.cancel_inside(token)
        self.leave(token)
        number, payload = token.internal_data.pop("winner")
        for child in token.children:
            if child.open:
                child.number, child.payload, child.fired = number, payload, True


class BoundaryEvent(Step):
    """Waiters sit at the activity; when one fires, a token of its own goes on from the event."""

    def perform(self, token: Token) -> bool:
        trigger = self.node.trigger
        self.note(token, "catch", {"event": trigger.kind if trigger else "none"})
        deliver(token, token.payload)
        return True

    def _on_trigger(self, waiter: Token, payload: dict[str, Any]) -> None:
        host, brought = waiter.host, gathered(waiter, payload)
        assert host is not None
        if brought is not None:
            fire_boundary(host, self, brought, waiter)


def fire_boundary(host: Token, event: Step, payload: dict[str, Any], waiter: Token | None = None) -> Token:
    """A token leaves from a boundary event of `host`; an interrupting one cancels the activity first."""
    tree = host.workflow
    fired = tree.spawn(event)
    fired.fired, fired.payload = True, payload
    if waiter is not None:
        fired.number = waiter.number
        heard(waiter)
    fired.name_key()
    if event.node.interrupting:
        host.cancel()
    fired._ready()
    return fired


def tell(token: Token) -> None:
    """Input mappings of a throwing event, the built-in it may call, and what that leaves."""
    node = token.task_spec.node
    map_inputs(token, node.inputs)
    deliver(token, serve(token, node.job) if node.job is not None else None)


class ThrowEvent(Step):
    """An intermediate throw event: tells, then goes on."""

    def perform(self, token: Token) -> bool | None:
        tell(token)
        return throw(token)

    def cancel_inside(self, token: Token) -> None:
        stop(token)


class LinkThrow(Step):
    """Goes on at the catch event of the same name in the same scope."""

    def perform(self, token: Token) -> bool:
        trigger = self.node.trigger
        self.note(token, "throw", {"event": "link", "name": trigger.code if trigger else None})
        return True

    def take(self, token: Token, flows: list[Any]) -> None:
        code = self.node.trigger.code if self.node.trigger else None
        tree = token.workflow
        for node in tree.scope.nodes.values():
            if is_link(node, "intermediateCatchEvent", code):
                tree.spawn(tree.step(node.id), token)


class EndEvent(Step):
    """The end of one path; may throw, may terminate its scope."""

    def cancel_inside(self, token: Token) -> None:
        stop(token)

    def perform(self, token: Token) -> bool | None:
        tell(token)
        tree = token.workflow
        if tree.owner is None:
            reached = tree.top_workflow.end_events
            if self.node.id in reached:
                reached.remove(self.node.id)
            reached.append(self.node.id)
        if all(trigger.kind != "terminate" for trigger in self.node.triggers):
            return throw(token)
        if not throw(token):
            return False
        self.note(token, "throw", {"event": "terminate"})
        tree.cancel_tokens(spare=token)
        return True
