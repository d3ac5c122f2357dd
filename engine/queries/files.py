"""One attachment to download."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from engine.errors import Missing, NotYours
from engine.queries.masking import veil_of
from engine.queries.reader import reading
from engine.queries.visibility import visible_instance
from engine.store import tables as t
from engine.store.office import Office
from engine.words import ERASED


@dataclass(frozen=True)
class Download:
    name: str
    media_type: str
    size: int
    sha256: str
    path: Path


def attachment(office: Office, person: str, attachment_id: int) -> Download:
    """Where an attachment's bytes lie; NotYours unless the person may see its instance."""
    with reading(office, person) as reader:
        row = reader.connection.execute(select(t.attachment).where(t.attachment.c.id == attachment_id)).one_or_none()
        if row is None:
            raise NotYours()
        matter = visible_instance(reader, row.instance_id)
        hiding = veil_of(reader, reader.definition(matter.definition_id), matter.content)
    if row.sha256 == ERASED:
        raise Missing("file_erased", "附件已依法删除。", "The attachment was erased.")
    path = office.files.path(row.sha256)
    if not path.exists():
        raise Missing("file_lost", "附件内容暂时无法读取，请联系管理员。", "The attachment's content is not there.")
    return Download(hiding.text(row.name), row.media_type, row.size, row.sha256, path)
