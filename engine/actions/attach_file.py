"""Add attachments to a running instance, outside any form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.actions.standing import refuse_hold
from engine.actions.uploads import Upload, keep, number_files
from engine.errors import Invalid, NotNow
from engine.store.office import Office
from engine.store.visibility import refuse_stranger
from engine.store.work import Actor, Receipt, receipt, repeated, work


@dataclass(frozen=True)
class AttachFiles:
    instance_id: int
    uploads: Sequence[Upload]
    command_id: str
    field: str = "files"


def attach_files(office: Office, command: AttachFiles, by: Actor) -> Receipt:
    """Raises NotYours, NotNow when the matter has ended or is suspended, Invalid for size, number or name."""
    if before := repeated(office, command.command_id, by):
        return before
    with office.database.read() as connection:
        refuse_stranger(office, connection, command.instance_id, by.person)
    if not command.uploads:
        raise Invalid({command.field: "请选择文件。"}, "no_file", "请选择文件。", "Choose a file.")
    kept = keep(office, {command.field: command.uploads})
    with work(office, by, command.command_id) as w:
        locked = w.lock(command.instance_id)
        if locked.state != "running":
            raise NotNow("instance_ended", "该事项已经结束。", "The matter has already ended.")
        if locked.hold == "suspended":  # a pause waits for just this (补正)
            refuse_hold(w)
        _, rows = number_files(w, kept, locked.id)
        body = {"files": rows, "signature": w.organization.name(by.person)}
        event = w.record("attachment.added", body)
        return receipt(locked.id, locked.number, event.seq, body)
