"""banjie export --xes | --ocel-json | --ocel-sqlite -o FILE"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click
from tqdm import tqdm

from engine.actions import Actor, ExportLog, export_log
from engine.cli.output import database_option, files_folder, json_option, show_json
from engine.errors import Refused
from engine.export import LogCase
from engine.queries.event_log import LogAsked
from engine.store.office import open_office
from engine.store.work import SYSTEM


@click.command()
@click.option("--xes", "form", flag_value="xes", help="XES, IEEE 1849-2016.")
@click.option("--ocel-json", "form", flag_value="ocel-json", help="OCEL 2.0, JSON.")
@click.option("--ocel-sqlite", "form", flag_value="ocel-sqlite", help="OCEL 2.0, SQLite.")
@click.option("--procedure", default="", help="只导出这项流程 · Only this procedure.")
@click.option("--since", help="起始日期,按发起时间 · First day on which a matter started, e.g. 2026-01-01.")
@click.option("--until", help="截止日期 · Last day.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="FILE.")
@click.option("--by", default=SYSTEM, help="以谁的权限导出 · Export what this person may see, in his name.")
@database_option
@json_option
def export(
    form: str | None, procedure: str, since: str | None, until: str | None, output: Path, by: str, database: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Write histories as an event log for process mining; masked fields are masked, and the journal keeps a trace."""
    if not form:
        raise click.UsageError("give --xes, --ocel-json or --ocel-sqlite")
    office = open_office(database, files=Path(files_folder()))
    command = ExportLog(form, LogAsked(procedure, _day(since), _day(until)))

    def progress(cases: Iterable[LogCase], n: int) -> Iterable[LogCase]:
        bar: Iterable[LogCase] = tqdm(cases, total=n, desc="导出", disable=as_json or n < 20)
        return bar

    done = export_log(office, command, Actor(by), output, progress)
    if as_json:
        show_json({
            "ok": True, "file": str(done.path), "form": done.form, "cases": done.counted.cases,
            "events": done.counted.events, "objects": done.counted.objects, "sha256": done.sha256,
            "left_out": done.left_out,
        })  # fmt: skip
        return
    n, m = done.counted.cases, done.counted.events
    click.echo(f"已导出 {n} 件事项、{m} 条记录:{output}\n{n} matters, {m} events exported.\nSHA-256 {done.sha256}")
    if done.left_out:
        click.secho(f"另有 {done.left_out} 件无权查看,未导出。\n{done.left_out} were not yours to see.", fg="yellow")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused("bad_date", f"“{text}”不是日期(如2026-01-31)。", f"{text!r} is not a date.") from error
