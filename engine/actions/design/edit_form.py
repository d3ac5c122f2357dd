"""An analyst changes a form of a draft by place and act, begins one, or gives steps rights to its fields."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from engine import toml
from engine.actions.design.change_draft import ChangeDraft, change_draft
from engine.actions.design.drafting import drafted, drafted_file
from engine.actions.design.edit_decision import LONGEST_KEY
from engine.definition.procedure import FILE
from engine.errors import DefinitionRefused, Finding, Invalid
from engine.forms import RIGHTS, editing
from engine.forms.properties import KEY
from engine.store.office import Office
from engine.store.work import Actor
from engine.toml import rewrite


@dataclass(frozen=True)
class EditForm:
    """`seen`: the revision of the file the analyst looked at."""

    draft_id: int
    path: str
    seen: int
    change: editing.Change


@dataclass(frozen=True)
class SaveForm:
    """The whole file as a canvas wrote it."""

    draft_id: int
    path: str
    seen: int
    content: bytes


@dataclass(frozen=True)
class SetRights:
    """`rights`: (step, field) → one of RIGHTS, "" for what the form itself says. `seen`: revision of procedure.toml."""

    draft_id: int
    seen: int
    rights: Mapping[tuple[str, str], str]


def edit_form(office: Office, command: EditForm, by: Actor) -> tuple[int, str]:
    """The file's new revision and the place to look at. Raises Stale as change_draft, Invalid for what has no place."""
    file = drafted_file(office, command.draft_id, by.person, command.path)
    content, shown = b"", command.change.place
    # A file that is not as he saw it is refused below; places in it would not be those he meant.
    if file.revision == command.seen:
        content, shown = editing.change(bytes(file.content), command.change)
    change = ChangeDraft(command.draft_id, {command.path: content}, {command.path: command.seen})
    return change_draft(office, change, by)[command.path], shown


def new_form(office: Office, draft_id: int, key: str, by: Actor) -> str:
    """Returns the path of the file. Raises Invalid for a key that cannot be, or is taken."""
    path = form_path(key)
    if path in drafted(office, draft_id, by.person):
        raise Invalid({"key": "本流程已有这个标识的表单,请换一个。"})
    change_draft(office, ChangeDraft(draft_id, {path: editing.new_form(key.strip())}), by)
    return path


def save_form(office: Office, command: SaveForm, by: Actor) -> int:
    """The file's new revision. Unfinished is allowed; raises DefinitionRefused for what is no form file at all."""
    editing.outline(command.content)
    drafted_file(office, command.draft_id, by.person, command.path)
    change = ChangeDraft(command.draft_id, {command.path: command.content}, {command.path: command.seen})
    return change_draft(office, change, by)[command.path]


def set_rights(office: Office, command: SetRights, by: Actor) -> int:
    """The new revision of procedure.toml. Raises Invalid for a right there is not, DefinitionRefused while the file
    cannot be read, else as change_draft."""
    file = drafted(office, command.draft_id, by.person).get(FILE)
    text = bytes(file.content).decode("utf-8", "replace") if file is not None else ""
    try:
        raw = toml.loads(text)
    except tomllib.TOMLDecodeError as error:
        finding = Finding("bad_toml", None, f"procedure.toml 无法读取:{error}", f"Unreadable: {error}", file=FILE)
        raise DefinitionRefused([finding]) from error
    fields = raw.get("fields")
    given = {
        step: dict(row) if isinstance(row, dict) else {}
        for step, row in (fields if isinstance(fields, dict) else {}).items()
    }
    for (step, field), right in command.rights.items():
        if right and right not in RIGHTS:
            raise Invalid({f"right.{step}.{field}": "没有这种权限。"})
        row = given.setdefault(step, {})
        row.pop(field, None)
        if right:
            row[field] = right
    raw["fields"] = {step: row for step, row in given.items() if row}
    if not raw["fields"]:
        del raw["fields"]
    change = ChangeDraft(command.draft_id, {FILE: rewrite(text, raw).encode()}, {FILE: command.seen})
    return change_draft(office, change, by)[FILE]


def form_path(key: str) -> str:
    """Where a form of this key stands; raises Invalid. The key is what user tasks name."""
    key = key.strip()
    if len(key) > LONGEST_KEY or not KEY.match(key) or "." in key:
        raise Invalid({"key": "标识由字母、数字和下划线组成,以字母开头,例如 leave_review。"})
    return f"forms/{key}.json"
