"""Add attachments to an instance; the bytes are kept by content hash, the name people gave is metadata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import func, select

from engine.actions.visibility import refuse_stranger
from engine.errors import Invalid, NotNow
from engine.instance.movement import TASKS_PER_INSTANCE
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Actor, Receipt, receipt, work

MAX_FILES = 20  # domain.md 2.0
MAX_NAME = 200


@dataclass(frozen=True)
class Upload:
    name: str
    media_type: str
    stream: BinaryIO


@dataclass(frozen=True)
class AttachFiles:
    instance_id: int
    uploads: Sequence[Upload]
    command_id: str
    field: str = "files"


def attach_files(office: Office, command: AttachFiles, by: Actor) -> Receipt:
    """Raises NotYours, NotNow when the matter has ended, Invalid for size, number or name."""
    with office.database.read() as connection:
        refuse_stranger(office, connection, command.instance_id, by)
    kept = [(u, *office.files.keep(u.stream, command.field)) for u in command.uploads]
    with work(office, by, command.command_id) as w:
        locked = w.lock(command.instance_id)
        if locked.state != "running":
            raise NotNow("instance_ended", "该事项已经结束。", "The matter has already ended.")
        a = t.attachment.c
        present = w.connection.execute(select(func.count()).where(a.instance_id == locked.id)).scalar_one()
        if present + len(kept) > MAX_FILES:
            raise Invalid({command.field: f"附件不能超过{MAX_FILES}个。"}, "too_many_files")
        files = [
            {
                "id": locked.id * TASKS_PER_INSTANCE + present + n, "field": command.field,
                "name": safe_name(upload.name, command.field), "media_type": upload.media_type[:100], "size": size,
                "sha256": sha256,
            }
            for n, (upload, sha256, size) in enumerate(kept, 1)
        ]  # fmt: skip
        body = {"files": files, "signature": w.organization.name(by.person)}
        event = w.record("attachment.added", body)
        return receipt(locked.id, locked.number, event.seq, body)


def safe_name(name: str, field: str) -> str:
    """The file's own name without folders; Chinese stays, control and direction characters are refused."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not name or len(name) > MAX_NAME or any(not c.isprintable() for c in name) or name in (".", ".."):
        raise Invalid({field: "文件名为空、过长或含有不允许的字符。"}, "bad_file_name")
    return name
