"""An analyst renames a file of a draft, or deletes it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.actions.design.change_draft import ChangeDraft, change_draft
from engine.actions.design.drafting import drafted
from engine.errors import Invalid, Missing
from engine.store.office import Office
from engine.store.work import Actor


@dataclass(frozen=True)
class MoveFile:
    """`to` None deletes. `seen`: the revision of the file he looked at."""

    draft_id: int
    path: str
    seen: int
    to: str | None = None


def move_file(office: Office, command: MoveFile, by: Actor) -> None:
    """Raises Missing for a file that is not there, Invalid where the new name is taken, else as change_draft."""
    files = drafted(office, command.draft_id, by.person)
    file = files.get(command.path)
    if file is None:
        raise Missing("no_file", "草稿中没有这个文件。", "The draft has no such file.")
    writes: dict[str, bytes | None] = {command.path: None}
    if command.to is not None and command.to != command.path:
        if command.to in files:
            raise Invalid({"to": "已有同名文件,请换一个名称。"})
        writes[command.to] = bytes(file.content)
    elif command.to is not None:
        return
    change_draft(office, ChangeDraft(command.draft_id, writes, {command.path: command.seen}), by)
