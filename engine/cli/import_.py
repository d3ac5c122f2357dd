"""banjie import FILE -o FOLDER"""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.output import json_option, show_json
from engine.definition import check
from engine.definition.imported import Imported, import_diagram
from engine.errors import Finding, Refused

COLOURS = {"decide": "yellow", "converted": "green", "kept": "green", "dropped": "white"}
WORDS = {"decide": "需要决定", "converted": "已转换", "kept": "保留", "dropped": "已去掉"}


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--output", "-o", type=click.Path(path_type=Path), required=True, help="Folder of the new procedure.")
@click.option("--key", default="", help="Key of the procedure; made of the process id when not given.")
@click.option("--name", default="", help="Its name; the process's when not given.")
@click.option("--map", "pairs", multiple=True, metavar="THEIRS=OURS", help="A group or person there = a role here.")
@click.option(
    "--dmn", "tables", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A decision it calls.",
)
@json_option
def import_(
    file: Path, output: Path, key: str, name: str, pairs: tuple[str, ...], tables: tuple[Path, ...], as_json: bool
) -> None:
    """Turn a BPMN file of Camunda 7, Flowable, Activiti or a plain tool into a procedure folder.

    Tells what was converted, kept and dropped, and what a person must decide; then checks the result.
    Exit code 0: passes the check; 1: written, but does not pass yet; 2: cannot be read.
    """
    if output.exists() and any(output.iterdir() if output.is_dir() else [output]):
        raise click.UsageError(f"{output} 已经存在。")
    groups = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    decisions = {table.name: table.read_bytes() for table in tables}
    try:
        found = import_diagram(
            file.read_bytes(), source=file.name, key=key, name=name, groups=groups, decisions=decisions
        )
    except Refused as refused:
        if as_json:
            show_json({"ok": False, **refused.as_json()})
        else:
            click.secho(refused.zh, fg="red", err=True)
        raise SystemExit(2) from None
    for path, data in found.package.files.items():
        target = output / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    findings = check(found.package)
    errors = [each for each in findings if each.severity == "error"]
    _show(found, findings, output, as_json)
    raise SystemExit(1 if errors else 0)


def _show(found: Imported, findings: list[Finding], output: Path, as_json: bool) -> None:
    errors = [each for each in findings if each.severity == "error"]
    if as_json:
        show_json(
            {"ok": not errors, "folder": output.name, "key": found.key, "name": found.name, "dialect": found.dialect,
             "notes": [note.as_json() for note in found.notes], "findings": [each.as_json() for each in findings]}
        )  # fmt: skip
        return
    click.echo(f"{found.name} ({found.dialect}) → {output.name}: {len(found.package.files)} 个文件")
    for note in found.notes:
        click.secho(f"  {WORDS[note.kind]}  {note.element}  {note.zh}", fg=COLOURS[note.kind])
    for each in findings:
        colour = "red" if each.severity == "error" else "yellow"
        click.secho(f"  检查  {each.file} {each.element or ''}  {each.zh}", fg=colour)
    if not errors:
        click.secho("  检查通过", fg="green")
