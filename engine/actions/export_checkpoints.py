"""Checkpoints outside the database: one file each in a folder, and by mail to whoever audits."""

from __future__ import annotations

import os
import re
from pathlib import Path

from sqlalchemy import Connection, select

from engine.clock import local
from engine.errors import Refused
from engine.history.checkpoint import Checkpoint
from engine.history.note import Note, read_note
from engine.store import tables as t
from engine.store.evidence import EvidenceSettings, evidence_of
from engine.store.execute import insert_once
from engine.store.office import Office


def export_checkpoints(office: Office, settings: EvidenceSettings) -> int:
    """Write every note that is not in the folder, whole or not at all; raises Refused `export_failed`.

    A note is written again when a witness has signed it since.
    """
    if settings.folder is None:
        return 0
    c, count = t.checkpoint.c, 0
    with office.database.read() as connection:
        slug = evidence_of(connection).office
        rows = connection.execute(select(c.n, c.note).order_by(c.n)).all()
    try:
        settings.folder.mkdir(parents=True, exist_ok=True)
        for row in rows:
            path = settings.folder / name_of(slug, row.n)
            if not path.exists() or (len(path.read_bytes()) < len(row.note.encode()) and _same(path, row.note)):
                _write(path, row.note)
                count += 1
    except OSError as error:
        raise Refused(
            "export_failed", f"检查点无法写入导出文件夹:{error.strerror}。",
            f"The checkpoint cannot be written to the folder: {error.strerror}.",
        ) from error  # fmt: skip
    return count


def newest_exported(settings: EvidenceSettings, slug: str) -> tuple[int, Note | None]:
    """The newest note of the folder by its number; (0, None) when there is none."""
    if settings.folder is None or not settings.folder.is_dir() or not slug:
        return 0, None
    form = re.compile(re.escape(slug) + r"-(\d{8})\.note")
    numbers = [int(found[1]) for path in settings.folder.iterdir() if (found := form.fullmatch(path.name))]
    if not numbers:
        return 0, None
    n = max(numbers)
    return n, read_note((settings.folder / name_of(slug, n)).read_text(encoding="utf-8"))


def mail_checkpoint(office: Office, connection: Connection, checkpoint: Checkpoint, note: Note) -> None:
    """The day's first checkpoint into the outbox of the audit administrators."""
    now = office.now()
    organization = office.organization(connection, office.in_force(connection)["organization"])
    day = local(now).date()
    rows = [
        {
            "key": f"checkpoint-{day.isoformat()}-{person}", "kind": "checkpoint", "recipient": person,
            "instance_id": None, "task_id": None, "urgent": False,
            "text": f"检查点 {checkpoint.number}\n{note.written}",
            "created_at": now, "not_before": now, "attempts": 0, "sent_at": None, "read_at": None, "failure": None,
        }
        for person in organization.in_rank(set(organization.holders("audit-admin", day)))
    ]  # fmt: skip
    if rows:
        insert_once(connection, t.outbox, rows)


def name_of(slug: str, n: int) -> str:
    return f"{slug}-{n:08d}.note"


def _same(path: Path, written: str) -> bool:
    """Only ever add signatures to a file: another text under the same number is for a person to look at."""
    try:
        return read_note(path.read_text(encoding="utf-8")).text == read_note(written).text
    except Refused:
        return False


def _write(path: Path, written: str) -> None:
    temporary = path.with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(written)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
