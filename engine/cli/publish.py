"""banjie publish PATH"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from engine import actions
from engine.cli.output import database_option, files_folder, json_option, show_json
from engine.definition import Package
from engine.store.office import open_office
from engine.store.work import SYSTEM


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--by", default=SYSTEM, help="Person who releases it (a security administrator).")
@database_option
@json_option
def publish(path: Path, by: str, database: str, as_json: bool) -> None:
    """Check a procedure folder or zip and publish it as the next version."""
    package = Package.from_folder(path) if path.is_dir() else Package.from_zip(path.read_bytes())
    office = open_office(database, files=Path(files_folder()))
    done = actions.publish_definition(office, package, actions.Actor(by))
    if as_json:
        show_json({"ok": True, **asdict(done)})
    else:
        state = "已发布" if done.new else "内容与已发布版本相同"
        click.echo(f"{done.procedure} 第{done.version}版 {state}  {done.hash[:16]}")
