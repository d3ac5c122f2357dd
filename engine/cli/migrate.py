"""banjie migrate"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
from sqlalchemy import select

from engine.actions import Actor, MigrateInstance, Tried, migrate_instance, try_migration
from engine.cli.output import database_option, files_folder, json_option, show_json
from engine.errors import Missing, Refused
from engine.store import tables as t
from engine.store.office import Office, open_office


@click.command()
@click.option("--to", "version", type=int, required=True, help="Number of the version to move to.")
@click.option("--instance", "instances", multiple=True, required=True, help="Number or id of a matter.")
@click.option("--map", "pairs", multiple=True, metavar="A=B", help="Element A of the present version becomes B.")
@click.option("--recount", is_flag=True, help="Count dues again by the terms of the other version.")
@click.option("--reason", default="", help="Why, in words; needed unless --dry-run.")
@click.option("--dry-run", is_flag=True, help="Say where tokens would stand; change nothing.")
@click.option("--by", required=True, help="Who decides: somebody who answers for the procedure's matters.")
@database_option
@json_option
def migrate(
    version: int, instances: tuple[str, ...], pairs: tuple[str, ...], recount: bool, reason: str, dry_run: bool,
    by: str, database: str, as_json: bool,
) -> None:  # fmt: skip
    """Move running matters to another version of their procedure, each whole or not at all.

    Exit code 1 when one of them stays where it is.
    """
    chosen = dict(_pair(pair) for pair in pairs)
    office = open_office(database, files=Path(files_folder()))
    told = [_one(office, each, version, chosen, recount, reason, dry_run, Actor(by)) for each in instances]
    if as_json:
        show_json({"ok": all(one["ok"] for one in told), "dry_run": dry_run, "instances": told})
    else:
        _say(told, dry_run)
    office.database.dispose()
    if not all(one["ok"] for one in told):
        raise SystemExit(1)


def _pair(text: str) -> tuple[str, str]:
    source, equals, target = text.partition("=")
    if not (source and equals and target):
        raise click.UsageError(f"--map {text!r}: give A=B")
    return source.strip(), target.strip()


def _one(
    office: Office, name: str, version: int, chosen: dict[str, str], recount: bool, reason: str, dry_run: bool,
    by: Actor,
) -> dict[str, Any]:  # fmt: skip
    try:
        instance_id, to = _found(office, name, version)
        command = MigrateInstance(instance_id, to, reason, f"cli-{uuid4().hex}", chosen, recount)
        if dry_run:
            return {"ok": True, "instance": name, **_told(try_migration(office, command, by))}
        receipt = migrate_instance(office, command, by)
        return {"ok": True, "instance": receipt.number, "event": receipt.seq}
    except Refused as refused:
        return {"ok": False, "instance": name, "refused": refused.as_json()}


def _found(office: Office, name: str, version: int) -> tuple[int, int]:
    """Ids of the matter and of the version of its procedure."""
    i, d = t.instance.c, t.definition.c
    which = i.number == name if not name.isdigit() else (i.number == name) | (i.id == int(name[:18]))
    with office.database.read() as connection:
        matter = connection.execute(select(i.id, i.procedure).where(which).order_by(i.id)).first()
        if matter is None:
            raise Missing("no_instance", f"没有事项“{name}”。", f"There is no instance {name!r}.")
        to = connection.execute(
            select(d.id).where(d.procedure == matter.procedure, d.version == version)
        ).scalar_one_or_none()
    if to is None:
        raise Missing("no_version", f"“{matter.procedure}”没有第{version}版。", f"No version {version} of it.")
    return matter.id, to


def _told(tried: Tried) -> dict[str, Any]:
    plan = tried.plan
    return {
        "number": tried.number, "seen": tried.version, "before": [list(one) for one in tried.before],
        "after": [list(one) for one in tried.after], "opened": list(tried.opened), "closed": list(tried.closed),
        "dues": [dict(due) for due in tried.dues], "difference": plan.difference, "mapping": dict(plan.mapping),
        "warnings": [one.as_json() for one in plan.warnings(element for _, element in tried.before)],
    }  # fmt: skip


def _say(told: Iterable[dict[str, Any]], dry_run: bool) -> None:
    for one in told:
        if not one["ok"]:
            refused = one["refused"]
            click.secho(f"{one['instance']}:{refused['zh']}\n    {refused['en']} [{refused['code']}]", fg="red")
            for finding in refused.get("findings", ()):
                click.echo(f"    {finding['element']}  {finding['zh']}")
        elif dry_run:
            now = {key: element for key, element in one["after"] if key}
            moved = [f"{was} → {now.get(key, '(结束)')}" for key, was in one["before"] if key]
            click.echo(f"{one['number']}:{'、'.join(moved)}")
            for due in one["dues"]:
                click.echo(f"    到期 {due['old']} → {due['new']}")
            for warning in one["warnings"]:
                click.secho(f"    {warning['zh']}", fg="yellow")
        else:
            click.echo(f"{one['instance']}:已迁移,见历史第 {one['event']} 条。")
