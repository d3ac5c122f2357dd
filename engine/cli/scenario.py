"""banjie scenario PATH"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from engine.cli.output import json_option, show_json
from engine.definition import Package, compile_package
from engine.scenario import Coverage, Report, read_scenario, run


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--only", default="", help="Run only scenario files whose name contains this.")
@json_option
@click.pass_context
def scenario(ctx: click.Context, path: Path, only: str, as_json: bool) -> None:
    """Run the scenarios of a procedure folder (or of every one below it) on a simulated clock.

    Prints what differed and which sequence flows nobody takes; exit 1 when anything differed or is untaken.
    """
    folders = [path] if (path / "procedure.toml").exists() else sorted(p.parent for p in path.glob("*/procedure.toml"))
    results = [run_folder(folder, only, quiet=as_json) for folder in folders]
    ok = all(r["ok"] for r in results)
    if as_json:
        show_json({"ok": ok, "procedures": results})
    ctx.exit(0 if ok else 1)


def siblings(folder: Path, keys: Iterable[str]) -> dict[str, Package]:
    """The packages of procedures that lie beside this one."""
    found = {key: folder.parent / key for key in keys}
    return {key: Package.from_folder(path) for key, path in found.items() if (path / "procedure.toml").exists()}


def run_folder(folder: Path, only: str, *, quiet: bool) -> dict[str, object]:
    package = Package.from_folder(folder)
    definition = compile_package(package)
    reports: list[Report] = []
    for file, data in package.under("scenarios/", ".toml").items():
        if only not in file:
            continue
        story = read_scenario(data, file)
        report = run(story, package, others=siblings(folder, story.others))
        reports.append(report)
        if not quiet:
            click.secho(
                f"{'✓' if report.ok else '✗'} {file}  {report.title}  ({report.steps} 步)",
                fg="green" if report.ok else "red",
            )
            for problem in report.problems:
                click.echo(f"    {problem}")
    coverage = Coverage.of(definition, {flow for r in reports for flow in r.flows})
    ok = all(r.ok for r in reports) and (bool(only) or not coverage.untaken)
    if not quiet:
        click.echo(f"{folder.name}: 流向覆盖 {len(coverage.taken)}/{len(coverage.flows)}")
        for flow in coverage.untaken:
            click.secho(f"    没有场景经过 {flow}", fg="yellow")
        for flow, reason in coverage.excused.items():
            click.echo(f"    {flow}: {reason}")
    return {
        "procedure": folder.name, "ok": ok, "coverage": coverage.as_json(), "scenarios": [r.as_json() for r in reports]
    }  # fmt: skip
