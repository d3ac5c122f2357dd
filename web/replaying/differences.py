"""All steps for the page's script: each says only what is not as in the step before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.queries import Replay
from web.replaying.shown import Cell, Shown, shown_steps
from web.replaying.states import describe, states_of

EMPTY: dict[str, Any] = {}


def steps_of(replay: Replay) -> list[dict[str, Any]]:
    """JSON; under `elements`, `flows`, `badges`, `tokens` and `document` null takes a name away."""
    found, last = [], EMPTY
    for frame, shown in zip(replay.frames, shown_steps(replay), strict=True):
        states = states_of(frame)
        whole = {
            **_words(shown),
            "description": describe(replay, frame), "drawing": frame.drawing,
            "elements": dict(states.elements), "flows": dict(states.flows), "badges": dict(states.badges),
            "tokens": dict(states.tokens or {}), "document": {k: list(v) for k, v in shown.document.items()},
        }  # fmt: skip
        found.append(difference(last, whole))
        last = whole
    return found


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Names whose values differ; of mappings only the differing names within, gone ones as None."""
    found: dict[str, Any] = {}
    for name, value in after.items():
        was = before.get(name)
        if isinstance(value, dict):
            inner = {k: v for k, v in value.items() if k not in (was or {}) or was[k] != v}
            inner |= {k: None for k in (was or {}) if k not in value}
            if inner:
                found[name] = inner
        elif value != was:
            found[name] = value
    return found


def _words(shown: Shown) -> dict[str, Any]:
    return {
        "number": shown.number, "at": shown.at, "moment": shown.moment, "sentence": shown.sentence,
        "after": list(shown.after), "why": list(shown.why), "card": _rows(shown.card), "values": _rows(shown.values),
        "open": _rows(shown.open), "files": _rows(shown.files),
        "hits": [[hit.table, list(hit.tested), list(hit.rules)] for hit in shown.hits],
    }  # fmt: skip


def _rows(rows: Sequence[Sequence[Cell]]) -> list[list[list[str]]]:
    """A cell is [text], [text, class] or [text, class, address]."""
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(cell: Cell) -> list[str]:
    whole = [cell.text, cell.css, cell.href]
    return whole if cell.href else whole[:2] if cell.css else whole[:1]
