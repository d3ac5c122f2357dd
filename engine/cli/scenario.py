"""banjie scenario PATH"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from engine.cli.coverage_table import show_coverage
from engine.cli.output import json_option, show_json
from engine.definition import Definition, Package, compile_package
from engine.errors import Refused
from engine.scenario import Coverage, Played, covered, covered_diagram, play, scenarios_of


@dataclass(frozen=True)
class Folder:
    """A procedure with what became of its scenarios."""

    name: str
    definition: Definition
    reports: list[Played]
    coverage: Coverage

    @property
    def ok(self) -> bool:
        return all(report.ok for report in self.reports)


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--only", default="", help="Run only scenario files whose name contains this.")
@click.option("--svg", type=click.Path(file_okay=False, path_type=Path), help="Write the coloured diagrams here.")
@click.option("--strict", is_flag=True, help="Exit 1 also when a flow or row is untaken without a reason.")
@json_option
@click.pass_context
def scenario(ctx: click.Context, path: Path, only: str, svg: Path | None, strict: bool, as_json: bool) -> None:
    """Run the scenarios of a procedure folder, or of every one below it, on a simulated clock.

    Prints what differed, and which sequence flows and rows of decision tables no story reaches.
    Exit 1 when anything differed.
    """
    folders = [path] if (path / "procedure.toml").exists() else sorted(p.parent for p in path.glob("*/procedure.toml"))
    if not folders:
        raise Refused("no_procedure", f"{path.name} 里没有流程。", f"There is no procedure in {path.name}.")
    played = [play_folder(folder, only, quiet=as_json) for folder in folders]
    ok = all(one.ok and (not strict or one.coverage.complete) for one in played)
    if svg is not None:
        _write_diagrams(svg, played)
    if as_json:
        procedures = [
            {"procedure": one.name, "ok": one.ok, "coverage": one.coverage.as_json(),
             "scenarios": [report.as_json() for report in one.reports]}
            for one in played
        ]  # fmt: skip
        show_json({"ok": ok, "procedures": procedures})
    else:
        show_coverage([(one.name, one.coverage) for one in played])
    ctx.exit(0 if ok else 1)


def siblings(folder: Path, keys: Iterable[str]) -> dict[str, Package]:
    """The packages of procedures that lie beside this one."""
    found = {key: folder.parent / key for key in keys}
    return {key: Package.from_folder(path) for key, path in found.items() if (path / "procedure.toml").exists()}


def play_folder(folder: Path, only: str, *, quiet: bool) -> Folder:
    package = Package.from_folder(folder)
    definition = compile_package(package)
    reports: list[Played] = []
    for file in scenarios_of(package):
        if only not in file:
            continue
        report = play(definition, file, lambda keys: siblings(folder, keys))
        reports.append(report)
        if not quiet:
            click.secho(
                f"{'✓' if report.ok else '✗'} {file}  {report.title}  ({report.steps} 步)",
                fg="green" if report.ok else "red",
            )
            for zh, _ in report.problems:
                click.echo(f"    {zh}")
    return Folder(folder.name, definition, reports, covered(definition, reports))


def _write_diagrams(folder: Path, played: list[Folder]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for one in played:
        drawn = covered_diagram(one.definition, one.coverage)
        if drawn is not None:
            (folder / f"{one.name}.svg").write_bytes(drawn)
