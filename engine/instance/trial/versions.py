"""The recorded version and the draft: what both have, and what is asked of people in one and not in the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from engine import feel
from engine.bpmn import Environment, FlowInfo
from engine.definition import Definition
from engine.definition.procedure import FormRule
from engine.errors import Refused
from engine.words import OFFICE_FUNCTIONS

EMPTY = frozenset({"required", "choose", "attach", "confirm"})
LACKING = "没有填写", "was not filled in"
NOT_ALLOWED = "当时所填现在不允许", "was filled in as is no longer allowed"


class Versions:
    """One pair, shared by all matters that ran on the same version."""

    def __init__(self, then: Definition, now: Definition) -> None:
        self.then, self.now = then, now

    @cached_property
    def elements(self) -> frozenset[str]:
        """Elements of both."""
        return _elements(self.then) & _elements(self.now)

    @cached_property
    def old_elements(self) -> frozenset[str]:
        return _elements(self.then)

    @cached_property
    def new_elements(self) -> frozenset[str]:
        return _elements(self.now)

    @cached_property
    def flows(self) -> frozenset[str]:
        """Flows that lead from the same to the same in both."""
        old, new = _flows(self.then), _flows(self.now)
        return frozenset(
            id for id, flow in new.items()
            if id in old and (old[id].source, old[id].target) == (flow.source, flow.target)
        )  # fmt: skip

    @cached_property
    def new_flows(self) -> Mapping[str, FlowInfo]:
        return _flows(self.now)

    @cached_property
    def rules(self) -> tuple[FormRule, ...]:
        """Rules over several fields that only the draft has."""
        return tuple(rule for rule in self.now.procedure.rules if rule not in self.then.procedure.rules)

    @cached_property
    def unspoken(self) -> frozenset[str]:
        """Variables whose values are never told: personal data, free texts, whose matter it is, and what the draft
        makes of them."""
        both = self.now.personal | self.now.texts | self.then.personal | self.then.texts
        return self.now.program.derived(both | {"starter", "starter_name", "instance_number", "origin_number"})

    def start_variables(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """What the draft would have begun with: its own defaults, the form's values it reads, the rest as it was."""
        values = body.get("values", {})
        kept = dict(body["variables"])
        for name, value in self.then.procedure.defaults.items():
            if name not in values and kept.get(name) == value:
                kept.pop(name, None)
        return {**self.now.procedure.defaults, **kept, **self.now.routing(values)}

    def answers(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The routing values of an answer, as the draft reads them."""
        return {**body.get("variables", {}), **self.now.routing(body.get("values", {}))}

    def asked(
        self, element: str, body: Mapping[str, Any], document: Mapping[str, Any], env: Environment
    ) -> Iterator[tuple[str, str, tuple[str, str]]]:
        """(kind, name, words) of everything the draft's form and rules want that was not answered then."""
        values = body.get("values", {})
        if self._other_form(element):
            yield from self._fields(element, values, document, env)
        opinion = body.get("opinion")
        wants = (self.then.procedure.task(element).opinion, self.now.procedure.task(element).opinion)
        if wants[1] == "required" and wants[0] != "required" and opinion == "":
            yield "opinion", "", ("须填写意见", "an opinion is required")
        for rule in self.rules:
            if element in rule.forms and not rule.decision:
                try:
                    holds = feel.compile(rule.when, OFFICE_FUNCTIONS).evaluate({**document, **values}, env.feel)
                except Refused:
                    continue
                if holds is False:  # null: what it reads beside the document is not known any more
                    yield "rule", rule.field, (rule.zh, rule.en)

    def _fields(
        self, element: str, values: Mapping[str, Any], document: Mapping[str, Any], env: Environment
    ) -> Iterator[tuple[str, str, tuple[str, str]]]:
        """Problems of the recorded values with the draft's form that they had not with their own."""
        new, old = self.now.form(element), self.then.form(element)
        if new is None:
            return
        known = {} if old is None else old.clean(values, {**document, **values}, env.feel).problems
        labels = {field.key: field.label for field in new.fields if field.path}
        for name, problem in new.clean(values, {**document, **values}, env.feel).problems.items():
            if name not in known:  # never its own sentence: that may hold what somebody wrote
                yield "field", labels.get(name) or name, LACKING if problem.code in EMPTY else NOT_ALLOWED

    def _other_form(self, element: str) -> bool:
        if element not in self._compared:
            self._compared[element] = self.then.form(element) != self.now.form(element)
        return self._compared[element]

    @cached_property
    def _compared(self) -> dict[str, bool]:
        return {}


def _elements(definition: Definition) -> frozenset[str]:
    return frozenset(id for process in definition.program.processes.values() for id in process.elements)


def _flows(definition: Definition) -> dict[str, FlowInfo]:
    return {id: flow for process in definition.program.processes.values() for id, flow in process.flows.items()}
