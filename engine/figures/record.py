"""The record of one matter as conditions see it, and the items a figure counts in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.figures.model import Figure


@dataclass(frozen=True)
class Record:
    """`values` are the names of docs/figures.md except those of the document, which stand beside them."""

    id: int
    number: str
    title: str
    document: Mapping[str, Any]
    values: Mapping[str, Any]

    @property
    def context(self) -> dict[str, Any]:
        """All names of the matter; the record's own win over fields of the same name."""
        return {**self.document, **self.values, "document": self.document}


def items(figure: Figure, record: Record) -> Iterator[tuple[str, dict[str, Any]]]:
    """What of a matter a figure counts: a word that tells items apart, and the names that each adds."""
    match figure.over:
        case "steps":
            yield from _steps(figure, record)
        case "rows":
            for field in figure.target:
                rows = record.document.get(field)
                for n, row in enumerate(rows if isinstance(rows, list) else (), 1):
                    yield f"{n}", {"row": row}
        case "facts":
            for fact in record.values["facts"]:
                if fact["kind"] in figure.target:
                    yield "", {"fact": fact}
        case _:
            yield "", {}


def _steps(figure: Figure, record: Record) -> Iterator[tuple[str, dict[str, Any]]]:
    every = record.values["steps"]
    rounds: dict[str, list[Mapping[str, Any]]] = {}
    for step in every:
        rounds.setdefault(step["label"], []).append(step)
    mine = [step for step in every if step["element"] in figure.target]
    if figure.pick != "each":
        ordered = mine if figure.pick == "last" else mine[::-1]
        mine = list({step["label"]: step for step in ordered}.values())
    for step in mine:
        word = " ".join(part for part in (step["name"], step["label"]) if part)
        yield word, {"step": step, "round": rounds[step["label"]]}
