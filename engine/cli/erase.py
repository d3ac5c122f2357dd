"""banjie erase"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from sqlalchemy import select

from engine.actions.erase_personal_data import AskErasure, ask_erasure, decide_erasure
from engine.cli.output import database_option, files_folder, json_option, show_json
from engine.errors import Missing, NotYours
from engine.queries import erasure_page
from engine.store import tables as t
from engine.store.office import Office, open_office
from engine.store.work import Actor


@click.command()
@click.argument("number", required=False)
@click.option("--field", "fields", multiple=True, help="A personal field of the procedure, e.g. phone.")
@click.option("--word", "words", multiple=True, help="A further word to take out wherever it stands.")
@click.option("--attachment", "attachments", multiple=True, type=int, help="Id of a file whose bytes and name go.")
@click.option("--ground", default="", help="The legal ground, e.g. 个人信息保护法第四十七条.")
@click.option("--reason", default="", help="Why, in words.")
@click.option("--grant", type=int, help="Grant the request of this number; another person than who asked.")
@click.option("--refuse", type=int, help="Refuse the request of this number.")
@click.option("--show", type=int, help="What this request would take, and where it stands: for who may decide it.")
@click.option("--list", "listed", is_flag=True, help="Requests that wait for a decision.")
@click.option("--by", default="", help="Who asks or decides.")
@database_option
@json_option
def erase(
    number: str | None, fields: tuple[str, ...], words: tuple[str, ...], attachments: tuple[int, ...], ground: str,
    reason: str, grant: int | None, refuse: int | None, show: int | None, listed: bool, by: str, database: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Ask for personal data of the ended matter NUMBER to be erased, or decide what another asked for.

    Chains and checkpoints hold afterwards; the words are gone from every table, from search and from the file.
    """
    if [number is not None, grant is not None, refuse is not None, show is not None, listed].count(True) != 1:
        raise click.UsageError("give a matter's number, --grant, --refuse, --show or --list")
    if not by and not listed:
        raise click.UsageError("give --by")
    office = open_office(database, files=Path(files_folder()))
    if listed:
        _list(office, as_json)
    elif show is not None:
        _show(office, show, by, as_json)
    elif number is not None:
        command = AskErasure(_id(office, number), fields, ground, reason, words, attachments)
        asked = ask_erasure(office, command, Actor(by))
        show_json({"ok": True, "erasure": asked}) if as_json else click.echo(f"已申请,编号 {asked},等待另一人决定。")
    else:
        _decide(office, grant or refuse or 0, by, grant is not None, as_json)


def _decide(office: Office, erasure: int, by: str, grant: bool, as_json: bool) -> None:
    done = decide_erasure(office, erasure, Actor(by), grant=grant)
    if as_json:
        show_json({"ok": True, "erased": asdict(done) if done else None})
        return
    if done is None:
        click.echo("已不予同意,内容保持不变。")
        return
    for name, count in done.texts.items():
        whole = f",整条 {done.events[name]} 条" if done.events[name] else ""
        click.echo(f"{name}:历史中 {count} 处文字已删除{whole}。")
    click.echo(f"其他表中 {done.rows} 行已替换。")
    if done.elsewhere:
        click.secho(f"另有事项含有这些信息,需分别办理:{'、'.join(done.elsewhere)}", fg="yellow")
    if not done.scrubbed:
        click.secho("数据库文件尚未整理,请按运行手册执行 VACUUM。Run VACUUM (docs/operations.md).", fg="yellow")


def _show(office: Office, erasure: int, by: str, as_json: bool) -> None:
    """As the page says it: words that a mask hides from him are masked here, too."""
    e = t.erasure.c
    with office.database.read() as connection:
        instance_id = connection.execute(select(e.instance_id).where(e.id == erasure)).scalar_one_or_none()
    if instance_id is None:
        raise NotYours()
    request = next(each for each in erasure_page(office, by, instance_id).requests if each.id == erasure)
    if as_json:
        show_json({"ok": True, "state": request.state, "sought": [asdict(each) for each in request.sought]})
        return
    for each in request.sought:
        r = each.reach
        click.echo(
            f"{each.label or '其他词语'} {each.text or '—'}:本事项 {r.events} 条、{r.rows} 行,"
            f"关联事项 {r.linked_events} 条、{r.linked_rows} 行,机关日志 {r.journal} 条,个人草稿等 {r.own} 行;"
            f"整条清空 {r.whole} 条,不能删除 {r.kept} 条。"
        )
    if not request.sought:
        click.echo("没有可由您决定的内容。")


def _list(office: Office, as_json: bool) -> None:
    e, i = t.erasure.c, t.instance.c
    with office.database.read() as connection:
        rows = connection.execute(
            select(e.id, i.number, e.fields, e.ground, e.reason, e.asked_by, e.asked_at)
            .join(t.instance, i.id == e.instance_id)
            .where(e.state == "asked")
            .order_by(e.id)
        ).all()
    if as_json:
        told = [
            {
                "id": row.id, "number": row.number, "fields": row.fields, "ground": row.ground, "reason": row.reason,
                "asked_by": row.asked_by, "asked_at": row.asked_at.isoformat(),
            }
            for row in rows
        ]  # fmt: skip
        show_json({"ok": True, "waiting": told})
        return
    for row in rows:
        click.echo(f"{row.id}  {row.number}  {'、'.join(row.fields)}  {row.ground}  {row.asked_by}")
    if not rows:
        click.echo("没有等待决定的申请。")


def _id(office: Office, number: str) -> int:
    i = t.instance.c
    with office.database.read() as connection:
        found: int | None = connection.execute(select(i.id).where(i.number == number)).scalar_one_or_none()
    if found is None:
        raise Missing("no_instance", f"没有事项“{number}”。", f"There is no instance {number!r}.")
    return found
