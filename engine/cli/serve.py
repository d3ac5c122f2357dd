"""banjie serve"""

from __future__ import annotations

import os
from pathlib import Path

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from sqlalchemy import select

from engine.actions.passwords import matches
from engine.cli.output import database_option, files_folder, json_option, show_json
from engine.demo.load import PASSWORD
from engine.errors import Refused
from engine.store import tables as t
from engine.store.office import Office, open_office

APPLICATION = "web.wsgi:build"  # named, not imported: every worker process builds its own
DEMO_LINE = (
    "演示账号 · demo accounts: U11 林小草, U10 林长青, O5 文思齐, O2 文致远, O1 文守正, L4 甄茂林, "
    "A4 图析理(流程设计), A2 管二安(审核发布), A5 纪明察(审计) … "
    f"密码 · password {PASSWORD}\n"
)


@click.command()
@database_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes; PostgreSQL only.")
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64), help="Threads per process.")
@json_option
def serve(database: str, host: str, port: int, workers: int, threads: int, as_json: bool) -> None:
    """Serve the pages until interrupted."""
    if database.startswith("sqlite:///"):
        Path(database.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    office = open_office(database, files=Path(files_folder()))
    if office.database.is_sqlite and workers > 1:
        raise Refused(
            "sqlite_one_worker",
            "SQLite 只能由一个进程使用;多进程请使用 PostgreSQL。",
            "SQLite serves one process only; use PostgreSQL for more.",
        )
    demo = is_demo(office)
    os.environ["BANJIE_DEMO"] = "1" if demo else ""
    os.environ["BANJIE_DATABASE_URL"], os.environ["BANJIE_FILES"] = database, files_folder()
    address = f"http://{host}:{port}/"
    if as_json:
        show_json({"ok": True, "address": address, "workers": workers, "threads": threads})
    else:
        click.echo(f"办结 · banjie  {address}\n{DEMO_LINE if demo else ''}Ctrl+C 停止 · stops")
    office.database.dispose()
    Granian(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        factory=True,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
    ).serve()


def is_demo(office: Office) -> bool:
    """Whether the demo's accounts with the demo's password are in this database."""
    with office.database.read() as connection:
        stored = connection.execute(select(t.account.c.password).where(t.account.c.person == "U11")).scalar()
    return stored is not None and matches(stored, PASSWORD)
