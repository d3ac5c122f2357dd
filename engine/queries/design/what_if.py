"""What came of trying histories on a draft: numbers and reasons for its analyst, matters only for who may read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from engine.bpmn import Diagram, ProcessInfo
from engine.clock import local
from engine.definition import Definition, compile_package
from engine.errors import DefinitionRefused, Finding, Missing, NotYours
from engine.organization import require
from engine.queries.design.draft import DraftPage, draft_of
from engine.queries.mining.rights import reads_people
from engine.queries.reader import Reader, reading
from engine.queries.visibility import visible_among
from engine.store import tables as t
from engine.store.office import Office
from engine.store.procedure_drafts import report_of
from engine.store.published import versions_of
from engine.store.releasing import WHAT_IF
from engine.store.trying import TRYING

YEAR = timedelta(days=365)
PAGE = 500


@dataclass(frozen=True)
class WhatIfPage:
    """`report` None: these files were not tried yet. `findings`: why they cannot be tried.

    `names` are those of elements, flows by where they lead; `labels` those of fields, for the values of conditions.
    """

    draft: DraftPage
    first: date
    last: date
    done: int
    total: int
    report: Mapping[str, Any] | None
    made_at: datetime | None
    findings: tuple[Finding, ...]
    diagram: Diagram | None
    names: Mapping[str, str]
    labels: Mapping[str, str]
    may_list: bool

    @property
    def finished(self) -> bool:
        return self.report is not None and self.done >= self.total

    def name(self, id: str) -> str:
        return self.names.get(id) or id


@dataclass(frozen=True)
class TriedMatters:
    """The matters behind one number, as far as the reader may see them."""

    draft: DraftPage
    group: str
    total: int
    matters: tuple[tuple[int, str], ...]


def what_if_page(office: Office, person: str, draft_id: int) -> WhatIfPage:
    """Raises Refused `not_allowed` for whoever neither draws nor releases, Missing for what is not his to see."""
    with reading(office, person) as reader:
        require(reader.organization, person, "definition.check", reader.now)
        draft = draft_of(reader, draft_id)
        trying = report_of(reader.connection, draft.package.hash, TRYING)
        kept = trying or report_of(reader.connection, draft.package.hash, WHAT_IF)
        content = kept.content if kept else {}
        findings: tuple[Finding, ...] = ()
        definition: Definition | None = None
        try:
            definition = compile_package(draft.package)
        except DefinitionRefused as refused:
            findings = tuple(refused.findings)
        today = local(reader.now).date()
        names, labels = _names(reader, draft, definition)
        return WhatIfPage(
            draft,
            date.fromisoformat(content["first"]) if content else today - YEAR,
            date.fromisoformat(content["last"]) if content else today,
            content.get("done", content.get("total", 0)),
            content.get("total", 0),
            content.get("report", content or None),
            kept.made_at if kept else None,
            findings,
            definition.program.diagram(definition.procedure.process) if definition else None,
            names,
            labels,
            definition is not None and reads_people(reader, definition),
        )


def tried_matters(office: Office, person: str, draft_id: int, group: str) -> TriedMatters:
    """`group`: same, diverged, asks, unread, cause-N, ask-N, or gained-, lost-, moved- and a step.

    Raises NotYours for who sees numbers only, Missing for a number that is not there.
    """
    try:
        page = what_if_page(office, person, draft_id)
    except Missing:  # who sees numbers only hears the same of every draft
        raise NotYours() from None
    if not page.may_list:
        raise NotYours()
    ids = behind(page.report or {}, group)
    with reading(office, person) as reader:
        seen = visible_among(reader, set(ids))
        i = t.instance.c
        wanted = [id for id in ids if id in seen][:PAGE]
        rows = reader.connection.execute(select(i.id, i.number).where(i.id.in_(wanted)).order_by(i.id))
        return TriedMatters(page.draft, group, len(ids), tuple((row.id, row.number) for row in rows))


def behind(report: Mapping[str, Any], group: str) -> list[int]:
    """Ids of the matters behind a number; raises Missing."""
    what, _, key = group.partition("-")
    found: Any = None
    if not key:
        found = report.get("of", {}).get(what)
    elif what in ("cause", "ask") and key.isascii() and key.isdigit():
        entries = report.get("causes" if what == "cause" else "asked", [])
        found = entries[int(key) - 1]["of"] if 0 < int(key) <= len(entries) else None
    elif what in ("gained", "lost", "moved"):
        found = report.get("dues", {}).get(key, {}).get("of", {}).get(what)
    if found is None:
        raise Missing("no_such_number", "没有这个数字。", "There is no such number.")
    return list(found)


def _names(reader: Reader, draft: DraftPage, definition: Definition | None) -> tuple[dict[str, str], dict[str, str]]:
    """Of the draft, and of what only the newest version has."""
    rows = versions_of(reader.connection, draft.procedure)
    known = [reader.definition(rows[-1].id)] if rows else []
    return names_of([*known, *([definition] if definition else [])])


def names_of(definitions: list[Definition]) -> tuple[dict[str, str], dict[str, str]]:
    """Elements and flows by id, fields by key; what a later definition says holds."""
    names: dict[str, str] = {}
    labels: dict[str, str] = {}
    for definition in definitions:
        for process in definition.program.processes.values():
            names.update({id: element.name for id, element in process.elements.items() if element.name})
            names.update(_unnamed(definition, process, names))
            for id, flow in process.flows.items():
                target = process.elements[flow.target].name
                target = target or names.get(flow.target, "")
                names[id] = f"{flow.name}({target})" if flow.name and target else flow.name or target or id
        for form in definition.forms.values():
            labels.update({field.path[0]: field.label for field in form.fields if field.path and field.label})
    return names, labels


def _unnamed(definition: Definition, process: ProcessInfo, names: Mapping[str, str]) -> dict[str, str]:
    """A gateway is called by the step before it, an end by its state."""
    found: dict[str, str] = {}
    for id, element in process.elements.items():
        if element.name:
            continue
        before = {flow.source for flow in process.flows.values() if flow.target == id}
        if element.type == "endEvent":
            found[id] = definition.procedure.ends.get(id, "结束")
        elif element.type.endswith("Gateway") and len(before) == 1 and names.get(min(before)):
            found[id] = f"{names[min(before)]}之后"
    return found
