"""banjie package NUMBER -o X.zip · banjie package --since DAY --until DAY [--procedure KEY] -o X.zip"""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import func, select
from tqdm import tqdm

from engine.actions import Actor
from engine.actions.export_package import export_package
from engine.cli.output import database_option, files_folder, json_option, show_json
from engine.queries.exportable import Chosen, choose_instance, choose_period
from engine.store import tables as t
from engine.store.evidence import EvidenceSettings
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("number", required=False)
@click.option("--since", type=DAY, help="First day of a period: all matters started in it.")
@click.option("--until", type=DAY, help="Its last day.")
@click.option("--procedure", default="", help="With a period: only matters of this procedure.")
@click.option("--witnessed", is_flag=True, help="As of the newest witnessed checkpoint, not of now.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="X.zip")
@click.option("--by", default=SYSTEM, help="Who exports; his rights are asked. Left out: whoever runs this machine.")
@database_option
@json_option
def package(
    number: str | None, since: datetime | None, until: datetime | None, procedure: str, witnessed: bool, output: Path,
    by: str, database: str, as_json: bool,
) -> None:  # fmt: skip
    """Write the evidence package of one matter or of a period; the export itself is kept in the journal."""
    if bool(number) == bool(since and until) or bool(since) != bool(until) or (procedure and not since):
        raise click.UsageError("give NUMBER, or --since and --until")
    office = open_office(database, files=Path(files_folder()))
    if since and until:
        chosen = choose_period(office, by, since.date(), until.date(), procedure)
    else:
        chosen = choose_instance(office, by, str(number))
    quiet = as_json or len(chosen.instances) < 20
    with tqdm(total=_events(office, chosen), desc="写入证据包", unit="条", disable=quiet) as bar:
        folder, name = output.parent, output.name
        handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
        try:
            with os.fdopen(handle, "w+b") as out:
                made = export_package(
                    office, EvidenceSettings.from_environment(), chosen, out, Actor(by), witnessed=witnessed,
                    step=bar.update,
                )  # fmt: skip
            Path(temporary).replace(output)
        finally:
            Path(temporary).unlink(missing_ok=True)
    digest = _sha256(output)
    if as_json:
        show_json({"ok": True, "file": str(output), "sha256": digest, **vars(made)})
        return
    click.echo(
        f"已导出 {made.instances} 件、{made.events} 条记录:{output}\nSHA-256 {digest}\n"
        f"由第 {made.checkpoint} 号检查点证明{'(已见证)' if made.witnessed else '(尚未见证)'}。"
    )
    if made.left_out:
        click.secho(f"另有 {made.left_out} 件未导出:无权导出,或检查点中还没有。", fg="yellow")
    if made.absent:
        click.secho(f"有 {made.absent} 个附件的内容找不到,没有放入。", fg="yellow")


def _events(office: Office, chosen: Chosen) -> int:
    i = t.instance.c
    with office.database.read() as connection:
        parts = (chosen.instances[n : n + 500] for n in range(0, len(chosen.instances), 500))
        counted = (connection.execute(select(func.sum(i.events)).where(i.id.in_(part))).scalar_one() for part in parts)
        return sum(int(n or 0) for n in counted)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
