"""Memory does not grow with the log: ten times the cases, about the same peak."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine.export import LogCase, write_ocel_json, write_ocel_sqlite, write_xes
from tests.export.test_hostile_labels import case

TEXT = "很长的标题" * 40


def cases(n: int) -> Iterator[LogCase]:
    """Each with twenty events and objects of its own."""
    for number in range(n):
        made = case(TEXT)
        events = tuple(replace(made.events[1], seq=seq, type=f"t{seq}", label=TEXT) for seq in range(20))
        objects = tuple(replace(o, id=f"{o.type}:{number}", relations=()) for o in made.objects)
        yield LogCase(f"N{number}", made.attributes, events, objects)


def peak(form: str, n: int, folder: Path) -> int:
    path, numbers = folder / f"{form}-{n}", [f"N{number}" for number in range(n)]
    tracemalloc.start()
    try:
        if form == "sqlite":
            write_ocel_sqlite(cases(n), path, numbers)
        else:
            with path.open("wb") as out:
                write_xes(cases(n), out) if form == "xes" else write_ocel_json(cases(n), out, numbers)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "form", [pytest.param("xes", marks=pytest.mark.slow), "json", pytest.param("sqlite", marks=pytest.mark.slow)]
)
def test_ten_times_the_log_needs_no_more_memory(form: str, tmp_path: Path) -> None:
    peak(form, 20, tmp_path)  # whatever is loaded once
    small, large = peak(form, 300, tmp_path), peak(form, 3000, tmp_path)
    assert large < small * 1.5 + 1_000_000, (small, large)
