"""Signatures as the standard writes them: `substring(string: string, start position: number, length: number?)`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Made = Callable[..., Any]


@dataclass(frozen=True)
class Signature:
    """`many`: the last parameter, a list, may be given item by item."""

    name: str
    parameters: tuple[str, ...]
    kinds: tuple[str, ...]
    many: bool
    function: Made

    def takes(self, values: Sequence[Any], names: Sequence[str] | None) -> bool:
        required = sum(not kind.endswith("?") for kind in self.kinds)
        if self.many:
            return len(values) >= len(self.parameters)
        if names is not None:
            present = zip(self.parameters, self.kinds, strict=True)
            return all(kind.endswith("?") or name in names for name, kind in present)
        return required <= len(values) <= len(self.parameters)

    def gathered(self, values: Sequence[Any]) -> list[Any]:
        last = len(self.parameters) - 1
        return [*values[:last], list(values[last:])]


class Signatures(list[Signature]):
    """A room's functions, collected by decorating each."""

    def add(self, text: str) -> Callable[[Made], Made]:
        name, _, rest = text.partition("(")
        inside = rest.rstrip(")")
        many = inside.endswith("...")
        pairs = [part.split(":") for part in inside.removesuffix("...").split(",") if part.strip()]

        def keep(function: Made) -> Made:
            names, kinds = tuple(p[0].strip() for p in pairs), tuple(p[1].strip() for p in pairs)
            self.append(Signature(name, names, kinds, many, function))
            return function

        return keep
