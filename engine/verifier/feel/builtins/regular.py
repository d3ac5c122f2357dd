"""`matches`, `replace` and `split`; a text that is no pattern of the standard gives null."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..patterns import BadPattern, Found, Program, compiled, search
from .signatures import Signatures

FUNCTIONS = Signatures()
add = FUNCTIONS.add
REPLACEMENT = re.compile(r"(?:[^\\$]|\\[\\$]|\$\d)*", re.ASCII | re.DOTALL)
PIECE = re.compile(r"\\([\\$])|\$(\d+)", re.ASCII)


def program(run: Any, pattern: str, flags: str | None = None) -> Program | None:
    run.meter.spend(2 * len(pattern))
    try:
        made = compiled(pattern, flags or "")
    except BadPattern:
        return None
    run.meter.spend(4 * len(made.steps))
    return made


@add("matches(input: string, pattern: string, flags: string?)")
def matches(run: Any, text: str, pattern: str, flags: str | None = None) -> Any:
    made = program(run, pattern, flags)
    return None if made is None else search(made, text, run.meter) is not None


@add("replace(input: string, pattern: string, replacement: string, flags: string?)")
def replace(run: Any, text: str, pattern: str, replacement: str, flags: str | None = None) -> Any:
    made = program(run, pattern, flags)
    if made is None or not REPLACEMENT.fullmatch(replacement):
        return None
    if search(made, "", run.meter) is not None:
        return None
    pieces: list[str] = []
    at = length = 0
    for found in everywhere(run, made, text):
        pieces += [text[at : found[0]], filled(replacement, text, found)]
        length += len(pieces[-1]) + len(pieces[-2])
        run.meter.text_of(length)
        at = found[1] or 0
    return "".join([*pieces, text[at:]])


@add("split(string: string, delimiter: string)")
def split(run: Any, text: str, delimiter: str) -> Any:
    made = program(run, delimiter)
    if made is None or search(made, "", run.meter) is not None:
        return None
    parts: list[str] = []
    at = 0
    for found in everywhere(run, made, text):
        parts.append(text[at : found[0]])
        at = found[1] or 0
    run.meter.list_of(len(parts) + 1)
    return [*parts, text[at:]]


def everywhere(run: Any, made: Program, text: str) -> Iterator[Found]:
    at = 0
    while at <= len(text):
        found = search(made, text, run.meter, at)
        if found is None:
            return
        yield found
        begin, end = found[0] or 0, found[1] or 0
        at = end if end > begin else end + 1


def filled(replacement: str, text: str, found: Found) -> str:
    groups = len(found) // 2 - 1

    def piece(part: re.Match[str]) -> str:
        if part[1]:
            return part[1]
        digits, rest = part[2], ""
        while len(digits) > 1 and int(digits) > groups:  # $12 is group 1 and a 2 where there are fewer groups
            digits, rest = digits[:-1], digits[-1] + rest
        number = int(digits)
        begin, end = (found[2 * number], found[2 * number + 1]) if number <= groups else (None, None)
        return ("" if begin is None or end is None else text[begin:end]) + rest

    return PIECE.sub(piece, replacement)
