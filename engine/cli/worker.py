"""banjie worker"""

from __future__ import annotations

import signal
import threading
from dataclasses import replace
from pathlib import Path

import click

from engine.actions.background import start_background
from engine.cli.output import database_option, files_folder, json_option, show_json
from engine.errors import Refused
from engine.store.jobs import JobSettings
from engine.store.office import open_office


@click.command()
@database_option
@click.option("--executor", help="Name of this worker, the same after a restart; also BANJIE_EXECUTOR.")
@click.option("--concurrency", default=10, show_default=True, type=click.IntRange(1, 100), help="Jobs at a time.")
@json_option
def worker(database: str, executor: str | None, concurrency: int, as_json: bool) -> None:
    """Run background work (timers, notices) beside web processes on PostgreSQL, until ended by a signal.

    On SQLite the work runs inside `banjie serve`, and a second process is refused.
    """
    if database.startswith("sqlite"):
        raise Refused(
            "worker.sqlite",
            "SQLite 只能由一个进程使用,后台任务已在 banjie serve 内运行。",
            "SQLite belongs to one process; background work already runs inside banjie serve.",
        )
    settings = JobSettings(concurrency=concurrency)
    if executor:
        settings = replace(settings, executor=executor)
    office = open_office(database, files=Path(files_folder()), pool_size=concurrency + 2)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    stop_jobs = start_background(office, "worker", settings=settings)
    if as_json:
        show_json({"ok": True, "executor": settings.executor})
    else:
        click.echo(f"后台任务运行中:{settings.executor} · working")
    stop.wait()
    stop_jobs()
    office.database.dispose()
