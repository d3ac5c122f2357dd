"""Tree to closures: the registry of node compilers and the scopes in which names are resolved.

A closure takes the frame of one evaluation: [evaluation, context, input `?`, local variables ...]. Every local
variable has a fixed place, so reading one is an index; a function value keeps a copy of the frame it was made in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from engine.feel.syntax import Node

Frame = list[Any]
Run = Callable[[Frame], Any]
EVALUATION, CONTEXT, INPUT, FIRST_LOCAL = 0, 1, 2, 3


class Compiler:
    def __init__(self, unary: bool = False) -> None:
        self.unary = unary
        self.slots = FIRST_LOCAL
        self.nodes = 0  # compiled so far: the weight of a loop body is the difference
        self.scopes: list[dict[str, int] | int] = []  # names -> place, or the place of a filter's item
        self.free: set[str] = set()

    def compile(self, node: Node) -> Run:
        self.nodes += 1
        return COMPILERS[type(node)](self, node)

    def place(self) -> int:
        self.slots += 1
        return self.slots - 1

    def weigh(self, node: Node) -> tuple[Run, int]:
        """The closure of a node that runs in a loop, and the steps one round costs."""
        before = self.nodes
        run = self.compile(node)
        return run, 1 + self.nodes - before


COMPILERS: dict[type[Node], Callable[[Compiler, Any], Run]] = {}
N = TypeVar("N", bound=Node)


def compiles(kind: type[N]) -> Callable[[Callable[[Compiler, N], Run]], Callable[[Compiler, N], Run]]:
    """Register the compiler of one node type."""

    def register(function: Callable[[Compiler, N], Run]) -> Callable[[Compiler, N], Run]:
        COMPILERS[kind] = function
        return function

    return register
