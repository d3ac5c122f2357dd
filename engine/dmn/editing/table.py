"""Acts on a decision table: cells by their place, rules and columns added, copied, moved, taken away."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import deepcopy

from lxml import etree

from engine.dmn.editing.document import Document, set_text
from engine.dmn.names import AGGREGATIONS, HIT_POLICIES
from engine.errors import Invalid

PLACE = re.compile(r"(in|out)\.([1-9]\d{0,3})\.(\w+)|rule\.([1-9]\d{0,4})\.(in|out|note)\.(\d{1,4})")
ENTRY = {"in": "inputEntry", "out": "outputEntry"}
COLUMN = {"in": "input", "out": "output"}
AFTER_COLUMNS = ("annotation", "rule")
LONGEST = 20_000


class TableEdit:
    """One table of a document. Places count from 1; a place that is not there raises Invalid and changes nothing."""

    def __init__(self, document: Document, table: etree._Element) -> None:
        self.document = document
        self.table = table

    def fill(self, texts: Mapping[str, str]) -> None:
        """Set texts by place: `policy`, `in.1.label`, `out.2.default`, `rule.3.in.1`, `rule.3.note.0`."""
        for place, text in texts.items():
            found = PLACE.fullmatch(place)
            if len(text) > LONGEST:
                raise Invalid({place: f"最多{LONGEST}字。"})
            if place == "policy":
                self.policy(text)
            elif found is None:
                raise Invalid({place: "决策表没有这一格。"})
            elif found[1]:
                self._column(found[1], int(found[2]), found[3], text.strip(), place)
            else:
                self._cell(int(found[4]), found[5], int(found[6]), text.strip(), place)

    def act(self, name: str, number: int) -> None:
        """`add-rule`, `copy-rule`, `rule-up`, `remove-input`, … on the rule or column `number`."""
        acts: Mapping[str, Callable[[int], None]] = {
            "add-rule": self.add_rule,
            "copy-rule": self.copy_rule,
            "remove-rule": lambda n: self._remove(self._rule(n)),
            "rule-up": lambda n: self._swap(self._rules(), n - 1),
            "rule-down": lambda n: self._swap(self._rules(), n),
            "add-input": lambda n: self.add_column("in"),
            "add-output": lambda n: self.add_column("out"),
            "remove-input": lambda n: self.remove_column("in", n),
            "remove-output": lambda n: self.remove_column("out", n),
            "input-left": lambda n: self.move_column("in", n - 1),
            "input-right": lambda n: self.move_column("in", n),
            "output-left": lambda n: self.move_column("out", n - 1),
            "output-right": lambda n: self.move_column("out", n),
        }
        if name not in acts:
            raise Invalid({"do": "没有这个操作。"})
        acts[name](number)

    def policy(self, text: str) -> None:
        name, _, aggregation = text.partition(" ")
        if text in HIT_POLICIES:  # RULE ORDER, OUTPUT ORDER
            name, aggregation = text, ""
        known = name and name in HIT_POLICIES and aggregation in AGGREGATIONS
        if not known or (aggregation and name != "COLLECT"):
            raise Invalid({"policy": "没有这种命中策略。"})
        self.table.set("hitPolicy", name)
        set_text(self.table, "aggregation", aggregation)

    def add_rule(self, after: int) -> None:
        """A rule that holds always, behind the rule `after`; 0 puts it first."""
        rules = self._rules()
        if not 0 <= after <= len(rules):
            raise Invalid({"do": "没有这条规则。"})
        rule = etree.Element(self.document.tag("rule"), {"id": self.document.new_id("rule")}, None)
        if rules:
            place = list(self.table).index(rules[after - 1]) + 1 if after else list(self.table).index(rules[0])
            self.table.insert(place, rule)
        else:
            self.table.append(rule)
        for side, text in (("in", "-"), ("out", "")):
            for _ in self._columns(side):
                self._new_entry(rule, side, text)
        for _ in self.document.all(self.table, "annotation"):
            self.document.say(self.document.make(rule, "annotationEntry"), "")

    def copy_rule(self, number: int) -> None:
        original = self._rule(number)
        copy = deepcopy(original)
        original.addnext(copy)
        for node in copy.iter("*"):
            if node.get("id"):
                node.set("id", self.document.new_id("rule" if node is copy else "cell"))

    def add_column(self, side: str) -> None:
        number = len(self._columns(side)) + 1
        tag = COLUMN[side]
        before = ("output", *AFTER_COLUMNS) if side == "in" else AFTER_COLUMNS
        column = self.document.make(self.table, tag, before, id=self.document.new_id(tag))
        if side == "in":
            expression = self.document.make(
                column, "inputExpression", id=self.document.new_id("expression"), typeRef="string"
            )
            self.document.say(expression, "")
        else:
            column.set("typeRef", "string")
            if number > 1:
                self._name_outputs()
        for rule in self._rules():
            self._new_entry(rule, side, "-" if side == "in" else "")

    def remove_column(self, side: str, number: int) -> None:
        columns = self._columns(side)
        if not 1 <= number <= len(columns):
            raise Invalid({"do": "没有这一列。"})
        if side == "out" and len(columns) == 1:
            raise Invalid({"do": "决策表至少要有一个输出列。"})
        self._remove(columns[number - 1])
        for rule in self._rules():
            entries = self.document.all(rule, ENTRY[side])
            if number <= len(entries):
                self._remove(entries[number - 1])

    def move_column(self, side: str, left: int) -> None:
        """Swap the columns `left` and `left` + 1, with their cells; at an edge nothing happens."""
        columns = self._columns(side)
        if not 1 <= left < len(columns):
            return
        self._swap(columns, left)
        for rule in self._rules():
            entries = self.document.all(rule, ENTRY[side])
            while len(entries) <= left:
                entries.append(self._new_entry(rule, side, "-" if side == "in" else ""))
            self._swap(entries, left)

    def _column(self, side: str, number: int, what: str, text: str, place: str) -> None:
        columns = self._columns(side)
        if number > len(columns):
            raise Invalid({place: "决策表没有这一列。"})
        column, document = columns[number - 1], self.document
        if what == "label" or (side == "out" and what == "name"):
            set_text(column, what, text)
        elif side == "out" and what == "type":
            set_text(column, "typeRef", text)
        elif side == "out" and what == "allowed":
            document.put(column, "outputValues", text, ("defaultOutputEntry",))
        elif side == "out" and what == "default":
            document.put(column, "defaultOutputEntry", text)
        elif what in ("expression", "type"):
            expression = document.one(column, "inputExpression")
            if expression is None:
                expression = document.make(
                    column, "inputExpression", ("inputValues",), id=document.new_id("expression")
                )
            if what == "type":
                set_text(expression, "typeRef", text)
            else:
                document.say(expression, text)
        elif what == "allowed":
            document.put(column, "inputValues", text)
        else:
            raise Invalid({place: "决策表没有这一格。"})

    def _cell(self, number: int, side: str, column: int, text: str, place: str) -> None:
        rules = self._rules()
        if number > len(rules):
            raise Invalid({place: "决策表没有这条规则。"})
        rule = rules[number - 1]
        if side == "note":
            self._note(rule, column, text, place)
            return
        if not 1 <= column <= len(self._columns(side)):
            raise Invalid({place: "决策表没有这一列。"})
        entries = self.document.all(rule, ENTRY[side])
        while len(entries) < column:
            entries.append(self._new_entry(rule, side, "-" if side == "in" else ""))
        self.document.say(entries[column - 1], text or ("-" if side == "in" else ""))

    def _note(self, rule: etree._Element, column: int, text: str, place: str) -> None:
        if column == 0:
            self.document.describe(rule, text)
            return
        if column > len(self.document.all(self.table, "annotation")):
            raise Invalid({place: "决策表没有这一列说明。"})
        entries = self.document.all(rule, "annotationEntry")
        while len(entries) < column:
            entries.append(self.document.make(rule, "annotationEntry"))
        self.document.say(entries[column - 1], text)

    def _name_outputs(self) -> None:
        """With several outputs the result is a context, so that each needs a name."""
        taken = {column.get("name") for column in self._columns("out")}
        for number, column in enumerate(self._columns("out"), 1):
            if not column.get("name"):
                name = f"output_{number}"
                while name in taken:
                    name += "_"
                column.set("name", name)
                taken.add(name)

    def _new_entry(self, rule: etree._Element, side: str, text: str) -> etree._Element:
        before = ("outputEntry", "annotationEntry") if side == "in" else ("annotationEntry",)
        entry = self.document.make(rule, ENTRY[side], before, id=self.document.new_id("cell"))
        self.document.say(entry, text)
        return entry

    def _columns(self, side: str) -> list[etree._Element]:
        return self.document.all(self.table, COLUMN[side])

    def _rules(self) -> list[etree._Element]:
        return self.document.all(self.table, "rule")

    def _rule(self, number: int) -> etree._Element:
        rules = self._rules()
        if not 1 <= number <= len(rules):
            raise Invalid({"do": "没有这条规则。"})
        return rules[number - 1]

    @staticmethod
    def _swap(nodes: list[etree._Element], first: int) -> None:
        """The nodes `first` and `first` + 1 change places; at an edge nothing happens."""
        if 1 <= first < len(nodes):
            nodes[first - 1].addprevious(nodes[first])

    @staticmethod
    def _remove(node: etree._Element) -> None:
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)
