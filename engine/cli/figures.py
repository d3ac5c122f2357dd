"""banjie figures PROCEDURE"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from engine.cli.output import database_option, files_folder, json_option, show_json
from engine.errors import Refused
from engine.figures import shown
from engine.queries.figures import Asked, Report, count_figures
from engine.store.office import open_office


@click.command()
@click.argument("procedure")
@click.option("--from", "first", required=True, help="第一天 · First day, e.g. 2026-01-01.")
@click.option("--to", "last", required=True, help="最后一天 · Last day.")
@click.option("--cutoff", help="统计截止 · Day (its 24:00) or moment after which nothing is known.")
@click.option("--by", is_flag=True, help="分组明细 · With every breakdown.")
@database_option
@json_option
def figures(procedure: str, first: str, last: str, cutoff: str | None, by: bool, database: str, as_json: bool) -> None:
    """Count a procedure's figures for a period, with last year's and the change.

    The JSON names the definition, the cut-off and the matters below and above each line.
    """
    asked = Asked(procedure, _day(first), _day(last), _cutoff(cutoff) if cutoff else None)
    report = count_figures(open_office(database, files=Path(files_folder())), asked)
    if as_json:
        show_json({"ok": True, **report.as_json()})
    else:
        _show(report, by)


def _show(report: Report, by: bool) -> None:
    p = report.period
    click.secho(f"{report.name} {p.first} 至 {p.last}(截至 {p.cutoff_text})", bold=True)
    for counted in report.counted:
        figure, change = counted.figure, counted.change
        indent = "  " if figure.part_of else ""
        value = counted.result.failure[0] if counted.result.failure else shown(figure, counted.result.whole.value)
        last = (
            f"上年 {shown(figure, change.last)}{'(录入)' if change.entered else ''}" if change.last is not None else ""
        )
        words = " ".join(part for part in (last, change.words(), change.why[0] and f"({change.why[0]})") if part)
        click.echo(f"{indent}{figure.name}  {value}  {words}".rstrip())
        if by:
            for dimension, groups in counted.result.groups.items():
                for group in groups:
                    name = report.figures.dimensions[dimension].name
                    click.echo(f"{indent}    {name} {group.key or '未填'}  {shown(figure, group.value)}")
    click.secho(f"口径:第{report.version}版 {report.definition[:12]} · 指标 {report.figures.digest[:12]}", dim=True)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("bad_date", f"“{text}”不是日期(如2026-01-31)。", f"{text!r} is not a date.") from error


def _cutoff(text: str) -> date | datetime:
    if len(text) <= 10:
        return _day(text)
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused("bad_date", f"“{text}”不是时刻。", f"{text!r} is not a moment.") from error
