"""banjie replay INSTANCE | --all"""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import select
from tqdm import tqdm

from engine.cli.output import database_option, files_folder, json_option, show_json
from engine.errors import Missing
from engine.store import tables as t
from engine.store.office import open_office
from engine.store.replay import examine


@click.command()
@click.argument("instance", required=False)
@click.option("--all", "everything", is_flag=True, help="Every instance of the database.")
@click.option("--compare", "_compare", is_flag=True, help="Compare with stored state and rows (always done).")
@database_option
@json_option
@click.pass_context
def replay(
    ctx: click.Context, instance: str | None, everything: bool, _compare: bool, database: str, as_json: bool
) -> None:
    """Re-execute an instance (its number or id) from history alone and compare it with state and rows."""
    if bool(instance) == everything:
        raise click.UsageError("give an instance or --all")
    office = open_office(database, files=Path(files_folder()))
    i = t.instance.c
    with office.database.read() as connection:
        wanted = select(i.id, i.number).order_by(i.id)
        if instance:
            wanted = wanted.where((i.number == instance) | (i.id == (int(instance) if instance.isdecimal() else -1)))
        rows = connection.execute(wanted).all()
    if instance and not rows:
        raise Missing("no_instance", f"没有事项“{instance}”。", f"There is no instance {instance!r}.")
    different, erased = {}, {}
    for row in tqdm(rows, desc="重新执行", disable=as_json or len(rows) < 20):
        found = examine(office, row.id)
        problems = list(found.problems)
        if found.erased:
            erased[row.number] = list(found.erased)
            if not as_json:
                click.secho(f"{row.number}:有内容已依法删除,不能再比较 · erased, not comparable", fg="yellow")
                for gap in found.erased:
                    click.echo(f"    {gap}")
        if problems:
            different[row.number] = problems
            if not as_json:
                click.secho(f"{row.number}:", fg="red")
                for problem in problems:
                    click.echo(f"    {problem}")
    if as_json:
        show_json({"ok": not different, "equal": len(rows) - len(different), "different": different, "erased": erased})
    else:
        click.secho(
            f"{len(rows) - len(different)} 件与历史一致,{len(different)} 件不一致。"
            f"\n{len(rows) - len(different)} equal, {len(different)} different.",
            fg="red" if different else "green",
        )
    ctx.exit(1 if different else 0)
