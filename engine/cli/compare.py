"""banjie compare A B"""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.output import database_option, json_option, show_json
from engine.comparison import ALONE, Change, Comparison, painted
from engine.comparison import compare as compare_packages
from engine.definition import Package
from engine.errors import Missing
from engine.store.office import open_office
from engine.store.published import published_package, versions_of

COLOURS = {"added": "green", "removed": "red", "changed": "yellow", "moved": "cyan"}
SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": ">"}


@click.command()
@click.argument("before")
@click.argument("after")
@click.option("--svg", type=click.Path(file_okay=False, path_type=Path), help="Draw both diagrams here, painted.")
@click.option("--exit-code", is_flag=True, help="Exit 1 when the packages differ, as git diff does.")
@database_option
@json_option
@click.pass_context
def compare(
    ctx: click.Context, before: str, after: str, svg: Path | None, exit_code: bool, database: str, as_json: bool
) -> None:
    """What AFTER says otherwise than BEFORE: each a procedure folder, a zip, or key@version of the database.

    One sentence a change; those that only move something in a drawing are counted at the end.
    """
    old, new = package_of(before, database), package_of(after, database)
    found = compare_packages(old, new)
    written = _draw(svg, found) if svg is not None else []
    if as_json:
        show_json({"ok": True, **found.as_json(), "drawings": written})
    else:
        _show(found)
    ctx.exit(1 if exit_code and found.changes else 0)


def package_of(place: str, database: str) -> Package:
    """The package a person names; `key@version` is one of the database, `key@` its newest."""
    path = Path(place)
    if path.is_dir():
        return Package.from_folder(path)
    if path.is_file():
        return Package.from_zip(path.read_bytes())
    key, at, version = place.rpartition("@")
    if not at or not (version.isdigit() or not version):
        raise Missing(
            "no_package", f"没有文件夹、压缩包或已发布的版本“{place}”。",
            f"There is no folder, zip or published version {place!r}.",
        )  # fmt: skip
    with open_office(database).database.read() as connection:
        known = versions_of(connection, key)
        return published_package(connection, key, int(version) if version else known[-1].version if known else 0)


def _draw(folder: Path, found: Comparison) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for drawing in painted(found, style=ALONE):
        for side, svg in (("before", drawing.before), ("after", drawing.after)):
            if svg is not None:
                file = folder / f"{drawing.process}-{side}.svg"
                file.write_text(svg, encoding="utf-8")
                written.append(file.name)
    return written


def _show(found: Comparison) -> None:
    for change in found.meaning:
        _line(change)
    if found.moved:
        click.secho(
            f"另有 {len(found.moved)} 处只是图形移动。 {len(found.moved)} element(s) only moved in the drawing.",
            fg=COLOURS["moved"],
        )
    for file in found.unread:
        click.secho(f"{file} 无法读懂,按文字比较。 {file} could not be understood; compared as text.", fg="yellow")
    if not found.changes:
        click.secho("没有区别。\nNo difference.", fg="green")


def _line(change: Change) -> None:
    click.secho(f"{SIGNS[change.kind]} {change.zh}", fg=COLOURS[change.kind])
    click.echo(f"  {change.en}  [{change.file}]")
