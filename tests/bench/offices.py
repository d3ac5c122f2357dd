"""Databases and servers that benches need: the demo office with many documents, and `banjie serve` on loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from sqlalchemy import select

from engine import actions
from engine.actions import Actor, Upload
from engine.demo.load import furnish
from engine.demo.story import FILE
from engine.store import tables as t
from engine.store.office import Office, open_office
from engine.store.work import work
from engine.task import etag, typed

PROCEDURE = "outgoing-document"


@contextmanager
def office_with(documents: int, url: str = "") -> Iterator[tuple[Office, Path]]:
    """An office with this many 发文 waiting for 单位审核 by U10; SQLite in a temporary folder unless a URL is given."""
    with tempfile.TemporaryDirectory(prefix="banjie-bench-") as folder:
        office = open_office(url or f"sqlite:///{folder}/bench.sqlite3", files=Path(folder) / "files")
        furnish(office)
        start = tomllib.loads(FILE.read_text(encoding="utf-8"))["start"]
        with office.database.read() as connection:
            wanted = select(t.definition.c.id).where(t.definition.c.procedure == PROCEDURE)
            definition = office.definition(connection, connection.execute(wanted).scalar_one())
        for n in range(documents):
            title = f"青岚区人民政府办公室关于第{n}项测量工作的通知"
            values = typed(
                definition, "start", {}, {**start, "urgency": "平件", "title": title, "cosign_units": ["财政局"]}
            )
            uploads = {"body": [Upload("正文.docx", "application/octet-stream", BytesIO(b"paper"))]}
            actions.start_instance(
                office, actions.StartInstance(PROCEDURE, values, f"start-{n}", uploads=uploads), Actor("U11")
            )
        yield office, Path(folder)
        office.database.dispose()


def open_tasks(office: Office, element: str) -> list[tuple[int, str]]:
    """(task id, form etag) of the open tasks of a step."""
    with office.database.read() as connection:
        task = t.task.c
        ids = (
            connection.execute(select(task.id).where(task.element == element, task.state == "open").order_by(task.id))
            .scalars()
            .all()
        )
    found = []
    for task_id in ids:
        with work(office, Actor("system")) as w:
            locked = w.lock(task_id >> 20)
            found.append((task_id, etag(w.task(task_id), w.definition(), locked.document)))
    return found


@contextmanager
def served(url: str, folder: Path, *options: str) -> Iterator[int]:
    """A real `banjie serve` process; yields its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "BANJIE_FILES": str(folder / "files")}
    command = [sys.executable, "-m", "engine.cli", "serve", "--database", url, "--port", str(port), *options]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1).read()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def now() -> datetime:
    return datetime.now(UTC)
