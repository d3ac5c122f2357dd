"""A JUEL tree as FEEL text. What asks a program of the old system has no translation."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.bpmn.dialects.juel import Tree, Untranslatable, inner, parse

YES, NO = "是", "否"  # what a boolean becomes in a form, and in conditions on it
STARTER = "starter"
_COUNTS = {
    "nrOfInstances": "numberOfInstances", "nrOfCompletedInstances": "numberOfCompletedInstances",
    "nrOfActiveInstances": "numberOfActiveInstances",
    "loopCounter": "(loopCounter - 1)",  # counts from 0 there, from 1 here
}  # fmt: skip
# how files call whoever started the matter when no start event says so
_PEOPLE = frozenset({
    "authenticatedUserId", "initiator", "starter", "starterId", "startUser", "startUserId", "applyUser", "applyUserId",
    "applyuserid", "applicant", "applicantId", "creator", "createUserId", "submitter", "submitUser", "promoter",
})  # fmt: skip
# objects of the old engine: their methods are its programs
_BEANS = frozenset({"execution", "task", "processInstance", "context", "mailService", "applicationContext"})
_SIGNS = {"==": "=", "&&": "and", "||": "or"}
_RANK = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 3, ">": 3, "<=": 3, ">=": 3, "+": 4, "-": 4, "*": 5, "/": 5}
_METHODS: Mapping[str, tuple[int, str]] = {
    "contains": (1, "list contains({0}, {1})"), "size": (0, "count({0})"), "length": (0, "string length({0})"),
    "startsWith": (1, "starts with({0}, {1})"), "endsWith": (1, "ends with({0}, {1})"), "toString": (0, "string({0})"),
    "indexOf": (1, "index of({0}, {1})[1]"), "toUpperCase": (0, "upper case({0})"), "intValue": (0, "{0}"),
    "toLowerCase": (0, "lower case({0})"), "doubleValue": (0, "{0}"), "longValue": (0, "{0}"), "trim": (0, "{0}"),
}  # fmt: skip
_GET = frozenset({"getVariable", "getVariableLocal", "get", "getOrDefault"})
_COMPARE = {
    "equals": "==", "eq": "==", "notEquals": "!=", "ne": "!=", "lt": "<", "lowerThan": "<", "lte": "<=",
    "lowerThanOrEquals": "<=", "gt": ">", "greaterThan": ">", "gte": ">=", "greaterThanOrEquals": ">=",
}  # fmt: skip


@dataclass
class Names:
    """How names of the old file are called here; `used` tells which of them expressions read, and how."""

    aliases: dict[str, str] = field(default_factory=dict)
    booleans: set[str] = field(default_factory=set)  # answered by 是 or 否
    choices: set[str] = field(default_factory=set)  # declared with options of their own: "true" stays a text
    used: dict[str, Use] = field(default_factory=dict)

    def note(self, name: str) -> Use:
        return self.used.setdefault(name, Use())


@dataclass
class Use:
    """`texts`: constants a variable is compared with; `numbers`: with numbers; `truth`: true or false; `many`: it is
    a list."""

    texts: list[str] = field(default_factory=list)
    numbers: bool = False
    truth: bool = False
    many: bool = False


def feel(text: str, names: Names, *, truth: bool = False) -> str:
    """FEEL for `${…}` (or for the expression in it), without a leading `=`; raises Untranslatable.

    `truth`: it must come out true or false, so a lone variable is compared with true.
    """
    tree = parse(inner(text) if inner(text) is not None else text)  # type: ignore[arg-type]
    writer = _Writer(names)
    return writer.true(tree) if truth else writer.plain(tree)


def _simple(tree: Tree) -> Tree:
    """`execution.getVariable("x")`, `var:get(x)` and the like are but the variable."""
    if tree.kind == "call" and tree.parts[0].kind == "member" and tree.parts[0].value in _GET:
        owner = tree.parts[0].parts[0]
        if owner.kind == "name" and owner.value in _BEANS and len(tree.parts) == 2 and tree.parts[1].kind == "text":
            return Tree("name", tree.parts[1].value)
    if tree.kind == "call" and tree.parts[0].kind == "name" and ":" in tree.parts[0].value and len(tree.parts) == 2:
        space, name = tree.parts[0].value.split(":")
        if space in ("var", "vars", "variables") and name in _GET:
            return Tree("name", tree.parts[1].value) if tree.parts[1].kind in ("name", "text") else tree
    return tree


class _Writer:
    def __init__(self, names: Names) -> None:
        self.names = names

    def true(self, tree: Tree) -> str:
        """An expression as a condition: a variable nobody has set counts as false, as it did there."""
        tree = _simple(tree)
        if tree.kind == "name":
            return self.compared(tree, "==", Tree("constant", "true"))
        if tree.kind == "unary" and tree.value == "!":
            return f"not({self.true(tree.parts[0])})"
        if tree.kind == "binary" and tree.value in ("&&", "||"):
            left, right = (
                f"({self.true(part)})" if part.kind == "binary" and part.value == "||" and tree.value == "&&"
                else self.true(part)
                for part in tree.parts
            )  # fmt: skip
            return f"{left} {_SIGNS[tree.value]} {right}"
        if tree.kind == "member":
            return f"{self.plain(tree)} = true"
        return self.plain(tree)

    def plain(self, tree: Tree) -> str:
        tree = _simple(tree)
        write: Callable[[Tree], str] = getattr(self, f"_{tree.kind}")
        return write(tree)

    def _text(self, tree: Tree) -> str:
        return json.dumps(tree.value, ensure_ascii=False)

    def _number(self, tree: Tree) -> str:
        return str(tree.value)

    def _constant(self, tree: Tree) -> str:
        return str(tree.value)

    def _name(self, tree: Tree) -> str:
        name = str(tree.value)
        if name in _BEANS or ":" in name:
            raise Untranslatable
        if name in _PEOPLE:
            return STARTER
        if name in self.names.aliases:
            return self.names.aliases[name]
        if name in _COUNTS:
            return _COUNTS[name]
        self.names.note(name.replace("$", "_"))
        return name.replace("$", "_")

    def _unary(self, tree: Tree) -> str:
        if tree.value == "empty":
            value = self.plain(tree.parts[0])
            return f'({value} = null or string({value}) = "" or string({value}) = "[]")'
        return f"not({self.true(tree.parts[0])})" if tree.value == "!" else f"-{self._under(tree.parts[0], 6)}"

    def _binary(self, tree: Tree) -> str:
        left, right = tree.parts
        if tree.value in ("&&", "||"):
            return self.true(tree)
        if tree.value in ("==", "!=", "<", ">", "<=", ">="):
            return self.compared(left, tree.value, right)
        if tree.value == "%":
            return f"modulo({self.plain(left)}, {self.plain(right)})"
        rank = _RANK[tree.value]
        return f"{self._under(left, rank)} {tree.value} {self._under(right, rank + 1)}"

    def _under(self, tree: Tree, rank: int) -> str:
        tree = _simple(tree)
        text = self.plain(tree)
        wrapped = tree.kind == "choice" or (tree.kind == "binary" and _RANK.get(tree.value, 9) < rank)
        return f"({text})" if wrapped else text

    def compared(self, left: Tree, sign: str, right: Tree) -> str:
        """A comparison; what a variable is compared with tells what kind of answer it is."""
        left, right = _simple(left), _simple(right)
        if right.kind == "name" and left.kind in ("text", "number", "constant"):
            turned = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(sign, sign)
            return self.compared(right, turned, left)
        if left.kind == "name" and left.value not in _PEOPLE and left.value not in self.names.aliases:
            use = self.names.note(str(left.value).replace("$", "_")) if left.value not in _COUNTS else Use()
            told = str(right.value)
            chosen, said = left.value in self.names.choices, told in ("true", "false")
            if chosen and right.kind == "constant":
                right = Tree("text", told)
            elif right.kind in ("constant", "text") and said and not chosen:
                use.truth = True
                wanted = json.dumps(YES if told == "true" else NO, ensure_ascii=False)
                if left.value in self.names.booleans:
                    return f"{self.plain(left)} {_SIGNS.get(sign, sign)} {wanted}"
            elif right.kind == "text" and right.value not in use.texts:
                use.texts.append(right.value)
            elif right.kind == "number" or sign not in ("==", "!="):
                use.numbers = True
            if right.kind == "text" and said and not chosen:
                right = Tree("constant", told)
        return f"{self._under(left, 4)} {_SIGNS.get(sign, sign)} {self._under(right, 4)}"

    def _choice(self, tree: Tree) -> str:
        test, yes, no = tree.parts
        return f"if {self.true(test)} then {self.plain(yes)} else {self.plain(no)}"

    def _member(self, tree: Tree) -> str:
        return f"{self.plain(tree.parts[0])}.{tree.value}"

    def _index(self, tree: Tree) -> str:
        owner, place = tree.parts
        if place.kind == "text":
            return f"{self.plain(owner)}.{place.value}"
        if place.kind == "number":
            return f"{self.plain(owner)}[{int(float(place.value)) + 1}]"  # counted from 0 there
        raise Untranslatable

    def _call(self, tree: Tree) -> str:
        called, *given = tree.parts
        if called.kind == "name" and ":" in str(called.value):
            space, name = str(called.value).split(":")
            if space in ("var", "vars", "variables") and name in _COMPARE and len(given) == 2:
                variable = Tree("name", given[0].value) if given[0].kind == "text" else given[0]
                return self.compared(variable, _COMPARE[name], given[1])
            raise Untranslatable
        if called.kind == "name" and called.value in ("now", "dateTime") and not given:
            return "now()"
        if called.kind != "member":
            raise Untranslatable
        owner, name = _simple(called.parts[0]), str(called.value)
        if owner.kind == "name" and owner.value in _BEANS:
            if name == "hasVariable" and len(given) == 1 and given[0].kind == "text":
                return f"{self.plain(Tree('name', given[0].value))} != null"
            raise Untranslatable
        if name in ("equals", "equalsIgnoreCase") and len(given) == 1:
            return self.compared(owner, "==", given[0])
        if name == "isEmpty" and not given:
            return self.plain(Tree("unary", "empty", (owner,)))
        if name == "booleanValue" and not given:
            return self.true(owner)
        wanted, pattern = _METHODS.get(name, (-1, ""))
        if len(given) != wanted:
            raise Untranslatable
        if name in ("contains", "size") and owner.kind == "name":
            self.names.note(str(owner.value)).many = True
        return pattern.format(self.plain(owner), *(self.plain(each) for each in given))
