"""banjie what-if PATH"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from tqdm import tqdm

from engine.cli.compare import package_of
from engine.cli.output import database_option, files_folder, json_option, show_json
from engine.definition import compile_package
from engine.instance.trial import Tally
from engine.queries.design.what_if import names_of
from engine.queries.design.what_if_words import ask_words, cause_words
from engine.queries.reader import reading
from engine.queries.visibility import visible_among
from engine.store import tables as t
from engine.store.office import Office, open_office
from engine.store.published import versions_of
from engine.store.trying import matters_begun, try_on

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("what-if")
@click.argument("path")
@click.option("--procedure", help="Key of the procedure whose matters are tried; the package's own when left out.")
@click.option("--from", "first", type=DAY, required=True, help="First day matters were begun.")
@click.option("--to", "last", type=DAY, required=True, help="Last day.")
@click.option("--by", help="Who asks: the numbers of matters he may read are told, too.")
@database_option
@json_option
def what_if(
    path: str, procedure: str | None, first: datetime, last: datetime, by: str | None, database: str, as_json: bool
) -> None:
    """Run the histories of a period through a changed procedure (folder, zip or key@version); nothing is changed.

    Tells how many go the same way, how many another one and why, which answers nobody gave, and which dues move.
    """
    if first > last:
        raise click.BadParameter("--to is before --from", param_hint="--to")
    draft = compile_package(package_of(path, database))
    office = open_office(database, files=Path(files_folder()))
    key, tally = procedure or draft.procedure.key, Tally()
    with office.database.read() as connection:
        rows = versions_of(connection, key)
        newest = [office.definition(connection, rows[-1].id)] if rows else []
        ids = matters_begun(connection, key, first.date(), last.date())
        with tqdm(total=len(ids), desc="试算", unit="件", disable=as_json, leave=False) as bar:
            try_on(office, connection, draft, ids, tally, progress=bar.update)
    report = tally.as_json()
    names, _ = names_of([*newest, draft])
    numbers = _numbers(office, by, ids) if by else {}
    if as_json:
        show_json({"ok": True, "procedure": key, **_told(report, names, numbers)})
        return
    _show(report, names, numbers)


def _numbers(office: Office, by: str, ids: list[int]) -> dict[int, str]:
    """Case numbers of those this person may read."""
    with reading(office, by) as reader:
        seen = sorted(visible_among(reader, set(ids)))
        i = t.instance.c
        return {row.id: row.number for row in reader.connection.execute(select(i.id, i.number).where(i.id.in_(seen)))}


def _told(value: Any, names: dict[str, str], numbers: dict[int, str]) -> Any:
    """The report with sentences, and numbers of matters instead of their ids."""
    told = dict(value)
    told["causes"] = [{**c, "sentence": cause_words(c, names), "of": _of(c["of"], numbers)} for c in value["causes"]]
    told["asked"] = [{**a, "sentence": ask_words(a, names), "of": _of(a["of"], numbers)} for a in value["asked"]]
    told["of"] = {kind: _of(ids, numbers) for kind, ids in value["of"].items()}
    told["dues"] = {
        step: {**dues, "name": names.get(step, step), "of": {k: _of(v, numbers) for k, v in dues["of"].items()}}
        for step, dues in value["dues"].items()
    }
    return told


def _of(ids: list[int], numbers: dict[int, str]) -> list[str]:
    return [numbers[id] for id in ids if id in numbers]


def _show(report: Any, names: dict[str, str], numbers: dict[int, str]) -> None:
    click.echo(
        f"共 {report['matters']} 件:{report['same']} 件走法相同,{report['diverged']} 件走法不同,"
        f"{report['asks']} 件需要当时没有的答复,{report['unread']} 件无法重走。\n"
        f"{report['matters']} matter(s): {report['same']} the same way, {report['diverged']} another, "
        f"{report['asks']} need an answer nobody gave, {report['unread']} cannot be run."
    )
    for entries, words, colour in ((report["causes"], cause_words, "yellow"), (report["asked"], ask_words, "cyan")):
        for entry in entries:
            zh, en = words(entry, names)
            click.secho(f"{entry['count']:>5}  {zh}", fg=colour)
            click.echo(f"       {en}")
            if shown := _of(entry["of"], numbers)[:10]:
                click.echo(f"       {'、'.join(shown)}")
    for step, dues in report["dues"].items():
        if dues["moved"]:
            name = names.get(step, step)
            click.echo(
                f"{name}:办结 {dues['closed']} 次,到期日变 {dues['moved']} 次;超期 {dues['late_then']} → "
                f"{dues['late_now']}(转为按时 {dues['gained']},转为超期 {dues['lost']})"
            )
