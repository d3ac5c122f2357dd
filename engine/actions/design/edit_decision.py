"""An analyst changes a decision file of a draft by place and act, or begins one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine import dmn
from engine.actions.design.change_draft import ChangeDraft, change_draft
from engine.actions.design.drafting import drafted, drafted_file
from engine.dmn import editing
from engine.errors import Invalid, Refused
from engine.store.office import Office
from engine.store.work import Actor

KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_KEY = 60
TAKEN = "本流程已有这个标识的决策,请换一个。"


@dataclass(frozen=True)
class EditDecision:
    """`seen`: the revision of the file the analyst looked at."""

    draft_id: int
    path: str
    seen: int
    change: editing.Change


@dataclass(frozen=True)
class NewDecision:
    """`key` names the file; the decision's id is the same with underscores, as expressions and diagrams call it."""

    draft_id: int
    name: str
    key: str


@dataclass(frozen=True)
class SaveDecision:
    """The whole file as a canvas wrote it."""

    draft_id: int
    path: str
    seen: int
    content: bytes


def save_decision(office: Office, command: SaveDecision, by: Actor) -> int:
    """The file's new revision. Unfinished is allowed; raises XmlRefused and DefinitionRefused for what is no DMN, else
    as change_draft."""
    editing.outline(command.content)
    drafted_file(office, command.draft_id, by.person, command.path)
    change = ChangeDraft(command.draft_id, {command.path: command.content}, {command.path: command.seen})
    return change_draft(office, change, by)[command.path]


def edit_decision(office: Office, command: EditDecision, by: Actor) -> tuple[int, str]:
    """The file's new revision and the id of the element to look at. Raises Stale as change_draft, Invalid for what has
    no place in the file."""
    file = drafted_file(office, command.draft_id, by.person, command.path)
    content, shown = b"", command.change.element
    # A file that is not as he saw it is refused below; places in it would not be those he meant.
    if file.revision == command.seen:
        content, shown = editing.change(bytes(file.content), command.change)
    change = ChangeDraft(command.draft_id, {command.path: content}, {command.path: command.seen})
    return change_draft(office, change, by)[command.path], shown


def new_decision(office: Office, command: NewDecision, by: Actor) -> str:
    """Returns the path of the file. Raises Invalid for a name or key that cannot be, or is taken."""
    path, id = decision_path(command.key), command.key.strip().replace("-", "_")
    files = drafted(office, command.draft_id, by.person)
    others = {id for each, file in files.items() if each.endswith(".dmn") for id in _ids(bytes(file.content))}
    if path in files or id in others:
        raise Invalid({"key": TAKEN})
    content = editing.new_file(command.name, id, f"urn:banjie:{id}")
    change_draft(office, ChangeDraft(command.draft_id, {path: content}), by)
    return path


def decision_path(key: str) -> str:
    """Where a file of this key stands; raises Invalid."""
    key = key.strip()
    if len(key) > LONGEST_KEY or not KEY.fullmatch(key):
        raise Invalid({"key": "标识由小写字母、数字和连字符组成,以字母开头,例如 leave-level。"})
    return f"decisions/{key}.dmn"


def _ids(xml: bytes) -> frozenset[str]:
    try:
        return frozenset(dmn.load(xml).decisions)
    except Refused:
        return frozenset()
