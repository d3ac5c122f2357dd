"""banjie doctor"""

from __future__ import annotations

import importlib
import sqlite3
import sys
from collections.abc import Callable
from datetime import timedelta
from importlib import metadata
from pathlib import Path

import click
from sqlalchemy import func, select

from engine.actions.take_checkpoint import outstanding, refusal
from engine.cli.output import database_option, files_folder, json_option, show_json
from engine.errors import Refused
from engine.history.signer import load_signer
from engine.store import tables as t
from engine.store.checkpoints import stored
from engine.store.evidence import EvidenceSettings, evidence_of
from engine.store.office import Office, open_office

A_DAY = timedelta(days=1)
PDF, FONTS = "web.papers.pdf", "web.replaying.fonts"  # named, not imported: the engine stands without the pages


@click.command()
@database_option
@json_option
@click.pass_context
def doctor(ctx: click.Context, database: str, as_json: bool) -> None:
    """Look at the installation and the database; exit 1 when something needs a person."""
    found: list[dict[str, object]] = []

    def look(name: str, act: Callable[[], str]) -> None:
        try:
            found.append({"name": name, "ok": True, "says": act()})
        except (Refused, OSError, metadata.PackageNotFoundError) as problem:
            found.append({"name": name, "ok": False, "says": str(problem)})

    look("python", lambda: sys.version.split()[0])
    look("SpiffWorkflow", lambda: metadata.version("spiffworkflow"))
    look("sqlite", lambda: sqlite3.sqlite_version)
    opened: list[Office] = []

    def connect() -> str:
        opened.append(open_office(database, files=Path(files_folder())))
        return opened[0].database.engine.dialect.name

    look("database", connect)
    if opened:
        look("office", lambda: _in_force(opened[0]))
        look("calendar", lambda: _calendar(opened[0]))
        look("procedures", lambda: _procedures(opened[0]))
        look("timers", lambda: _timers(opened[0]))
        look("messages", lambda: _messages(opened[0]))
        look("evidence", lambda: _evidence(opened[0]))
    look("assets", _assets)
    look("pdf", _pdf)
    look("pictures", _pictures)
    ok = all(f["ok"] for f in found)
    if as_json:
        show_json({"ok": ok, "checks": found})
    else:
        for f in found:
            click.secho(f"{'✓' if f['ok'] else '✗'} {f['name']:<14} {f['says']}", fg="green" if f["ok"] else "red")
    ctx.exit(0 if ok else 1)


def _in_force(office: Office) -> str:
    with office.database.read() as connection:
        organization = office.organization(connection, office.in_force(connection)["organization"])
    return f"{len(organization.people)} people in {len(organization.units)} units"


def _calendar(office: Office) -> str:
    with office.database.read() as connection:
        warnings = office.calendar(connection, office.in_force(connection)["calendar"]).warnings(office.now())
    if warnings:
        raise Refused(warnings[0].code, warnings[0].zh, warnings[0].en)
    return "complete"


def _procedures(office: Office) -> str:
    with office.database.read() as connection:
        names = connection.execute(select(t.definition.c.procedure).distinct()).scalars().all()
    if not names:
        raise Refused("no_procedure", "还没有发布任何流程。", "No procedure has been published yet.")
    return ", ".join(names)


def _timers(office: Office) -> str:
    with office.database.read() as connection:
        waiting, failed = connection.execute(select(func.count(), func.count(t.timer.c.failure))).one()
    if failed:
        raise Refused("timers_failed", f"{failed} 个定时器执行失败,需要处理。", f"{failed} timers failed.")
    return f"{waiting} waiting"


def _messages(office: Office) -> str:
    """Messages between matters that nobody has taken for a day: a procedure is not published, or a number is wrong."""
    m = t.message.c
    with office.database.read() as connection:
        waiting = connection.execute(
            select(m.name, m.sent_at).where(m.receiver.is_(None), m.received_at.is_(None)).order_by(m.sent_at)
        ).all()
    old = sorted({row.name for row in waiting if row.sent_at < office.now() - A_DAY})
    return f"{len(waiting)} waiting" + (f", for more than a day: {', '.join(old)}" if old else "")


def _evidence(office: Office) -> str:
    """The last checkpoint and its witness; whatever would keep the next from being signed is told."""
    settings = EvidenceSettings.from_environment()
    with office.database.read() as connection:
        key, last, seen = evidence_of(connection).key, stored(connection), stored(connection, witnessed=True)
    if not key:
        return "no signing key yet (banjie keys office)"
    load_signer(settings.keys / f"{key}.key")
    found = outstanding(office, settings)
    if found:
        raise refusal(found)
    if last is None:
        return "no checkpoint yet"
    return f"checkpoint {last.n} of {last.at:%Y-%m-%d %H:%M} UTC, witnessed up to {seen.n if seen else 'none'}"


def _pdf() -> str:
    importlib.import_module(PDF).weasyprint()
    return f"weasyprint {metadata.version('weasyprint')}"


def _pictures() -> str:
    importlib.import_module(FONTS).require_chinese()
    return f"resvg-py {metadata.version('resvg-py')}, Chinese font"


def _assets() -> str:
    dist = Path(__file__).parents[2] / "web" / "static" / "dist"
    if not dist.is_dir():
        raise Refused("no_assets", "网页资源尚未生成,请运行 make assets。", "Run make assets first.")
    return f"{len(list(dist.iterdir()))} files"
