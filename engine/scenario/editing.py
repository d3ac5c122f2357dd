"""An analyst changes a scenario of his draft: a step, the title, the whole text; the draft's own rules hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.actions import Actor, ChangeDraft, change_draft
from engine.actions.design.drafting import require_analyst
from engine.clock import local
from engine.definition import Package
from engine.definition.procedure import FILE, read
from engine.definition.settings import Problem
from engine.definition.settings.fields import Posted
from engine.errors import DefinitionRefused, Invalid, Missing
from engine.scenario.reader import read_scenario
from engine.scenario.table import changed, fold, story_offers
from engine.store.office import Office
from engine.store.procedure_drafts import draft_row, package_of
from engine.toml import dumps

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
Raw = dict[str, Any]


class WrongStep(Invalid):
    """`problems` by name of input, "" for the whole, in both languages."""

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        super().__init__({name: problem.zh for name, problem in problems.items()}, "wrong_step")
        self.problems = dict(problems)


@dataclass(frozen=True)
class ScenarioAt:
    """A scenario of a draft by the stem of its file, with the revision it had when it was opened."""

    draft_id: int
    name: str
    seen: int

    @property
    def file(self) -> str:
        return f"scenarios/{self.name}.toml"


def begin_scenario(office: Office, draft_id: int, name: str, title: str, by: Actor) -> None:
    """An empty story of the draft's procedure; raises Invalid for a name that is none, or taken."""
    name, title = name.strip(), " ".join(title.split())
    if not NAME.fullmatch(name) or len(name) > 60:
        raise Invalid({"name": "文件名由小写字母、数字和连字符组成,例如 urgent-case。"})
    if not title or len(title) > 200:
        raise Invalid({"title": "标题应为1至200字。"})
    package = _package(office, draft_id, by)
    at = ScenarioAt(draft_id, name, 0)
    if at.file in package.files:
        raise Invalid({"name": "已经有这个场景了。"})
    procedure = _key(package.files)
    begins = local(office.now()).replace(tzinfo=None, hour=9, minute=0, second=0, microsecond=0)
    story = {"title": title, "procedure": procedure, "step": [{"at": begins, "do": "observe"}]}
    change_draft(office, ChangeDraft(draft_id, {at.file: dumps(story).encode()}, {at.file: 0}), by)


def change_step(office: Office, at: ScenarioAt, n: int, posted: Posted, by: Actor, *, new: bool = False) -> None:
    """Put what a form describes in the place of step `n`, or before it. Raises WrongStep, Missing, Stale."""
    package = _package(office, at.draft_id, by)
    raw, problems = fold(posted, story_offers(package))
    if problems:
        raise WrongStep(problems)

    def put(story: Raw, steps: list[Raw]) -> None:
        if new:
            steps.insert(min(n, len(steps)), raw)
        elif n < len(steps):
            steps[n] = raw
        else:
            raise Missing("no_step", "没有这一步。", "There is no such step.")

    _change(office, at, put, by)


def move_step(office: Office, at: ScenarioAt, n: int, by: Actor, *, to: int | None) -> None:
    """Move step `n` to another place, or take it out."""

    def move(story: Raw, steps: list[Raw]) -> None:
        if not 0 <= n < len(steps):
            raise Missing("no_step", "没有这一步。", "There is no such step.")
        step = steps.pop(n)
        if to is not None:
            steps.insert(max(0, min(to, len(steps))), step)

    _change(office, at, move, by)


def change_heading(office: Office, at: ScenarioAt, title: str, only: list[str], by: Actor) -> None:
    title = " ".join(title.split())
    if not title or len(title) > 200:
        raise Invalid({"title": "标题应为1至200字。"})

    def head(story: Raw, steps: list[Raw]) -> None:
        story["title"] = title
        if only:
            there = [person for person in story.get("only", []) if person in only]
            story["only"] = [*there, *(person for person in only if person not in there)]
        else:
            story.pop("only", None)

    _change(office, at, head, by)


def change_text(office: Office, at: ScenarioAt, text: str, by: Actor) -> None:
    """The whole file as text; raises DefinitionRefused with every step that cannot be read."""
    data = text.replace("\r\n", "\n").encode("utf-8", "replace")
    read_scenario(data, at.file)
    change_draft(office, ChangeDraft(at.draft_id, {at.file: data}, {at.file: at.seen}), by)


def drop_scenario(office: Office, at: ScenarioAt, by: Actor) -> None:
    change_draft(office, ChangeDraft(at.draft_id, {at.file: None}, {at.file: at.seen}), by)


def _change(office: Office, at: ScenarioAt, change: Callable[[Raw, list[Raw]], None], by: Actor) -> None:
    package = _package(office, at.draft_id, by)
    if at.file not in package.files:
        raise Missing("no_scenario", "没有这个场景。", "There is no such scenario.")
    data = changed(package.files[at.file], at.file, change)
    change_draft(office, ChangeDraft(at.draft_id, {at.file: data}, {at.file: at.seen}), by)


def _package(office: Office, draft_id: int, by: Actor) -> Package:
    with office.database.read() as connection:
        require_analyst(office, connection, by)
        draft_row(connection, draft_id, by.person)
        return package_of(connection, draft_id)


def _key(files: Mapping[str, bytes]) -> str:
    try:
        return read(files[FILE]).key
    except (KeyError, DefinitionRefused):
        return ""
