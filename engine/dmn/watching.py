"""Which rules of which tables match while something runs: for those who ask what was never tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields

from engine.dmn.boxed import Boxed, Entry, Table
from engine.dmn.table import Hit

Matched = set[tuple[Table, int]]  # a table and the number of a rule, from 1; two equal tables are one

_WATCHERS: ContextVar[tuple[Matched, ...]] = ContextVar("watchers", default=())


@contextmanager
def watch() -> Iterator[Matched]:
    """Collects every rule that matches in this context, in whichever model."""
    matched: Matched = set()
    token = _WATCHERS.set((*_WATCHERS.get(), matched))
    try:
        yield matched
    finally:
        _WATCHERS.reset(token)


def tell(hits: Iterable[Hit]) -> None:
    """Tables were used."""
    watchers = _WATCHERS.get()
    if watchers:
        found = {(hit.table, number + 1) for hit in hits for number in hit.matched}
        for matched in watchers:
            matched |= found


def tables_in(logic: object) -> Iterator[Table]:
    """Every table of a boxed expression, itself first."""
    if isinstance(logic, Table):
        yield logic
    if isinstance(logic, tuple):
        for item in logic:
            yield from tables_in(item)
    elif isinstance(logic, (Boxed, Entry)):
        for part in fields(logic):
            yield from tables_in(getattr(logic, part.name))
