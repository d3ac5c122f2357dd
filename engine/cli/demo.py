"""banjie demo"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click
from tqdm import tqdm

from engine.cli.output import database_option, files_folder, json_option, show_json
from engine.clock import LOCAL
from engine.demo.load import PASSWORD, load_demo, load_year
from engine.demo.proof import prove
from engine.errors import Refused
from engine.store.evidence import EvidenceSettings
from engine.store.office import open_office


@click.command()
@click.option("--year", type=click.IntRange(2000, 2100), help="Load a whole simulated year instead of the last weeks.")
@click.option("--matters", type=click.IntRange(1, 20_000), default=1650, show_default=True, help="Begun in that year; "
              "their messages start some more.")  # fmt: skip
@click.option("--until", default="", help="Last simulated moment, local time (ISO 8601); now when left out, and at the "
              "latest the end of the year.")  # fmt: skip
@click.option("--seed", default=2026, show_default=True, help="Draws what people do and when.")
@click.option("--if-empty", is_flag=True, help="Do nothing, successfully, when the database holds anything.")
@database_option
@json_option
def demo(
    year: int | None, matters: int, until: str, seed: int, if_empty: bool, database: str, as_json: bool
) -> None:
    """Load the demo office (39 people) and matters of every procedure into an empty database.

    Some 60 matters in every state; with --year some 2,000, each act a real action on a simulated clock.
    """
    last = datetime.fromisoformat(until).replace(tzinfo=LOCAL) if until else datetime.now(UTC)
    if year is not None:
        last = min(last, datetime(year, 12, 31, 23, 59, tzinfo=LOCAL))
        if last <= datetime(year, 1, 1, tzinfo=LOCAL):
            raise click.BadParameter("该年份尚未开始。", param_hint="--year")
    path = database.removeprefix("sqlite:///")
    if path != database:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    office = open_office(database, files=Path(files_folder()), durable=year is None)

    def progress(total: int) -> Callable[[], object]:
        bar = tqdm(total=total, desc="演示数据", unit="件" if year else "步", disable=as_json, leave=False)
        return lambda: bar.update()

    try:
        if year is None:
            loaded = load_demo(office, last, seed=seed, progress=progress)
        else:
            loaded = load_year(office, year, last, matters=matters, seed=seed, progress=progress)
            office.database.settle()
        prove(office, EvidenceSettings.from_environment())
    except Refused as refused:
        if not (if_empty and refused.code == "database_in_use"):
            raise
        show_json({"ok": True, "loaded": False}) if as_json else click.echo("数据库已有内容,保持不变。")
        return
    if as_json:
        show_json({"ok": True, **asdict(loaded), "password": PASSWORD})
    else:
        click.echo(f"已载入 {loaded.people} 人、{loaded.instances} 件事项、{loaded.events} 条历史。")
        click.echo(f"登录名为人员编号(如 U11 林小草、O5 文思齐、L4 甄茂林),密码 {PASSWORD}")
