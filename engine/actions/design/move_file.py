"""An analyst renames a file of a draft, or deletes it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.actions.design.change_draft import ChangeDraft, change_draft
from engine.actions.design.drafting import drafted, drafted_file
from engine.errors import Invalid
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
    file = drafted_file(office, command.draft_id, by.person, command.path)
    writes: dict[str, bytes | None] = {command.path: None}
    if command.to is not None and command.to != command.path:
        if command.to in drafted(office, command.draft_id, by.person):
            raise Invalid({"to": "已有同名文件,请换一个名称。"})
        writes[command.to] = bytes(file.content)
    elif command.to is not None:
        return
    change_draft(office, ChangeDraft(command.draft_id, writes, {command.path: command.seen}), by)
