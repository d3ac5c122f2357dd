"""A TOML text changed to say something else, with everything that need not change left as it was written."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from engine.toml.fresh import Table, blocks_of, dumps, entry_of, is_block, is_tables, table_blocks
from engine.toml.literals import key, literal, value_of
from engine.toml.reading import loads
from engine.toml.scanning import Block, Path, Sheet, scan


def rewrite(text: str, wanted: Table) -> str:
    """The text, changed so that it reads as `wanted`; where its form cannot be kept it is written anew."""
    if same(loads(text), wanted):
        return text
    sheet = scan(text)
    _Rewriting(sheet).table(sheet.blocks, (), wanted)
    written = str(sheet)
    try:
        if same(loads(written), wanted):
            return written
    except tomllib.TOMLDecodeError:
        pass
    return dumps(wanted)


def same(one: Any, other: Any) -> bool:
    """Equal, and of the same kinds: 1, 1.0 and true are three things."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


class _Rewriting:
    """Changes the blocks of one sheet in place."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def table(self, blocks: list[Block], path: Path, wanted: Table) -> None:
        """Make a table say `wanted`; `blocks` are its own and those inside it, at most one of them its own header."""
        depth = len(path)
        own = next((b for b in blocks if b.path == path), None)
        left = dict(wanted)
        if own is not None:
            self._entries(own, left)
        children: dict[str, list[Block]] = {}
        for block in blocks:
            if len(block.path) > depth:
                children.setdefault(block.path[depth], []).append(block)
        last = blocks[-1] if blocks else None
        for name, held in children.items():
            value = left.pop(name, None)
            is_array = held[0].array and len(held[0].path) == depth + 1
            if is_array and is_tables(value):
                self.array(held, (*path, name), value)
            elif not is_array and isinstance(value, Mapping):
                self.table(held, (*path, name), value)
            else:
                last = self._before(blocks, held, last)
                for block in held:
                    self._drop(block)
                if value is not None:
                    left[name] = value
        self._add(own, last, path, left, bool(children))

    def array(self, blocks: list[Block], path: Path, wanted: Sequence[Table]) -> None:
        """Tables of an array, matched by what they say, so that each keeps its comments when others come or go."""
        elements: list[list[Block]] = []
        for block in blocks:
            if block.path == path:
                elements.append([])
            elements[-1].append(block)
        old = [literal(_read(element, path)) for element in elements]
        new = [literal(each) for each in wanted]
        after = self.sheet.blocks[self.sheet.blocks.index(blocks[0]) - 1]
        for _, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            for n in range(max(i2 - i1, j2 - j1)):
                i, j = i1 + n, j1 + n
                if i < i2 and j < j2:
                    if old[i] != new[j]:
                        self.table(elements[i], path, wanted[j])
                    after = self._last_of(elements[i], after)
                elif i < i2:
                    for block in elements[i]:
                        self._drop(block)
                else:
                    after = self._insert(after, table_blocks(path, wanted[j], array=True))

    # -- entries

    def _entries(self, block: Block, left: dict[str, Any]) -> None:
        """Bring the entries in line with `left`, taking out what they say."""
        carried = ""
        for entry in list(block.entries):
            value: Any = left
            for part in entry.path:
                value = value.get(part, _NONE) if isinstance(value, Mapping) else _NONE
            if value is _NONE:
                carried += entry.before
                block.entries.remove(entry)
                continue
            if not same(value_of(entry.value), value):
                entry.value = literal(value, spread=isinstance(value, list) and "\n" in entry.value)
            entry.before, carried = carried + entry.before, ""
            if len(entry.path) == 1:
                del left[entry.path[0]]
        for name in {entry.path[0] for entry in block.entries if len(entry.path) > 1}:
            left.pop(name, None)  # what a dotted key cannot say any more makes the sheet unlike: written anew
        if carried:
            self._keep(block, carried)

    def _add(self, own: Block | None, last: Block | None, path: Path, left: dict[str, Any], nested: bool) -> None:
        """What no entry and no block says yet."""
        plain = {name: value for name, value in left.items() if not is_block(path, value, nested)}
        if plain:
            if own is None:
                first = next((b for b in self.sheet.blocks if b.path[: len(path)] == path), None)
                own = Block("", f"[{'.'.join(map(key, path))}]\n", path)
                at = self.sheet.blocks.index(first) if first else len(self.sheet.blocks)
                self.sheet.blocks.insert(at, own)
                last = last or own
            own.entries += [entry_of(name, value) for name, value in plain.items()]
        for name, value in left.items():
            if name not in plain:
                anchor = last if last in self.sheet.blocks else self.sheet.blocks[-1]
                last = self._insert(anchor or self.sheet.blocks[-1], blocks_of((*path, name), value))

    # -- blocks

    def _insert(self, after: Block, blocks: list[Block]) -> Block:
        at = self.sheet.blocks.index(after) + 1
        self.sheet.blocks[at:at] = blocks
        return blocks[-1] if blocks else after

    def _drop(self, block: Block) -> None:
        """Take a block away; its comments stay, for whoever wrote them to judge."""
        self._keep(block, block.before + "".join(entry.before for entry in block.entries))
        self.sheet.blocks.remove(block)

    def _keep(self, block: Block, comments: str) -> None:
        if "#" not in comments:
            return
        at = self.sheet.blocks.index(block) + 1
        if at < len(self.sheet.blocks):
            self.sheet.blocks[at].before = comments + self.sheet.blocks[at].before
        else:
            self.sheet.rest = comments + self.sheet.rest

    def _last_of(self, element: list[Block], otherwise: Block) -> Block:
        """The last block of an element that is still there, with what was put in after it."""
        held = [block for block in element if block in self.sheet.blocks]
        if not held:
            return otherwise
        last, blocks = held[-1], self.sheet.blocks
        at = blocks.index(last) + 1
        while at < len(blocks) and len(blocks[at].path) > len(element[0].path) and blocks[at] not in element:
            last, at = blocks[at], at + 1
        return last

    def _before(self, blocks: list[Block], held: list[Block], last: Block | None) -> Block | None:
        """Where to go on adding when the block there goes away."""
        if last not in held:
            return last
        kept = [block for block in blocks if block not in held and block in self.sheet.blocks]
        if kept:
            return kept[-1]
        at = self.sheet.blocks.index(held[0])
        return self.sheet.blocks[at - 1] if at else None


_NONE = object()


def _read(blocks: list[Block], path: Path) -> dict[str, Any]:
    """What the blocks of one element of an array say."""
    text = "".join(str(block) for block in blocks)
    value: Any = loads(text)
    for part in path:
        value = value[part]
    first: dict[str, Any] = value[0]
    return first
