"""An analyst renames a file of a draft, or deletes it; steps that name a form go along with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from engine.actions.design.change_draft import ChangeDraft, change_draft
from engine.actions.design.drafting import drafted, drafted_file
from engine.bpmn import rename_form
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
    seen = {command.path: command.seen}
    for path, (content, revision) in _references(office, command, by).items():
        writes[path], seen[path] = content, revision
    change_draft(office, ChangeDraft(command.draft_id, writes, seen), by)


def _references(office: Office, command: MoveFile, by: Actor) -> dict[str, tuple[bytes, int]]:
    """Diagrams whose user tasks name a form that gets another name, changed with it: path -> content, revision."""
    if command.to is None or not command.path.startswith("forms/"):
        return {}
    before, after = (PurePosixPath(path).stem for path in (command.path, command.to))
    diagrams = {
        path: file for path, file in drafted(office, command.draft_id, by.person).items() if path.endswith(".bpmn")
    }
    changed = {path: rename_form(bytes(file.content), before, after) for path, file in diagrams.items()}
    return {p: (data, diagrams[p].revision) for p, data in changed.items() if data != bytes(diagrams[p].content)}
