"""What pages show of figures beside the report: the matters behind a number, and the entered bases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from engine.errors import Missing
from engine.figures import Figure, FigureSet, Group, Item
from engine.organization import may
from engine.queries.figures import Asked, Counted, Report, entered_bases, readable, report_for
from engine.queries.masking import masked_items
from engine.queries.reader import reading
from engine.queries.visibility import visible_among
from engine.store.office import Office


@dataclass(frozen=True)
class ItemsPage:
    """The matters behind one number. `items` are those the reader may see; `hidden` is how many others there are."""

    report: Report
    counted: Counted
    group: Group
    part: str
    items: tuple[Item, ...]
    total: int
    hidden: int


@dataclass(frozen=True)
class BaseRow:
    figure: str
    english: str
    unit: str
    unit_english: str
    since: str
    until: str
    value: Decimal
    source: str
    who: str
    at: datetime | None


@dataclass(frozen=True)
class BasesPage:
    """`figures` that can be compared, for the form; `may_enter` says whether the reader may use it."""

    procedure: str
    name: str
    english: str
    figures: tuple[Figure, ...]
    bases: tuple[BaseRow, ...]
    may_enter: bool


def items_page(office: Office, person: str, asked: Asked, figure: str, part: str, by: str, key: str) -> ItemsPage:
    """`part` "above" shows what stands above the line, else all; `by` and `key` name one line of a breakdown."""
    with reading(office, person) as reader:
        report = report_for(reader, asked)
        counted = report.figure(figure)
        group = None
        if counted is not None:
            group = counted.result.group(by, key) if by else counted.result.whole
        if counted is None or group is None:
            raise Missing("no_figure", "没有这项统计指标。", "There is no such figure.")
        items = group.numerator if part == "above" else group.items
        if part == "missed":
            items = tuple(item for item in group.items if not item.counted)
        seen = visible_among(reader, {item.instance_id for item in items})
        shown = tuple(item for item in items if item.instance_id in seen)
        return ItemsPage(report, counted, group, part, masked_items(reader, shown), len(items), len(items) - len(shown))


def bases_page(office: Office, person: str, procedure: str) -> BasesPage:
    with reading(office, person) as reader:
        definition = readable(reader, procedure)
        figures: FigureSet = definition.figures
        rows = []
        for id, since, until, base in entered_bases(reader.connection, procedure):
            figure = figures.figure(id)
            rows.append(BaseRow(
                figure.name if figure else id, figure.english if figure else id, figure.unit if figure else "",
                figure.unit_english if figure else "",
                since, until, base.value, base.source, reader.name(base.entered_by), base.entered_at,
            ))  # fmt: skip
        p = definition.procedure
        return BasesPage(
            p.key, p.name, p.english, tuple(f for f in figures.figures if f.compare != "none"), tuple(rows),
            may(reader.organization, person, "figure.enter_base", reader.today),
        )  # fmt: skip
