"""One step of a replay and the whole of it, as plain values: what happened, why, and how everything stood then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from engine.bpmn import Diagram
from engine.organization import Light
from engine.queries.document import FileFact
from engine.queries.replay.choices import Choice
from engine.queries.replay.decided import Made, TableFacts
from engine.queries.replay.document import Changed, Document
from engine.queries.replay.rights import Right
from engine.queries.replay.running import ERASED
from engine.queries.sheet import Facts
from engine.queries.trail import HistoryLine


@dataclass(frozen=True)
class OpenTask:
    """A task as it waited at that moment; `role`: main, or how it was inserted; `held`: waits for an inserted one."""

    task_id: int
    element: str
    step: str
    label: str
    people: tuple[str, ...]
    claimed: bool
    due_at: datetime | None
    light: Light
    role: str
    held: bool


@dataclass(frozen=True)
class Frame:
    """One event and the state after it.

    `here` are the elements and `took` the flows this event touched; `visits` and `flows` count since the start,
    `tokens` those that stand on an element, `late` elements with an overdue task; `drawing` is which of the replay's
    diagrams was valid. `difference`: the record could not
    be run again to the same state; ERASED where the record's content is gone.
    """

    line: HistoryLine
    right: Right | None
    choices: tuple[Choice, ...]
    decided: tuple[Made, ...]
    changed: tuple[Changed, ...]
    added: tuple[int, ...]
    here: frozenset[str]
    took: frozenset[str]
    visits: Mapping[str, int]
    flows: Mapping[str, int]
    tokens: Mapping[str, int]
    late: frozenset[str]
    open: tuple[OpenTask, ...]
    document: Document
    files: tuple[FileFact, ...]
    due_at: datetime | None
    light: Light
    hold: str
    state: str
    end_state: str
    difference: str
    drawing: int = 0


@dataclass(frozen=True)
class Replay:
    """`diagrams` are those of the versions the matter ran on, in order. `labels`: what forms call the names that
    conditions and decisions read; `people`: names by id."""

    instance: Facts
    diagrams: tuple[Diagram | None, ...]
    frames: tuple[Frame, ...]
    tables: Mapping[str, TableFacts]
    labels: Mapping[str, str]
    people: Mapping[str, str]

    @property
    def diagram(self) -> Diagram | None:
        """Any of them; None when no version has a drawing."""
        return next((diagram for diagram in self.diagrams if diagram is not None), None)

    def diagram_at(self, frame: Frame) -> Diagram | None:
        return self.diagrams[frame.drawing]


def after_erasure(last: Frame, line: HistoryLine) -> Frame:
    """A step whose content is gone: who and when are known, and how everything stood before it."""
    return replace(
        last, line=line, right=None, choices=(), decided=(), changed=(), added=(), here=frozenset(), took=frozenset(),
        difference=ERASED,
    )  # fmt: skip
