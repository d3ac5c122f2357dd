"""The decision files of a draft: which steps ask for them, what is wrong with them, one of them open for editing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import bpmn, dmn, feel, forms
from engine.clock import local
from engine.definition.procedure import FILE, Procedure, read
from engine.dmn.editing import Node, Outline, drawn, outline
from engine.errors import Finding, Missing, Refused
from engine.queries.design.draft import DraftPage, draft_page
from engine.store.office import Office

FOLDER, SUFFIX = "decisions/", ".dmn"


@dataclass(frozen=True)
class Caller:
    """Who asks for a decision: an element of the diagram, or a place of procedure.toml (`element` "")."""

    decision: str
    name: str
    element: str = ""


@dataclass(frozen=True)
class DecisionFile:
    """`decisions`: (id, name); `problem` says why the file cannot be read at all."""

    path: str
    key: str
    name: str
    revision: int
    changed_at: datetime
    changed_by: str
    decisions: tuple[tuple[str, str], ...]
    callers: tuple[Caller, ...]
    errors: int
    warnings: int
    problem: Refused | None = None


@dataclass(frozen=True)
class DecisionsPage:
    draft: DraftPage
    files: tuple[DecisionFile, ...]


@dataclass(frozen=True)
class Term:
    """A name an analyst may use in an expression: a field of a form, with its choices, or a start value."""

    name: str
    label: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Doubt:
    """What is said about rules of the table shown. `answers`: the example as one would type it, None where a column
    works its value out."""

    finding: Finding
    rules: tuple[int, ...]
    answers: Mapping[str, str] | None


@dataclass(frozen=True)
class DecisionPage:
    """One file. `outline` is None when it cannot be read (`file.problem`); `shown` the element looked at."""

    draft: DraftPage
    file: DecisionFile
    outline: Outline | None
    shown: Node | None
    findings: tuple[Finding, ...]
    doubts: tuple[Doubt, ...]
    terms: tuple[Term, ...]

    @property
    def marked(self) -> Mapping[int, tuple[Doubt, ...]]:
        """Rule number -> what is said about it, for the table shown."""
        numbers = {number for doubt in self.doubts for number in doubt.rules}
        return {n: tuple(doubt for doubt in self.doubts if n in doubt.rules) for n in sorted(numbers)}


def decisions_page(office: Office, person: str, draft_id: int) -> DecisionsPage:
    """Raises as draft_page."""
    page = draft_page(office, person, draft_id)
    callers = _callers(page)
    return DecisionsPage(page, tuple(_file(page, path, callers) for path in page.package.under(FOLDER, SUFFIX)))


def decision_page(office: Office, person: str, draft_id: int, key: str, element: str = "") -> DecisionPage:
    """One decision file and the element `element` of it, else its first decision. Raises Missing, or as draft_page."""
    page = draft_page(office, person, draft_id)
    path = f"{FOLDER}{key}{SUFFIX}"
    if path not in page.files:
        raise Missing("no_file", "草稿中没有这个文件。", "The draft has no such file.")
    file = _file(page, path, _callers(page))
    findings = tuple(finding for finding in page.findings if finding.file == path)
    if file.problem is not None:
        return DecisionPage(page, file, None, None, findings, (), ())
    content = page.package.files[path]
    read_ = outline(content)
    shown = read_.node(element) or next(iter((*read_.decisions, *read_.nodes)), None)
    return DecisionPage(page, file, read_, shown, findings, _doubts(content, shown), terms_of(page))


def decision_source(office: Office, person: str, draft_id: int, key: str) -> Mapping[str, Any]:
    """One file for the canvas: its text with a drawing of everything in it, its revision, who changed it last and when.

    Raises as decision_page, and Refused for what is no DMN.
    """
    page = draft_page(office, person, draft_id)
    path = f"{FOLDER}{key}{SUFFIX}"
    if path not in page.files:
        raise Missing("no_file", "草稿中没有这个文件。", "The draft has no such file.")
    seen = page.files[path]
    return {
        "path": path, "xml": drawn(page.package.files[path]).decode(), "revision": seen.revision,
        "changed_by": seen.changed_by, "changed_at": local(seen.changed_at).isoformat(), "open": page.open,
    }  # fmt: skip


def terms_of(page: DraftPage) -> tuple[Term, ...]:
    """The fields of every form that can be read, and the start values of procedure.toml, by name."""
    found: dict[str, Term] = {}
    for data in page.package.under("forms/", ".json").values():
        try:
            form = forms.load(data)
        except Refused:
            continue
        for field in forms.leaves(form.components):
            choices = tuple(str(option.value) for option in field.options)
            if field.path[0] not in found or (choices and not found[field.path[0]].choices):
                found[field.path[0]] = Term(field.path[0], field.label, choices)
    procedure = procedure_of(page)
    for name in procedure.defaults if procedure else ():
        found.setdefault(name, Term(name, ""))
    return tuple(found[name] for name in sorted(found))


def _file(page: DraftPage, path: str, callers: tuple[Caller, ...]) -> DecisionFile:
    seen, key = page.files[path], path.removeprefix(FOLDER).removesuffix(SUFFIX)
    found = [finding for finding in page.findings if finding.file == path]
    errors = sum(finding.severity == "error" for finding in found)
    name, problem = key, None
    decisions: tuple[tuple[str, str], ...] = ()
    try:
        read_ = outline(page.package.files[path])
        name, decisions = read_.name or key, tuple((node.id, node.name) for node in read_.decisions)
    except Refused as refused:
        problem = refused
    ids = {id for id, _ in decisions}
    return DecisionFile(
        path, key, name, seen.revision, seen.changed_at, seen.changed_by, decisions,
        tuple(caller for caller in callers if caller.decision in ids), errors, len(found) - errors, problem,
    )  # fmt: skip


def _callers(page: DraftPage) -> tuple[Caller, ...]:
    found = [
        Caller(use.decision, use.name, use.element)
        for use in bpmn.uses(page.package.under("", ".bpmn"))
        if use.decision is not None
    ]
    procedure = procedure_of(page)
    if procedure is not None:
        found += [Caller(rule.decision, f"表单规则:{rule.zh}") for rule in procedure.rules if rule.decision]
        found += [Caller(rule.decision, f"延期:{step}") for step, rule in procedure.extensions.items()]
    return tuple(found)


def procedure_of(page: DraftPage) -> Procedure | None:
    """procedure.toml, None while it cannot be read."""
    try:
        return read(page.package.files.get(FILE, b""))
    except Refused:
        return None


def _doubts(content: bytes, shown: Node | None) -> tuple[Doubt, ...]:
    if shown is None or shown.sheet is None:
        return ()
    try:
        remarks = [remark for remark in dmn.remarks(content) if remark.decision == shown.id]
    except Refused:
        return ()
    columns = {n: column.expression for n, column in enumerate(shown.sheet.inputs, 1)}
    return tuple(Doubt(remark.finding, remark.rules, _answers(remark, columns)) for remark in remarks)


def _answers(remark: dmn.Remark, columns: Mapping[int, str]) -> Mapping[str, str] | None:
    if not remark.example or not all(columns.get(n, "").isidentifier() for n, _ in remark.example):
        return None
    values = {columns[n]: feel.evaluate(text, {}) for n, text in remark.example}
    return {name: value if isinstance(value, str) else feel.write(value) for name, value in values.items()}
