"""TOML written where there was none: a table as blocks with headers of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.toml.literals import key, literal
from engine.toml.scanning import Block, Entry, Path

INLINE = 100  # a longer table inside a block gets a block of its own
Table = Mapping[str, Any]


def dumps(wanted: Table) -> str:
    """A fresh text."""
    return "".join(map(str, table_blocks((), wanted))).lstrip("\n")


def is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def is_block(path: Path, value: Any, nested: bool) -> bool:
    """Whether a value gets a header of its own."""
    if is_tables(value):
        return not path
    if not isinstance(value, Mapping):
        return False
    return not path or nested or len(literal(value)) > INLINE


def entry_of(name: str, value: Any) -> Entry:
    return Entry("", f"{key(name)} = ", (name,), literal(value))


def blocks_of(path: Path, value: Any) -> list[Block]:
    if is_tables(value):
        return [block for item in value for block in table_blocks(path, item, array=True)]
    return table_blocks(path, value)


def table_blocks(path: Path, wanted: Table, array: bool = False) -> list[Block]:
    """Fresh blocks for a table; one that only holds tables needs no header of its own."""
    only_tables = bool(wanted) and all(isinstance(value, Mapping) for value in wanted.values()) and not array
    plain = {n: v for n, v in wanted.items() if not is_block(path, v, only_tables)}
    blocks: list[Block] = []
    if plain or not path or array or not wanted:
        name = ".".join(map(key, path))
        header = "" if not path else f"[[{name}]]\n" if array else f"[{name}]\n"
        blank = "\n" if path and (array or len(path) == 1) else ""
        blocks.append(Block(blank, header, path, array, [entry_of(n, v) for n, v in plain.items()]))
    for name, value in wanted.items():
        if name not in plain:
            blocks += blocks_of((*path, name), value)
    return blocks
