"""banjie check PATH"""

from __future__ import annotations

from pathlib import Path

import click

from engine import bpmn, dmn, forms
from engine.cli.output import json_option, show_findings, show_json
from engine.definition import Package
from engine.definition import check as check_package
from engine.errors import DefinitionRefused, Finding, Refused


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@json_option
@click.pass_context
def check(ctx: click.Context, path: Path, as_json: bool) -> None:
    """Check a procedure folder, a zip, or one .bpmn, .dmn or form .json file.

    Exit 1 when anything is an error; warnings alone are fine.
    """
    found = findings(path)
    errors = [f for f in found if f.severity == "error"]
    if as_json:
        show_json({"ok": not errors, "path": path.name, "findings": [f.as_json() for f in found]})
    else:
        show_findings(found)
        click.secho(
            f"{path.name}: {len(errors)} 个错误,{len(found) - len(errors)} 个提醒。"
            if found
            else f"{path.name}: 没有发现问题。",
            fg="red" if errors else "green",
        )
    ctx.exit(1 if errors else 0)


def findings(path: Path) -> list[Finding]:
    try:
        if path.is_dir():
            return check_package(Package.from_folder(path))
        data = path.read_bytes()
        match path.suffix.lower():
            case ".zip":
                return check_package(Package.from_zip(data))
            case ".dmn":
                return dmn.check(data)
            case ".json":
                return forms.check(data)
            case _:
                return bpmn.check({path.name: data})
    except DefinitionRefused as refused:
        return list(refused.findings)
    except Refused as refused:
        return [Finding(refused.code, None, refused.zh, refused.en, file=path.name)]
