"""Who does a task: assignee, candidates and potential owners of a foreign file as roles and people of the office."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from pathlib import Path

from lxml import etree

from engine.bpmn.dialects.file import ForeignFile, name_of
from engine.bpmn.dialects.juel import Untranslatable, inner, is_expression
from engine.bpmn.dialects.translation import STARTER, feel
from engine.bpmn.names import BPMN

SOMEBODY = "clerk"  # does what nobody known is asked to do, until a person decides


@cache
def aliases() -> dict[str, str]:
    """Names that groups bear in other systems -> the role of ours (roles.toml)."""
    read = tomllib.loads((Path(__file__).parent / "roles.toml").read_text("utf-8"))
    return {_plain(name): role for role, names in read.items() for name in (role, *names)}


def _plain(name: str) -> str:
    return re.sub(r"[\s_\-:]|^role", "", name.lower())


def convert_people(file: ForeignFile, task: etree._Element) -> None:
    assignee = file.attribute(task, "assignee")
    groups = _listed(file.attribute(task, "candidateGroups"))
    users = _listed(file.attribute(task, "candidateUsers"))
    for owner in task.findall(f"{BPMN}potentialOwner") + task.findall(f"{BPMN}humanPerformer"):
        text = " ".join("".join(map(str, owner.itertext())).split())
        for each in _listed(text):
            kind, name = (re.fullmatch(r"(user|group)\((.+)\)", each) or re.match(r"()(.+)", each)).groups()  # type: ignore[union-attr]
            (users if kind == "user" or owner.tag.endswith("humanPerformer") else groups).append(name)
        task.remove(owner)
    file.extend(task, "userTask")
    if assignee and (chosen := _person(file, task, assignee)):
        file.extend(task, "assignmentDefinition", assignee=f"={chosen}")
        return
    wanted = [_group(file, task, each) for each in (*groups, *users)]
    if assignee and not wanted:
        wanted = [_group(file, task, assignee)]
    if not wanted:
        file.decide(
            task, "", f"“{name_of(task)}”没有指定办理人,暂由文书(clerk)办理。",
            f"Nobody is asked to do {name_of(task)!r}; a clerk does it for the time being.",
        )  # fmt: skip
        wanted = [json.dumps(SOMEBODY)]
    file.extend(task, "assignmentDefinition", candidateGroups=f"=[{', '.join(dict.fromkeys(wanted))}]")


def _listed(text: str) -> list[str]:
    return [each.strip() for each in re.split(r",(?![^(]*\))", text) if each.strip()]


def _person(file: ForeignFile, task: etree._Element, text: str) -> str | None:
    """FEEL for a person who is known by a variable; None for one named outright, or asked of a program."""
    if text.upper() == "$INITIATOR":
        return STARTER
    if not is_expression(text):
        return json.dumps(file.groups[text], ensure_ascii=False) if _is_person(file.groups.get(text, "")) else None
    try:
        expression = feel(text, file.names)
    except Untranslatable:
        return None
    if expression == STARTER:
        file.converted(task, text, f"“{name_of(task)}”由发起人办理。", f"Whoever started it does {name_of(task)!r}.")
    else:
        file.converted(task, text, f"“{name_of(task)}”由“{expression}”办理。", f"{expression} does {name_of(task)!r}.")
    return expression


def _is_person(name: str) -> bool:
    return re.fullmatch(r"[A-Z]\d+", name) is not None


def _group(file: ForeignFile, task: etree._Element, text: str) -> str:
    """FEEL for one member of candidateGroups."""
    if is_expression(text):
        try:
            expression = feel(text, file.names)
            file.converted(task, text, f"候选人取自“{expression}”。", f"Candidates come from {expression}.")
            return expression
        except Untranslatable:
            pass
    known = file.groups.get(text) or aliases().get(_plain(text))
    if known:
        file.converted(task, text, f"“{text}”对应角色 {known}。", f"{text!r} is the role {known}.")
        return json.dumps(known, ensure_ascii=False)
    shown = inner(text) or text
    file.decide(
        task, text,
        f"“{name_of(task)}”的办理人“{shown}”不是本单位的角色或人员,暂由文书(clerk)办理;"
        f"可用 --map {shown}=角色 指定。",
        f"{shown!r}, asked to do {name_of(task)!r}, is no role or person of this office; a clerk does it for the time "
        f"being. Name one with --map {shown}=ROLE.",
    )  # fmt: skip
    return json.dumps(SOMEBODY)
