"""A section laid out for a page."""

from __future__ import annotations

from dataclasses import dataclass

from engine.definition.settings.fields import Choice, Field, Problem, Section


@dataclass(frozen=True)
class Cell:
    """One input: `values` as it sends them, `options` with what it holds beside what is offered; `entries` of a table
    within a row are (key cell, value cell)."""

    field: Field
    name: str
    values: tuple[str, ...]
    options: tuple[Choice, ...] = ()
    problem: Problem | None = None
    entries: tuple[tuple[Cell, Cell], ...] = ()

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def chosen(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.options if choice.value in self.values)


@dataclass(frozen=True)
class RowView:
    """`was` is its key in the TOML, "" for a new one; `key` the input of its key where it can be chosen."""

    at: str
    was: str
    label: Choice
    cells: tuple[Cell, ...]
    key: Cell | None = None
    removable: bool = False
    new: bool = False


@dataclass(frozen=True)
class SectionView:
    """`keys` are the rows there are, for a section whose rows have pages of their own."""

    section: Section
    fields: tuple[Field, ...]
    rows: tuple[RowView, ...]
    keys: tuple[tuple[Choice, bool], ...] = ()  # (what it is called, whether anything is set)
    row: str | None = None
    problem: Problem | None = None
