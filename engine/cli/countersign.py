"""banjie countersign NOTE"""

from __future__ import annotations

from pathlib import Path

import click

from engine.actions.countersign_checkpoint import countersign_checkpoint
from engine.cli.output import database_option, json_option, show_json
from engine.history.note import read_note
from engine.store.evidence import EvidenceSettings
from engine.store.office import open_office
from engine.store.work import Actor


@click.command()
@click.argument("note", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", required=True, help="The audit administrator whose line the note bears.")
@database_option
@json_option
def countersign(note: Path, by: str, database: str, as_json: bool) -> None:
    """Bring the witness's line of NOTE back into the office, to the checkpoint whose text it is."""
    given = read_note(note.read_text(encoding="utf-8"))
    settings = EvidenceSettings.from_environment()
    done = countersign_checkpoint(open_office(database), settings, given, Actor(by))
    if as_json:
        show_json({"ok": True, "number": done.number, "witness": done.witness, "note": done.note.written})
    else:
        click.echo(f"第{done.number}号检查点已由 {done.witness} 副署。")
