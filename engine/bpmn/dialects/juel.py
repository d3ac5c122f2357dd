"""JUEL (`${…}` of Camunda 7, Flowable and Activiti) as a syntax tree.

Text is only read, never run: what is no expression of the small language below is told as untranslatable.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

LONGEST, DEEPEST = 2_000, 40

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?[lLdDfF]?)|(?P<name>[^\W\d][\w$]*)|(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<sign>==|!=|<=|>=|&&|\|\||[-+*/%<>!?:.,()\[\]]))"
)
_WORDS = {
    "and": "&&", "or": "||", "eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "div": "/",
    "mod": "%", "not": "!",
}  # fmt: skip
_COMPARED = frozenset({"eq", "ne", "lt", "gt", "le", "ge"})  # as functions: var:eq(x, 1)
_LEVELS = (("||",), ("&&",), ("==", "!="), ("<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))


class Untranslatable(Exception):
    """No expression of the language, or one that asks a program of the old system."""


@dataclass(frozen=True)
class Tree:
    """`kind`: text, number, name, constant, unary, binary, choice, member, index, call."""

    kind: str
    value: Any = None
    parts: tuple[Tree, ...] = ()


def parse(text: str) -> Tree:
    """The tree of an expression without its `${ }`; raises Untranslatable."""
    if len(text) > LONGEST:
        raise Untranslatable
    return _Parser(list(_tokens(text))).whole()


def inner(text: str) -> str | None:
    """What stands in `${…}` or `#{…}` when that is all there is."""
    found = re.fullmatch(r"\s*[$#]\{(.*)\}\s*", text, re.DOTALL)
    return found.group(1) if found and "${" not in found.group(1) and "#{" not in found.group(1) else None


def is_expression(text: str) -> bool:
    return "${" in text or "#{" in text


def _tokens(text: str) -> Any:
    position, end, before = 0, len(text.rstrip()), ""
    while position < end:
        found = _TOKEN.match(text, position)
        if found is None:
            raise Untranslatable
        position = found.end()
        kind = found.lastgroup or ""
        value = found.group(kind)
        if kind == "name" and value in _WORDS and not (before == ":" and value in _COMPARED):
            kind, value = "sign", _WORDS[value]
        before = value
        yield kind, value


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0

    def whole(self) -> Tree:
        tree = self.choice()
        if self.at < len(self.tokens):
            raise Untranslatable
        return tree

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def take(self, *signs: str) -> str | None:
        kind, value = self.peek()
        if kind == "sign" and value in signs:
            self.at += 1
            return value
        return None

    def need(self, sign: str) -> None:
        if self.take(sign) is None:
            raise Untranslatable

    def choice(self) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Untranslatable
        tree = self.level(0)
        if self.take("?"):
            yes = self.choice()
            self.need(":")
            tree = Tree("choice", None, (tree, yes, self.choice()))
        self.depth -= 1
        return tree

    def level(self, n: int) -> Tree:
        if n == len(_LEVELS):
            return self.unary()
        tree = self.level(n + 1)
        while sign := self.take(*_LEVELS[n]):
            tree = Tree("binary", sign, (tree, self.level(n + 1)))
        return tree

    def unary(self) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Untranslatable
        if sign := self.take("!", "-"):
            tree = Tree("unary", sign, (self.unary(),))
        elif self.peek() == ("name", "empty"):
            self.at += 1
            tree = Tree("unary", "empty", (self.unary(),))
        else:
            tree = self.value()
        self.depth -= 1
        return tree

    def value(self) -> Tree:
        tree = self.primary()
        while True:
            if self.take("."):
                kind, name = self.peek()
                if kind != "name":
                    raise Untranslatable
                self.at += 1
                tree = Tree("member", name, (tree,))
            elif self.take("["):
                tree = Tree("index", None, (tree, self.choice()))
                self.need("]")
            elif self.take("("):
                tree = Tree("call", None, (tree, *self.arguments()))
            else:
                return tree

    def arguments(self) -> tuple[Tree, ...]:
        found: list[Tree] = []
        if self.take(")"):
            return ()
        while True:
            found.append(self.choice())
            if self.take(")"):
                return tuple(found)
            self.need(",")

    def primary(self) -> Tree:
        kind, value = self.peek()
        self.at += 1
        if kind == "number":
            return Tree("number", value.rstrip("lLdDfF"))
        if kind == "text":
            return Tree("text", re.sub(r"\\(.)", r"\1", value[1:-1]))
        if kind == "name" and value in ("true", "false", "null"):
            return Tree("constant", value)
        if kind == "name":
            following = self.tokens[self.at : self.at + 3]
            kinds, signs = [k for k, _ in following], [v for _, v in following[::2]]
            if kinds == ["sign", "name", "sign"] and signs == [":", "("]:
                self.at += 2  # var:get(x), variables:equals(x, 1)
                return Tree("name", f"{value}:{following[1][1]}")
            return Tree("name", value)
        if kind == "sign" and value == "(":
            tree = self.choice()
            self.need(")")
            return tree
        raise Untranslatable
