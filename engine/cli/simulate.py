"""banjie simulate FILE.bpmn"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import click
import orjson

from engine import bpmn, dmn
from engine.bpmn import Happening, Program, Simulation
from engine.cli.output import show_findings
from engine.clock import LOCAL
from engine.errors import DefinitionRefused, Invalid

# A Monday morning; given with --start when it matters. Never the machine's clock: the same call prints the same lines.
DEFAULT_START = "2026-01-05T09:00:00+08:00"
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--process", help="Id of the process to run when the file has several.")
@click.option("--answers", type=_FILE, help='JSON: {"elementId": [values, null, ...]} in order of occurrence.')
@click.option("--events", type=_FILE, help="JSON list: at|after with message|signal|timer|advance, correlation, data.")
@click.option("--dmn", "models", type=_FILE, multiple=True, help="DMN file with decisions; may be repeated.")
@click.option("--start", default=DEFAULT_START, show_default=True, help="ISO time the clock starts at.")
@click.option("--data", type=_FILE, help="JSON object: the process's first variables.")
@click.option("--json", "as_json", is_flag=True, help="Findings of a refused file as JSON too; the rest always is.")
@click.pass_context
def simulate(
    ctx: click.Context,
    file: Path,
    process: str | None,
    answers: Path | None,
    events: Path | None,
    models: tuple[Path, ...],
    start: str,
    data: Path | None,
    as_json: bool,
) -> None:
    """Run any supported diagram in memory: one JSON line per happening, then the result.

    Exit 0 completed or waiting, 1 the file or an input is refused, 2 the run failed with an incident.
    """
    moment = _moment(start)
    try:
        program = _load(file, models)
    except DefinitionRefused as refused:
        if as_json:
            _print({"kind": "refused", "findings": [finding.as_json() for finding in refused.findings]})
        else:
            show_findings(refused.findings)
        ctx.exit(1)
    simulation = Simulation(
        program,
        _choose(program, process),
        moment,
        _read_answers(answers),
        _read(events, list),
        _read(data, dict),
    )
    for line in _lines(simulation, moment.tzinfo):
        _print(line)
    _print(_result(simulation, moment.tzinfo))
    ctx.exit(2 if simulation.error else 0)


def _load(file: Path, models: tuple[Path, ...]) -> Program:
    decisions: dict[str, Any] = {}
    for path in models:
        found = bpmn.decisions_of(dmn.load(path.read_bytes()))
        decisions.update(found)
    return bpmn.load({file.name: file.read_bytes()}, decisions=decisions, services=None)


def _choose(program: Program, process: str | None) -> str:
    """The process asked for, else the first that no other process of the file calls."""
    if process is None:
        called = {name for info in program.processes.values() for name in info.calls - {info.id}}
        return next((name for name in program.processes if name not in called), next(iter(program.processes)))
    if process not in program.processes:
        raise Invalid({}, "process_unknown", f"没有流程“{process}”。", f"There is no process “{process}”.")
    return process


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is not an ISO time", param_hint="--start") from error
    return found if found.tzinfo else found.replace(tzinfo=LOCAL)


def _read(path: Path | None, kind: type) -> Any:
    if path is None:
        return kind()
    try:
        found = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise Invalid(
            {}, "input_wrong", f"{path.name} 不是 JSON:{error}", f"{path.name} is not JSON: {error}"
        ) from error
    members = found if isinstance(found, list) else []
    if not isinstance(found, kind) or not all(isinstance(member, dict) for member in members):
        raise Invalid({}, "input_wrong", f"{path.name} 的内容格式不对。", f"{path.name} has the wrong shape.")
    return found


def _read_answers(path: Path | None) -> dict[str, list[dict[str, Any] | None]]:
    found: dict[str, Any] = _read(path, dict)
    for element, values in found.items():
        if not isinstance(values, list) or not all(value is None or isinstance(value, dict) for value in values):
            raise Invalid(
                {}, "input_wrong", f"“{element}”的答案应当是列表。", f"The answers of “{element}” must be a list."
            )
    return found


def _lines(simulation: Simulation, zone: tzinfo | None) -> Iterator[dict[str, Any]]:
    """Happenings as printed; how a built-in answered is inside the engine, not a step of the diagram."""
    n = 0
    for happening in simulation.run():
        if happening.kind != "serve":
            n += 1
            yield _line(n, happening, zone)


def _line(n: int, happening: Happening, zone: tzinfo | None) -> dict[str, Any]:
    detail = dict(happening.detail)
    if "due" in detail:
        detail["due"] = datetime.fromisoformat(detail["due"]).astimezone(zone).isoformat()
    return {
        "n": n,
        "kind": happening.kind,
        "element": happening.element,
        "key": happening.key,
        "scope": happening.scope,
        "at": datetime.fromisoformat(happening.at).astimezone(zone).isoformat(),
        **detail,
    }


def _result(simulation: Simulation, zone: tzinfo | None) -> dict[str, Any]:
    error = simulation.error
    waits = simulation.execution.waiting() if simulation.execution and not error else bpmn.Waits()
    keys = [wait.key for wait in waits.tasks] + [wait.key for wait in waits.timers]
    keys += [wait.key for wait in waits.subscriptions] + [wait.key for wait in waits.conditions]
    return {
        "kind": "result",
        "state": simulation.state,
        "at": simulation.now.astimezone(zone).isoformat(),
        "data": simulation.data,
        "error": error
        and {"code": error.code, "element": error.element, "key": error.key, "zh": error.zh, "en": error.en},
        "waiting": keys,
        "stuck": simulation.execution is not None and not error and simulation.execution.stuck,
        "undelivered": simulation.undelivered,
    }


def _print(value: dict[str, Any]) -> None:
    click.echo(orjson.dumps(value).decode())
