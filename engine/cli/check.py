"""banjie check PATH"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from engine import bpmn, dmn, forms
from engine.cli.fault_pictures import write_pictures
from engine.cli.output import json_option, show_findings, show_json
from engine.definition import Package
from engine.definition import check as check_package
from engine.definition.fixes import with_fixes
from engine.errors import DefinitionRefused, Finding, Refused


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--svg", type=click.Path(file_okay=False, path_type=Path), help="Draw the way to each fault here.")
@json_option
@click.pass_context
def check(ctx: click.Context, path: Path, svg: Path | None, as_json: bool) -> None:
    """Check a procedure folder, a folder of them, a zip, or one .bpmn, .dmn or form .json file.

    Diagrams are also proved sound, or the way to what is wrong is shown. Exit 1 when anything is an error; warnings
    alone are fine.
    """
    found = findings(path)
    if svg is not None:
        write_pictures(svg, diagram_files(path), found)
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


def diagram_files(path: Path) -> dict[str, bytes]:
    """The diagrams of what is checked, by the names findings give them."""
    try:
        if path.is_dir():
            return Package.from_folder(path).under("", ".bpmn")
        if path.suffix.lower() == ".zip":
            return Package.from_zip(path.read_bytes()).under("", ".bpmn")
    except Refused:
        return {}
    return {path.name: path.read_bytes()} if path.suffix.lower() == ".bpmn" else {}


def findings(path: Path) -> list[Finding]:
    try:
        if path.is_dir():
            inner = sorted(each.parent for each in path.glob("*/procedure.toml"))
            if inner and not (path / "procedure.toml").exists():  # a folder of procedures, such as processes/
                return [replace(f, file=f"{each.name}/{f.file or ''}") for each in inner for f in findings(each)]
            return check_package(Package.from_folder(path))
        data = path.read_bytes()
        match path.suffix.lower():
            case ".zip":
                return check_package(Package.from_zip(data))
            case ".dmn":
                return with_fixes(dmn.check(data))
            case ".json":
                return with_fixes(forms.check(data))
            case _:
                return with_fixes(bpmn.check({path.name: data}))
    except DefinitionRefused as refused:
        return list(refused.findings)
    except Refused as refused:
        return [Finding(refused.code, None, refused.zh, refused.en, file=path.name)]
