"""The little Markdown that form texts use -> blocks a page can lay out without trusting any markup.

Headings, bullet lists and paragraphs; everything else stays the text it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

HEADING = re.compile(r"(#{1,6})\s+(.+)")
BULLET = re.compile(r"\s{0,3}[-*+]\s+(.+)")
EMPHASIS = re.compile(r"(\*\*|__)(.+?)\1")


@dataclass(frozen=True)
class Block:
    """A heading (with its level), a paragraph (its lines) or a bullet list (its items)."""

    kind: Literal["heading", "paragraph", "list"]
    lines: tuple[str, ...]
    level: int = 0


def blocks(source: str) -> tuple[Block, ...]:
    """Split a text into blocks; an empty line ends one."""
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", source.replace("\r\n", "\n").strip()):
        open_block: Block | None = None
        for line in part.split("\n"):
            block = _line(line)
            if open_block is not None and block.kind == open_block.kind != "heading":
                open_block = Block(block.kind, open_block.lines + block.lines)
                found[-1] = open_block
            elif block.lines != ("",):
                open_block = block
                found.append(block)
    return tuple(found)


def _line(line: str) -> Block:
    heading = HEADING.fullmatch(line.strip())
    if heading:
        return Block("heading", (_bare(heading.group(2)),), len(heading.group(1)))
    bullet = BULLET.fullmatch(line)
    if bullet:
        return Block("list", (_bare(bullet.group(1)),))
    return Block("paragraph", (_bare(line.strip()),))


def _bare(text: str) -> str:
    return EMPHASIS.sub(r"\2", text)
