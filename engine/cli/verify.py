"""banjie verify --all"""

from __future__ import annotations

import os
from pathlib import Path

import click
from sqlalchemy import func, select
from tqdm import tqdm

from engine.actions.export_checkpoints import newest_exported
from engine.cli.output import database_option, files_folder, json_option, show_json
from engine.history.note import read_note
from engine.history.signer import load_public
from engine.store import tables as t
from engine.store.evidence import EvidenceSettings, evidence_of
from engine.store.office import Office, open_office
from engine.store.verification import Trust, verify_office

PRESENT = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN = 20


@click.command()
@click.option("--all", "everything", is_flag=True, help="Every history of the database.")
@click.option("--key", "keys", multiple=True, type=PRESENT, help="The office's .pub file; else those of BANJIE_KEYS.")
@click.option("--witness", "witnesses", multiple=True, type=PRESENT, help="A witness's .pub file; else likewise.")
@click.option("--against", type=PRESENT, help="A note held outside the database; else the last witnessed inside it.")
@click.option(
    "--processes", type=click.IntRange(1, 64), default=lambda: min(os.cpu_count() or 1, 4), show_default="cores"
)
@database_option
@json_option
@click.pass_context
def verify(
    ctx: click.Context, everything: bool, keys: tuple[Path, ...], witnesses: tuple[Path, ...], against: Path | None,
    processes: int, database: str, as_json: bool,
) -> None:  # fmt: skip
    """Verify every chain, every row of history, its definitions, attachments, and the last witnessed checkpoint.

    Exit 1 and the first wrong event when anything was changed.
    """
    if not everything:
        raise click.UsageError("give --all")
    office = open_office(database, files=Path(files_folder()))
    trust = _trust(office, keys, witnesses, against)
    with office.database.read() as connection:
        total = connection.execute(select(func.coalesce(func.sum(t.instance.c.events), 0))).scalar_one()
    with tqdm(total=total, desc="验证历史", unit="条", disable=as_json, leave=False) as bar:
        verdict = verify_office(office.database, office.files, trust, processes=processes, progress=bar.update)
    if as_json:
        show_json({**verdict.as_json(), "trusted": [key.line for key in (*trust.office, *trust.witnesses)]})
    else:
        for problem in verdict.problems[:SHOWN]:
            click.secho(f"{problem.zh}\n    {problem.en} [{problem.code}]", fg="red")
        held = "无检查点" if verdict.checkpoint is None else f"第{verdict.checkpoint}号检查点"
        held += ("(机关签名有效" if verdict.signed else "(未验证机关签名") + (
            ",见证人副署有效)" if verdict.witnessed else ",无见证)"
        )
        click.secho(
            f"{verdict.chains} 条链、{verdict.events} 条历史,依据{held}:"
            + ("全部相符。" if verdict.ok else f"{len(verdict.problems)} 处不符。"),
            fg="green" if verdict.ok else "red",
        )
    ctx.exit(0 if verdict.ok else 1)


def _trust(office: Office, keys: tuple[Path, ...], witnesses: tuple[Path, ...], against: Path | None) -> Trust:
    """Keys given, else those of the folder of keys: never keys that only the database vouches for."""
    settings = EvidenceSettings.from_environment()
    with office.database.read() as connection:
        evidence = evidence_of(connection)
    own = tuple(map(load_public, keys)) or evidence.trusted(settings)
    theirs = tuple(map(load_public, witnesses)) or evidence.witnessing(settings)
    theirs = tuple(key for key in theirs if key.key not in {known.key for known in own})
    note = read_note(against.read_text(encoding="utf-8")) if against else None
    return Trust(own, theirs, note, newest_exported(settings, evidence.office)[1])
