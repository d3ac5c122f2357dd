"""Decision tables of a DMN file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from engine.dmn import boxed
from engine.dmn.elements import children, first, text_of
from engine.dmn.names import AGGREGATIONS, HIT_POLICIES
from engine.errors import DefinitionRefused, Finding

if TYPE_CHECKING:
    from engine.dmn.boxed_reader import BoxedReader


class TableReader:
    def __init__(self, boxed_reader: BoxedReader) -> None:
        self.boxed = boxed_reader

    def read(self, node: etree._Element) -> boxed.Table:
        policy = node.get("hitPolicy", "").strip().upper()
        aggregation = node.get("aggregation", "").strip().upper()
        if policy not in HIT_POLICIES or aggregation not in AGGREGATIONS:
            identifier = node.get("id")
            zh = f"决策表的命中策略“{policy} {aggregation}”不存在。"
            en = f"There is no hit policy {policy} {aggregation}."
            raise DefinitionRefused([Finding("dmn_hit_policy", identifier, zh, en, file=self.boxed.source)])
        short = HIT_POLICIES[policy]
        return boxed.Table(
            node.get("id", ""),
            self.boxed.type_of(node),
            short + (AGGREGATIONS[aggregation] if short == "C" else ""),
            tuple(self._input(child) for child in children(node, "input")),
            tuple(self._output(child) for child in children(node, "output")),
            tuple(self._rule(child) for child in children(node, "rule")),
        )

    def _input(self, node: etree._Element) -> boxed.Input:
        expression = first(node, "inputExpression")
        text = self.boxed.feel(expression) if expression is not None else ""
        return boxed.Input(
            node.get("id", ""),
            node.get("label") or text,
            text,
            self.boxed.type_of(expression) if expression is not None else None,
            self.boxed.tests(node, "inputValues"),
        )

    def _output(self, node: etree._Element) -> boxed.Output:
        default = first(node, "defaultOutputEntry")
        name = node.get("name", "")
        if name:
            self.boxed.member_names.add(name)
        return boxed.Output(
            node.get("id", ""),
            name,
            self.boxed.type_of(node),
            self.boxed.tests(node, "outputValues"),
            self.boxed.literal(default) if default is not None else None,
            node.get("label", ""),
        )

    def _rule(self, node: etree._Element) -> boxed.Rule:
        notes = tuple(text_of(c) for tag in ("description", "annotationEntry") for c in children(node, tag))
        tests = tuple(self.boxed.literal(child) for child in children(node, "inputEntry"))
        outputs = tuple(self.boxed.literal(child) for child in children(node, "outputEntry"))
        return boxed.Rule(node.get("id", ""), tests, outputs, tuple(note for note in notes if note))
