"""A TOML text taken apart into blocks (one header and its entries) that, joined again, are the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from engine.toml.literals import value_of

BLANK = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*(?:[ \t]*#[^\n]*\Z)?")
FIRST = re.compile(r"\s*(\S)")
KEY = re.compile(r"""[ \t]*(?:([A-Za-z0-9_-]+)|("(?:[^"\\\n]|\\.)*")|('[^'\n]*'))[ \t]*""")
BARE_END = re.compile(r"[ \t]*(?=[,\]}#\r\n]|\Z)")

Path = tuple[str, ...]


@dataclass(eq=False)
class Entry:
    """`before` are the comments above it, `after` what follows the value up to the end of its line."""

    before: str
    key: str
    path: Path
    value: str
    after: str = "\n"

    def __str__(self) -> str:
        return f"{self.before}{self.key}{self.value}{self.after}"


@dataclass(eq=False)
class Block:
    before: str
    header: str
    path: Path
    array: bool = False
    entries: list[Entry] = field(default_factory=list)

    def __str__(self) -> str:
        return self.before + self.header + "".join(map(str, self.entries))


@dataclass(eq=False)
class Sheet:
    blocks: list[Block]
    rest: str = ""

    def __str__(self) -> str:
        return "".join(map(str, self.blocks)) + self.rest


def scan(text: str) -> Sheet:
    """Take apart a text that tomllib has read without complaint."""
    if text and not text.endswith("\n"):
        text += "\n"
    sheet, at = Sheet([Block("", "", ())]), 0
    while True:
        blank = BLANK.match(text, at)
        before = blank[0] if blank else ""
        at += len(before)
        first = FIRST.match(text, at)
        if first is None:
            sheet.rest = before + text[at:]
            return sheet
        at = (_header if first[1] == "[" else _entry)(text, at, before, sheet)


def _header(text: str, at: int, before: str, sheet: Sheet) -> int:
    start, opening = at, text.index("[", at)
    array = text.startswith("[[", opening)
    path, _ = _keys(text, opening + (2 if array else 1))
    at = _line_end(text, opening + len(path))
    sheet.blocks.append(Block(before, text[start:at], path, array))
    return at


def _entry(text: str, at: int, before: str, sheet: Sheet) -> int:
    path, equals = _keys(text, at)
    begin = equals + 1
    while text[begin] in " \t":
        begin += 1
    end = value_end(text, begin)
    stop = _line_end(text, end)
    sheet.blocks[-1].entries.append(Entry(before, text[at:begin], path, text[begin:end], text[end:stop]))
    return stop


def _line_end(text: str, at: int) -> int:
    return text.index("\n", at) + 1


def _keys(text: str, at: int) -> tuple[Path, int]:
    """The parts of a dotted key, and where it ends."""
    parts: list[str] = []
    while match := KEY.match(text, at):
        parts.append(match[1] or _unquoted(match[2] or match[3]))
        at = match.end()
        if text[at] != ".":
            break
        at += 1
    return tuple(parts), at


def _unquoted(text: str) -> str:
    read: Any = value_of(text)
    return str(read)


def value_end(text: str, at: int) -> int:
    """Where the value that begins here ends."""
    for quotes in ('"""', "'''"):
        if text.startswith(quotes, at):
            end = _closing(text, at + 3, quotes)
            while text.startswith(quotes[0], end) and end < len(text):  # up to two more quotes belong to the text
                end += 1
            return end
    if text[at] in "\"'":
        return _closing(text, at + 1, text[at])
    if text[at] in "[{":
        return _bracketed(text, at + 1)
    while not (match := BARE_END.match(text, at)):
        at += 1
    return match.start()


def _closing(text: str, at: int, quotes: str) -> int:
    while not text.startswith(quotes, at):
        at += 2 if text[at] == "\\" and quotes[0] == '"' else 1
    return at + len(quotes)


def _bracketed(text: str, at: int) -> int:
    while text[at] not in "]}":
        if text[at] == "#":
            at = text.index("\n", at)
        elif text[at] in "\"'[{":
            at = value_end(text, at)
        else:
            at += 1
    return at + 1
