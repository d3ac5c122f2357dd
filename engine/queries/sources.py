"""The inbox rows one principal brings to a reader, as statements made once per shape and run with parameters.

Building a union of a dozen selects costs more than running it, so statements are kept by their shape: how many
principals, which of them stand in for somebody, which filters are set.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, or_, select

from engine.queries.cursor import Filters
from engine.queries.reader import Reader
from engine.store import tables as t
from engine.store.columns import urgency_rank


@dataclass(frozen=True)
class View:
    """Which inbox rows a box shows: todo, sign ("" both); only overdue ones; only those of people stood in for."""

    box: str = ""
    overdue: bool = False
    acting: bool = False


TODO, SIGN, OVERDUE, ACTING = View("todo"), View("sign"), View(overdue=True), View(acting=True)


@dataclass(frozen=True)
class Shape:
    """What decides the text of a statement; `sources` says of each principal (stands in, limited to procedures)."""

    sources: tuple[tuple[bool, bool], ...]
    procedure: bool
    urgency: bool
    text: bool
    view: View = TODO

    @property
    def places(self) -> tuple[int, ...]:
        """The sources that count; none when a box of tasks done for others belongs to nobody's stand-in."""
        return tuple(n for n, (stands_in, _) in enumerate(self.sources) if stands_in or not self.view.acting)


def shape_of(reader: Reader, asked: Filters, view: View = TODO) -> Shape:
    sources = tuple((source.behalf is not None, bool(source.procedures)) for source in reader.sources)
    return Shape(sources, bool(asked.procedure), bool(asked.urgency), bool(asked.text), view)


def parameters_of(reader: Reader, asked: Filters) -> dict[str, Any]:
    """Values for every statement of the shape."""
    values: dict[str, Any] = {
        "procedure": asked.procedure, "rank": urgency_rank(asked.urgency), "text": "", "now": reader.now,
    }  # fmt: skip
    if asked.text:
        values["text"] = "%" + asked.text.replace("/", "//").replace("%", "/%").replace("_", "/_") + "%"
    for n, source in enumerate(reader.sources):
        values[f"principal_{n}"] = source.principal
        values[f"mine_{n}"] = [reader.person, source.behalf] if source.behalf else [reader.person]
        values[f"levels_{n}"] = list(source.levels)
        values[f"procedures_{n}"] = list(source.procedures)
    return values


def source_rows(shape: Shape, n: int, *columns: Any) -> Select[Any]:
    """Rows of the n-th source that pass the filters; what another person has signed for is left out."""
    stands_in, limited = shape.sources[n]
    i, task = t.inbox.c, t.task.c
    query = (
        select(*columns)
        .join(t.task, task.id == i.task_id)
        .where(
            i.principal == bindparam(f"principal_{n}"),
            or_(task.assignee.is_(None), task.assignee.in_(bindparam(f"mine_{n}", expanding=True))),
        )
    )
    if shape.view.box:
        query = query.where(i.box == shape.view.box)
    if shape.view.overdue:
        running = t.instance.c.hold != "paused"  # while the clocks stand nothing grows overdue
        query = query.join(t.instance, t.instance.c.id == task.instance_id).where(i.due_at < bindparam("now"), running)
    if stands_in:
        query = query.where(task.deputy.in_(bindparam(f"levels_{n}", expanding=True)))
    if limited:
        query = query.where(i.procedure.in_(bindparam(f"procedures_{n}", expanding=True)))
    if shape.procedure:
        query = query.where(i.procedure == bindparam("procedure"))
    if shape.urgency:
        query = query.where(i.urgency_rank == bindparam("rank"))
    if shape.text:
        query = query.join(t.document, t.document.c.instance_id == task.instance_id).where(
            t.document.c.search.like(bindparam("text"), escape="/")
        )
    return query
