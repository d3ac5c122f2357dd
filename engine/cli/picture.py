"""banjie picture NUMBER -o FILE.svg|.pdf|.gif [--step N] --by PERSON"""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from engine.actions import Actor, PrintReplay, print_replay
from engine.cli.output import database_option, files_folder, json_option, show_json
from engine.queries.numbered import matter
from engine.store.office import open_office

PAGES = "web"  # named, not imported: the engine stands without the pages
FILES = "web.replaying.files"


@click.command()
@click.argument("number")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="FILE.svg, .pdf or .gif.")
@click.option("--step", type=click.IntRange(min=1), help="Tell the history up to this step only.")
@click.option("--by", required=True, help="Who asks: the matter must be his to replay.")
@database_option
@json_option
def picture(number: str, output: Path, step: int | None, by: str, database: str, as_json: bool) -> None:
    """Draw the history of a matter (case number or document number): SVG of one step, PDF of the story, moving GIF."""
    form = output.suffix.lstrip(".").lower()
    if form not in ("svg", "pdf", "gif"):
        raise click.UsageError("the output must end in .svg, .pdf or .gif")
    office = open_office(database, files=Path(files_folder()))
    app, files = importlib.import_module(PAGES).create_app(office), importlib.import_module(FILES)
    files.require(form)
    replay = print_replay(office, PrintReplay(matter(office, by, number), form, step), Actor(by))
    last = min(step or len(replay.frames), len(replay.frames))
    with app.test_request_context():
        output.write_bytes(files.make(replay, form, last))
    if as_json:
        told = {"number": replay.instance.number, "step": last, "steps": len(replay.frames), "file": str(output)}
        show_json({"ok": True, **told})
    else:
        click.echo(f"已输出第 {last} 步(共 {len(replay.frames)} 步):{output}\nDrawn as of step {last}.")
