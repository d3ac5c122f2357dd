"""Files that come with a form: kept by content hash first, named in the event that uses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from sqlalchemy import select

from engine.errors import Invalid
from engine.instance.movement import TASKS_PER_INSTANCE
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Work

MAX_FILES = 20  # domain.md 2.0
MAX_NAME = 200


@dataclass(frozen=True)
class Upload:
    name: str
    media_type: str
    stream: BinaryIO


@dataclass(frozen=True)
class Kept:
    """An upload whose bytes are safe on disk."""

    field: str
    name: str
    media_type: str
    size: int
    sha256: str


Uploads = Mapping[str, Sequence[Upload]]  # form field -> files


def keep(office: Office, uploads: Uploads) -> list[Kept]:
    """Write the bytes before any lock is taken; raises Invalid for size or name. An unused blob does no harm."""
    kept = []
    for field, files in uploads.items():
        for upload in files:
            name = safe_name(upload.name, field)
            sha256, size = office.files.keep(upload.stream, field)
            kept.append(Kept(field, name, upload.media_type[:100], size, sha256))
    return kept


def number_files(w: Work, kept: Sequence[Kept], instance_id: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(attachments the instance has, rows for the new ones); raises Invalid beyond the allowed number."""
    a = t.attachment.c
    present = [
        dict(row._mapping)
        for row in w.connection.execute(select(a.id, a.name, a.size).where(a.instance_id == instance_id).order_by(a.id))
    ]
    if len(present) + len(kept) > MAX_FILES:
        zh = f"附件不能超过{MAX_FILES}个。"
        raise Invalid({kept[0].field: zh}, "too_many_files", zh, f"No more than {MAX_FILES} files.")
    first = instance_id * TASKS_PER_INSTANCE + len(present)
    rows = [
        {
            "id": first + n, "field": file.field, "name": file.name, "media_type": file.media_type,
            "size": file.size, "sha256": file.sha256,
        }
        for n, file in enumerate(kept, 1)
    ]  # fmt: skip
    return present, rows


def with_files(raw: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The posted values with the new files' ids under their fields."""
    values = dict(raw)
    for row in rows:
        before = values.get(row["field"])
        ids = before if isinstance(before, list) else [before] if before else []
        values[row["field"]] = [*ids, str(row["id"])]
    return values


def safe_name(name: str, field: str) -> str:
    """The file's own name without folders; Chinese stays, control and direction characters are refused."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not name or len(name) > MAX_NAME or any(not c.isprintable() for c in name) or name in (".", ".."):
        zh = "文件名为空、过长或含有不允许的字符。"
        raise Invalid({field: zh}, "bad_file_name", zh, "The file name is empty, too long or has bad characters.")
    return name
