"""banjie audit search --by AUDITOR · banjie audit looks --by ADMINISTRATOR · banjie audit journal --by ADMINISTRATOR"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from engine.actions import Actor, Look, leave_trace
from engine.cli.output import database_option, files_folder, json_option, show_json
from engine.clock import local
from engine.errors import Refused
from engine.queries.audit import (
    FINDINGS,
    AuditQuestion,
    Hit,
    LogPage,
    LogQuestion,
    audit_page,
    read_journal,
    read_looks,
)
from engine.store.office import Office, open_office
from engine.words import ACTIONS


@click.group()
def audit() -> None:
    """审计检索、审计留痕、系统日志 · Look over all matters; read who looked, and the journal."""


@audit.command()
@click.option("--by", required=True, help="谁查(监察人员) · The auditor who asks; his scope decides what is found.")
@click.option("--find", type=click.Choice(FINDINGS), default=FINDINGS[0], show_default=True, help="查什么 · What.")
@click.option("--person", default="", help="人员 · Who acted, or for whom somebody acted.")
@click.option("--unit", default="", help="单位(含下级) · A unit and those below it.")
@click.option("--procedure", default="", help="事项类型 · Key of a procedure.")
@click.option("--kind", default="", help="动作 · Kind of event, e.g. task.returned.")
@click.option("--text", default="", help="词语 · Words that a matter holds.")
@click.option("--from", "since", default="", help="第一天 · First day, e.g. 2026-01-01.")
@click.option("--to", "until", default="", help="最后一天 · Last day.")
@click.option("--size", type=click.IntRange(1, 1000), default=30, show_default=True, help="一页几条 · How many.")
@click.option("--after", default="", help="上一页的 next · `next` of the page before.")
@database_option
@json_option
def search(by: str, since: str, until: str, size: int, database: str, as_json: bool, **asked: str) -> None:
    """Ask a question over all matters of an auditor's scope; it leaves its trace like one asked on the page."""
    for day in (since, until):
        _day(day)
    office = _office(database)
    question = AuditQuestion.read({**asked, "since": since, "until": until})
    leave_trace(office, Look("searched", "banjie audit search", question=question.as_query(place=True)), Actor(by))
    found = audit_page(office, by, question, size=size).found
    if as_json:
        hits = [_plain(asdict(hit)) for hit in found.hits]
        sums = [{**_plain(asdict(s)), "hits": [hit.number for hit in s.hits]} for s in found.sums]
        show_json({
            "ok": True, "question": question.as_query(), "total": found.total, "next": found.next, "hits": hits,
            "sums": sums, "since": found.since.isoformat() if found.since else None,
        })  # fmt: skip
        return
    for hit in found.hits:
        click.echo(_line(hit))
    click.secho(f"共 {found.total} 条 · {found.total} found{f' · next {found.next}' if found.next else ''}", dim=True)


@audit.command()
@click.option("--by", required=True, help="安全管理员 · The security administrator who reads.")
@click.option("--person", default="", help="监察人员 · Whose looks.")
@click.option("--after", type=int, default=0, help="上一页的 next · `next` of the page before.")
@database_option
@json_option
def looks(by: str, person: str, after: int, database: str, as_json: bool) -> None:
    """What auditors looked at, searched for and took away, newest first."""
    _show(read_looks, database, by, LogQuestion(person, after=after), as_json)


@audit.command()
@click.option("--by", required=True, help="安全审计员 · The audit administrator who reads.")
@click.option("--person", default="", help="人员 · Whose entries.")
@click.option("--kind", default="", help="动作 · Kind of entry, e.g. sign_in.refused.")
@click.option("--after", type=int, default=0, help="上一页的 next · `next` of the page before.")
@database_option
@json_option
def journal(by: str, person: str, kind: str, after: int, database: str, as_json: bool) -> None:
    """The office's journal but for what auditors looked at, newest first."""
    _show(read_journal, database, by, LogQuestion(person, kind, after=after), as_json)


def _show(
    read: Callable[[Office, str, LogQuestion], LogPage], database: str, by: str, asked: LogQuestion, as_json: bool
) -> None:
    page = read(_office(database), by, asked)
    if as_json:
        lines = [_plain(asdict(line)) for line in page.lines]
        show_json({"ok": True, "total": page.total, "next": page.next, "lines": lines})
        return
    for line in page.lines:
        click.echo(f"{line.seq}  {local(line.at):%Y-%m-%d %H:%M}  {line.who}  {line.kind}  {dict(line.body)}")


def _office(database: str) -> Office:
    return open_office(database, files=Path(files_folder()))


def _line(hit: Hit) -> str:
    kind, step = (hit.line.kind, hit.line.step) if hit.line else ("", "")
    what = f"{hit.step or step} {ACTIONS.get(kind, ('',))[0]}".strip()
    who = hit.line.who if hit.line else hit.who
    return "  ".join(part for part in (f"{local(hit.at):%Y-%m-%d %H:%M}", hit.number, hit.title, who, what) if part)


def _plain(value: Any) -> Any:
    """As JSON has it: moments in UTC, sums as exact texts."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _day(text: str) -> None:
    try:
        date.fromisoformat(text or "2026-01-01")
    except ValueError as error:
        raise Refused("bad_date", f"“{text}”不是日期(如2026-01-31)。", f"{text!r} is not a date.") from error
