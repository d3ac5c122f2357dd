"""Coverage as a table: one line for the flows of a procedure and one for each of its decisions."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

import click

from engine.scenario import Coverage

HEAD = ("流程 · 决策表", "", "总数", "经过", "未经过", "有说明")


def show_coverage(coverages: Iterable[tuple[str, Coverage]]) -> None:
    """Prints the table, then what is missing and what is excused, by name."""
    found = list(coverages)
    rows: list[tuple[Sequence[str], str | None]] = [(HEAD, None)]
    for procedure, coverage in found:
        for line in coverage.account:
            paint = "yellow" if line.missed else "green"
            name, kind = (f"  {line.name}", "行") if line.name else (procedure, "流向")
            numbers = (len(line.all), len(line.met), len(line.missed), len(line.excused))
            rows.append(((name, kind, *map(str, numbers)), paint))
    widths = [max(_width(row[n]) for row, _ in rows) for n in range(len(HEAD))]
    for row, colour in rows:
        cells = [_pad(text, width, left=n < 2) for n, (text, width) in enumerate(zip(row, widths, strict=True))]
        click.secho("  ".join(cells).rstrip(), fg=colour, bold=colour is None)
    for procedure, coverage in found:
        for id in [*coverage.untaken, *coverage.unmatched]:
            click.secho(f"{procedure}: 没有场景经过 {id}", fg="yellow")
        for id in coverage.needless:
            click.secho(f"{procedure}: [uncovered] 不必说明 {id}", fg="yellow")
        for id, reason in coverage.excused.items():
            click.echo(f"{procedure}: {id}: {reason}")


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _pad(text: str, width: int, *, left: bool) -> str:
    room = " " * (width - _width(text))
    return text + room if left else room + text
