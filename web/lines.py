"""Filled-in lines laid out in two columns without holes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.forms import Line

WIDE = frozenset({"textarea", "taglist", "filepicker", "dynamiclist", "table"})
LONGEST = 22  # characters that fit half a row


def paired(lines: Iterable[Line]) -> Iterator[tuple[Line, bool]]:
    """Each line with whether it takes the whole row: long ones, and a short one left without a neighbour."""
    waiting: Line | None = None
    for line in lines:
        if line.kind == "group":
            continue
        if line.kind in WIDE or line.rows or len(line.value) > LONGEST:
            if waiting is not None:
                yield waiting, True
                waiting = None
            yield line, True
        elif waiting is None:
            waiting = line
        else:
            yield waiting, False
            yield line, False
            waiting = None
    if waiting is not None:
        yield waiting, True
