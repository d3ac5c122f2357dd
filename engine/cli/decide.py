"""banjie decide FILE.dmn"""

from __future__ import annotations

from pathlib import Path

import click
import orjson

from engine import dmn, feel
from engine.cli.output import json_option, show_json
from engine.errors import Refused


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--decision", help="名称或标识;只有一个最终决策时可省略 · Name or id; may be left out for a single one.")
@click.option("--data", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON with the inputs.")
@json_option
@click.pass_context
def decide(ctx: click.Context, path: Path, decision: str | None, data: Path | None, as_json: bool) -> None:
    """Make a decision of a DMN file and show which rules matched.

    Files imported by it are looked for in its folder. Exit 1 when the file or the inputs are refused, or when
    the result is null with a warning.
    """
    model = dmn.load(path.read_bytes(), imports=_neighbours(path), source=path.name)
    name = decision or _only_decision(model)
    result = model.evaluate(name, _read(data))
    value = feel.to_json(result.value)
    warnings = [{"code": w.code, "zh": w.zh, "en": w.en} for w in result.warnings]
    failed = value is None and bool(warnings)
    if as_json:
        show_json({"ok": not failed, "decision": name, "value": value, "warnings": warnings, "trace": result.trace})
    else:
        _show(result)
    ctx.exit(1 if failed else 0)


def _show(result: dmn.Result) -> None:
    for step in result.trace:
        click.secho(step["decision"], bold=True)
        tested = step["tested"] if "tested" in step else step["inputs"]
        for label, value in tested.items():
            click.echo(f"    {label} = {_text(value)}")
        if "matched" in step:
            rules = "、".join(str(rule["number"]) for rule in step["matched"]) or "无 none"
            click.echo(f"    命中规则 matched rules ({step['hit_policy']}): {rules}")
        click.secho(f"    → {_text(step['outputs'])}", fg="green")
    for warning in result.warnings:
        click.secho(f"{warning.zh} {warning.en} [{warning.code}]", fg="yellow")


def _only_decision(model: dmn.Model) -> str:
    """The one decision no other decision asks for."""
    asked = {name for decision in model.decisions.values() for name in decision.requires}
    last = [d for d in model.decisions.values() if d.variable not in asked]
    if len(last) != 1:
        names = "、".join(d.name for d in last or model.decisions.values())
        zh, en = f"请用 --decision 指定决策:{names}。", f"Name a decision with --decision: {names}."
        raise Refused("which_decision", zh, en)
    return last[0].id


def _read(data: Path | None) -> dict[str, object]:
    if data is None:
        return {}
    try:
        values = orjson.loads(data.read_bytes())
    except orjson.JSONDecodeError as error:
        raise Refused("bad_json", f"{data.name} 不是合法的 JSON。", f"{data.name} is not JSON: {error}") from None
    if not isinstance(values, dict):
        raise Refused("bad_json", f"{data.name} 应为一个 JSON 对象。", f"{data.name} should hold a JSON object.")
    return values


def _neighbours(path: Path) -> dict[str, bytes]:
    """Other DMN files of the folder by namespace; one that cannot be read is left out."""
    found = {}
    for other in sorted(path.parent.glob("*.dmn")):
        if other.name != path.name:
            try:
                found[dmn.namespace(other.read_bytes())] = other.read_bytes()
            except Refused:
                continue
    return found


def _text(value: object) -> str:
    return orjson.dumps(value).decode()
