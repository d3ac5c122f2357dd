"""Multi-instance activities: one round per item, results in the order of the collection."""

from __future__ import annotations

from typing import Any

from engine.bpmn.nodes.loops import Loop
from engine.bpmn.pages import page_of
from engine.bpmn.tokens import INSTANCE, Token
from engine.bpmn.variables import Visible, chain, evaluate_condition, evaluate_json, propagate


class MultiInstance(Loop):
    """One round per item, all at once or one after another; results in the order of the collection.

    internal_data: `n` items, `next` index to open, `done`, `cancelled`; sequential ones also keep the `items`.
    """

    def begin(self, body: Token) -> bool | None:
        items = self._items(body)
        limit = body.workflow.top_workflow.env.limits.instances
        if len(items) > limit:
            raise self.incident(
                body,
                "too_many_instances",
                f"多实例有 {len(items)} 个,超过上限 {limit}。",
                f"The multi-instance activity has {len(items)} instances, more than {limit}.",
            )
        facts = body.internal_data
        facts.update(n=len(items), next=0, done=0, cancelled=0)
        body.locals = dict(body.locals or {})  # a compensation begins with the data of what it undoes
        if self.model.output_collection:
            body.locals[self.model.output_collection] = [None] * len(items)
        if not items:
            return True
        if self.model.kind == "sequential":
            facts["items"] = items
            self._open(body, items[0])
        else:
            for item in items:
                self._open(body, item)
        return None

    def _items(self, body: Token) -> list[Any]:
        if self.model.collection is not None:
            items = evaluate_json(body, self.model.collection)
            if not isinstance(items, list):
                raise self.incident(
                    body,
                    "collection_wrong",
                    f"多实例的集合“{self.model.collection.text}”不是列表。",
                    f"The input collection “{self.model.collection.text}” is not a list.",
                )
            return items
        count = evaluate_json(body, self.model.cardinality) if self.model.cardinality else None
        if isinstance(count, str) and count.isdigit():
            count = int(count)
        if not isinstance(count, int) or isinstance(count, bool) or count < 0:
            raise self.incident(
                body,
                "cardinality_wrong",
                f"多实例的次数“{count}”不是不小于零的整数。",
                f"The loop cardinality “{count}” is not a whole number of at least zero.",
            )
        return [None] * min(count, body.workflow.top_workflow.env.limits.instances + 1)

    def _open(self, body: Token, item: Any) -> None:
        facts = body.internal_data
        index, facts["next"] = facts["next"], facts["next"] + 1
        self.open_round(body, index, self.round_names(body, item))

    def round_names(self, body: Token, item: Any) -> dict[str, Any]:
        """The variables a round begins with: its item, and null for what its result reads."""
        names: dict[str, Any] = {}
        if self.model.element:
            names[self.model.element] = item
        if self.model.output is not None:
            visible = Visible(body, names)
            text = self.model.output.text.lstrip("= ").split(".")[0].strip()
            for name in sorted(self.model.output.reads):
                if name not in names and (name == text or name not in visible):
                    names[name] = None
        return names

    def round_finished(self, body: Token, round: Token) -> None:
        body.internal_data["done"] += 1
        model = self.model
        if model.output is not None and model.output_collection and body.locals is not None:
            assert round.number is not None
            self.put_result(body, round.number, evaluate_json(round, model.output))
        self.go_on(body, round)

    def put_result(self, body: Token, index: int, result: Any) -> None:
        name = self.model.output_collection
        if name and body.locals is not None:
            body.workflow.top_workflow.watching.changed = True
            body.locals[name][index] = result
            page_of(body.workflow.pages, body, index).put(index, result)

    def go_on(self, body: Token, round: Token | None = None) -> None:
        """After a round ended or was taken out: complete, open the next in turn, or wait for the others."""
        facts, model = body.internal_data, self.model
        if model.condition is not None and facts["done"] and self._enough(body, round or body):
            facts["cancelled"] += self.cancel_rounds(body)
        elif facts["done"] < facts["n"] - len(facts.get("gone", [])):
            if model.kind == "sequential" and not any(c.role == INSTANCE and c.open for c in body.children):
                self._open(body, facts["items"][facts["next"]])
            return
        body.complete()

    def _enough(self, body: Token, round: Token) -> bool:
        facts = body.internal_data
        condition = self.model.condition
        assert condition is not None
        gone = len(facts.get("gone", []))
        active = facts["next"] - facts["done"] - facts["cancelled"] - gone
        extra = {
            "numberOfInstances": facts["n"] - gone,
            "numberOfCompletedInstances": facts["done"],
            "numberOfActiveInstances": active,
            "numberOfTerminatedInstances": facts["cancelled"],
            "nrOfInstances": facts["n"] - gone,
            "nrOfCompletedInstances": facts["done"],
            "nrOfActiveInstances": active,
        }
        return evaluate_condition(round, condition, self.node.id, extra)

    def _hand_over(self, body: Token) -> None:
        """The output collection leaves the body for the scope around it, also when the body is interrupted."""
        name = self.model.output_collection
        if name and body.locals is not None and name in body.locals:
            gone = body.internal_data.get("gone", [])
            kept = [result for index, result in enumerate(body.locals[name]) if index not in gone]
            propagate(chain(body)[1:], {name: kept})
            body.workflow.top_workflow.watching.changed = True

    def _on_complete_hook(self, body: Token) -> None:
        self._hand_over(body)
        super()._on_complete_hook(body)

    def cancel_inside(self, body: Token) -> None:
        if body.internal_data:
            self._hand_over(body)
        super().cancel_inside(body)
