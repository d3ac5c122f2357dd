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
from engine.demo.load import PASSWORD, load_demo
from engine.errors import Refused
from engine.store.office import open_office


@click.command()
@click.option("--until", default="", help="Last simulated moment, local time (ISO 8601); now when left out.")
@click.option("--seed", default=2026, show_default=True, help="Draws the hours between acts and the opinions.")
@click.option("--if-empty", is_flag=True, help="Do nothing, successfully, when the database holds anything.")
@database_option
@json_option
def demo(until: str, seed: int, if_empty: bool, database: str, as_json: bool) -> None:
    """Load the demo office (39 people) and some 30 documents in every state into an empty database."""
    last = datetime.fromisoformat(until).replace(tzinfo=LOCAL) if until else datetime.now(UTC)
    path = database.removeprefix("sqlite:///")
    if path != database:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    office = open_office(database, files=Path(files_folder()))

    def progress(total: int) -> Callable[[], object]:
        bar = tqdm(total=total, desc="演示数据", disable=as_json, leave=False)
        return lambda: bar.update()

    try:
        loaded = load_demo(office, last, seed=seed, progress=progress)
    except Refused as refused:
        if not (if_empty and refused.code == "database_in_use"):
            raise
        show_json({"ok": True, "loaded": False}) if as_json else click.echo("数据库已有内容,保持不变。")
        return
    if as_json:
        show_json({"ok": True, **asdict(loaded), "password": PASSWORD})
    else:
        click.echo(f"已载入 {loaded.people} 人、{loaded.instances} 件发文、{loaded.events} 条历史。")
        click.echo(f"登录名为人员编号(如 U11 林小草、O5 文思齐、L4 甄茂林),密码 {PASSWORD}")
