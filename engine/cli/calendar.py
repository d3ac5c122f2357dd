"""banjie calendar [FILE]"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import click

from engine import actions
from engine.cli.output import database_option, files_folder, json_option, show_json
from engine.errors import Invalid
from engine.organization import YearTable
from engine.store.office import open_office
from engine.store.work import SYSTEM


@click.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", default=SYSTEM, help="Person who changes it (the system administrator).")
@database_option
@json_option
def calendar(file: Path | None, by: str, database: str, as_json: bool) -> None:
    """Show the working calendar, or put the year table of FILE into force and count open dues again.

    FILE is TOML: year = 2027, off = [dates], work = [dates], source = "国办发明电〔…〕…".
    """
    office = open_office(database, files=Path(files_folder()))
    if file is None:
        with office.database.read() as connection:
            found = office.calendar(connection, office.in_force(connection)["calendar"])
        tables = [table.as_json() for _, table in sorted(found.years.items())]
        warnings = [finding.as_json() for finding in found.warnings(office.now())]
        if as_json:
            show_json({"ok": True, "years": tables, "warnings": warnings})
            return
        for table in tables:
            days = f"放假 {len(table['off'])} 天,调休上班 {len(table['work'])} 天"
            click.echo(f"{table['year']}  {days}  {table['source']}")
        for finding in warnings:
            click.secho(finding["zh"], fg="yellow")
        return
    changed = actions.change_calendar(office, read_table(file.read_bytes()), actions.Actor(by))
    if as_json:
        show_json({"ok": True, "changed": changed})
    else:
        click.echo(f"年度表已生效,{changed} 件在办事项的到期时间有变动。")


def read_table(data: bytes) -> YearTable:
    """A year table from TOML; raises Invalid, or Refused for a date that cannot be one of its exceptions."""
    try:
        raw: dict[str, Any] = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Invalid({"file": f"无法读取:{error}"}) from error
    texts = {name: [_text(day) for day in raw.get(name, [])] for name in ("off", "work")}
    return YearTable.from_json({"year": raw.get("year"), "source": raw.get("source", ""), **texts})


def _text(day: Any) -> str:
    return day.isoformat() if isinstance(day, date) else str(day)
