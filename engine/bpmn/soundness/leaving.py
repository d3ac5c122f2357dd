"""Which flows a token takes when it leaves an element."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from engine.bpmn.model import Flow, Node
from engine.bpmn.soundness.complexity import in_phase
from engine.bpmn.soundness.draft import Draft
from engine.bpmn.soundness.knowledge import Knowledge


class Splits:
    """Every choice of flows that what is known allows; `cut` when an inclusive split has too many to try all."""

    def __init__(self, knowledge: Knowledge, most: int) -> None:
        self.knowledge = knowledge
        self.most = most
        self.cut = False

    def take(self, draft: Draft, node: Node, passed: tuple[str, ...]) -> list[Draft]:
        flows = node.outgoing
        if node.type == "exclusiveGateway" and any(flow.condition for flow in flows):
            choices = self._exclusive(draft, node)
        elif node.type == "complexGateway" and any(flow.condition for flow in flows):
            choices = self._complex(draft, node, True)
        elif any(flow.condition for flow in flows):
            choices = self._inclusive(draft, node)
        else:
            choices = [(draft.known, flows)]
        return self._taken(draft, choices, passed)

    def late(self, draft: Draft, node: Node, passed: tuple[str, ...]) -> list[Draft]:
        """What a complex gateway lets out for those that came late; nothing along a flow without a condition."""
        conditional = any(flow.condition for flow in node.outgoing)
        choices = self._complex(draft, node, False) if conditional else [(draft.known, [])]
        return self._taken(draft, choices, passed)

    def _taken(
        self, draft: Draft, choices: list[tuple[tuple[int, ...], list[Flow]]], passed: tuple[str, ...]
    ) -> list[Draft]:
        found = []
        for index, (known, taken) in enumerate(choices, 1):
            after = draft if index == len(choices) else draft.copy()
            after.known = known
            if len(choices) > 1:
                after.choices += len(taken)
            for flow in taken:
                after.path.append(flow.id)
            for flow in taken:
                after.spawn(flow.target, flow.id, passed)
            found.append(after)
        return found

    def _complex(self, draft: Draft, node: Node, starting: bool) -> list[tuple[tuple[int, ...], list[Flow]]]:
        """As an inclusive split, but what `waitingForStart` decides is decided, and late nothing need be taken."""
        decided = {flow.id: in_phase(flow.condition, starting) for flow in node.outgoing}
        free = [flow for flow in node.outgoing if flow.condition is not None and decided[flow.id] is None]
        self.cut = self.cut or len(free) > self.most
        found = []
        for size in range(min(len(free), self.most) + 1):
            for chosen in combinations(free, size):
                others = [flow for flow in free if flow not in chosen]
                known = self.knowledge.choose(draft.known, node, chosen, others)
                taken = [flow for flow in node.outgoing if flow in chosen or decided[flow.id]]
                taken = taken or [flow for flow in node.outgoing if flow.id == node.default]
                if known is not None and (taken or not starting):
                    found.append((known, taken))
        return found

    def _exclusive(self, draft: Draft, node: Node) -> list[tuple[tuple[int, ...], list[Flow]]]:
        """The first flow whose condition holds, else the default."""
        found = []
        before: list[Flow] = []
        for flow in node.outgoing:
            if flow.condition is None:
                continue
            known = self.knowledge.choose(draft.known, node, [flow], before)
            if known is not None:
                found.append((known, [flow]))
            before.append(flow)
        return found + self._default(draft, node, before)

    def _inclusive(self, draft: Draft, node: Node) -> list[tuple[tuple[int, ...], list[Flow]]]:
        """Every set of flows whose conditions may hold together, else the default; an activity's unconditional flows
        are taken in any case."""
        always = [flow for flow in node.outgoing if flow.condition is None and flow.id != node.default]
        conditional = [flow for flow in node.outgoing if flow.condition is not None]
        sizes = range(1, len(conditional) + 1)
        if len(conditional) > self.most:
            self.cut = True
            sizes = range(1, 3)
        found = []
        for size in sizes:
            for chosen in combinations(conditional, size):
                others = [flow for flow in conditional if flow not in chosen]
                known = self.knowledge.choose(draft.known, node, chosen, others)
                if known is not None:
                    found.append((known, [flow for flow in node.outgoing if flow in chosen or flow in always]))
        return found + self._default(draft, node, conditional, always)

    def _default(
        self, draft: Draft, node: Node, false: list[Flow], always: Sequence[Flow] = ()
    ) -> list[tuple[tuple[int, ...], list[Flow]]]:
        flows = [flow for flow in node.outgoing if flow.id == node.default or flow in always]
        known = self.knowledge.choose(draft.known, node, [], false) if flows else None
        return [(known, flows)] if known is not None else []
