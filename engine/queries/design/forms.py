"""The forms of a draft: which steps use them, one open for editing, seen as staff see it, and its rights by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import bpmn, feel, forms
from engine.clock import local
from engine.definition.definition import START
from engine.definition.procedure import FILE
from engine.errors import Finding, Missing, Refused
from engine.forms.editing import Item, Outline, outline
from engine.organization import require
from engine.queries.design.decisions import Term, procedure_of, terms_of
from engine.queries.design.draft import DraftPage, draft_of, draft_page
from engine.queries.design.trial import environment_of, written
from engine.queries.document import form_context
from engine.queries.reader import reading
from engine.store.office import Office

FOLDER, SUFFIX = "forms/", ".json"


@dataclass(frozen=True)
class Step:
    """A user task, or the start (`id` "start")."""

    id: str
    name: str


@dataclass(frozen=True)
class FormFile:
    """`words`: the first labels of it, for a form has no title. `problem` says why it cannot be read at all."""

    path: str
    key: str
    words: str
    fields: int
    revision: int
    changed_at: datetime
    changed_by: str
    steps: tuple[Step, ...]
    errors: int
    warnings: int
    problem: Refused | None = None


@dataclass(frozen=True)
class FormsPage:
    draft: DraftPage
    files: tuple[FormFile, ...]


@dataclass(frozen=True)
class FormPage:
    """One file. `outline` is None when it cannot be read (`file.problem`); `shown` the component looked at."""

    draft: DraftPage
    file: FormFile
    outline: Outline | None
    shown: Item | None
    findings: tuple[Finding, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class FormPreview:
    """The form as somebody at `step` has it. `values`: what a complete post would be kept as, when one was tried."""

    draft: DraftPage
    file: FormFile
    step: str
    fields: tuple[forms.FieldView, ...]
    findings: tuple[Finding, ...]
    problems: Mapping[str, forms.Problem]
    values: tuple[tuple[str, str], ...] | None


@dataclass(frozen=True)
class RightsRow:
    """A field with its right per step: (step, declared right or "", what the form itself says)."""

    key: str
    label: str
    computed: bool
    rights: tuple[tuple[Step, str, str], ...]


@dataclass(frozen=True)
class RightsPage:
    draft: DraftPage
    file: FormFile
    revision: int
    steps: tuple[Step, ...]
    rows: tuple[RightsRow, ...]
    findings: tuple[Finding, ...]


def forms_page(office: Office, person: str, draft_id: int) -> FormsPage:
    """Raises as draft_page."""
    page = draft_page(office, person, draft_id)
    steps = _steps(page)
    return FormsPage(page, tuple(_file(page, path, steps) for path in page.package.under(FOLDER, SUFFIX)))


def form_page(office: Office, person: str, draft_id: int, key: str, place: str = "") -> FormPage:
    """One form and the component at `place` of it. Raises Missing, or as draft_page."""
    page = draft_page(office, person, draft_id)
    file = _one(page, key)
    findings = _findings(page, file)
    if file.problem is not None:
        return FormPage(page, file, None, None, findings, ())
    found = outline(page.package.files[file.path])
    return FormPage(page, file, found, found.item(place), findings, terms_of(page))


def form_source(office: Office, person: str, draft_id: int, key: str) -> Mapping[str, Any]:
    """One form for the canvas: its text, revision, who changed it last and when. Raises as form_page."""
    page = draft_page(office, person, draft_id)
    file = _one(page, key)
    return {
        "path": file.path, "xml": page.package.files[file.path].decode("utf-8", "replace"), "revision": file.revision,
        "changed_by": file.changed_by, "changed_at": local(file.changed_at).isoformat(), "open": page.open,
    }  # fmt: skip


def form_preview(
    office: Office, person: str, draft_id: int, key: str, step: str, typed: Mapping[str, Any] | None, *, sent: bool
) -> FormPreview:
    """The form with the office's own choices, laid out for what was typed; `sent` says what sending it would bring.

    Raises as form_page.
    """
    with reading(office, person) as reader:
        require(reader.organization, person, "definition.draft", reader.now)
        page = draft_of(reader, draft_id)
        file = _one(page, key)
        try:
            whole = forms.load(page.package.files[file.path])
        except Refused:
            found = tuple(forms.check(page.package.files[file.path]))
            return FormPreview(page, file, step, (), found, {}, None)
        procedure = procedure_of(page)
        form = whole.limited(procedure.fields.get(step, {}) if procedure else {})
        context = form_context(reader, form, {"drafter_unit": reader.unit(person)}, [])
        environment = environment_of(reader, page).feel
        problems: Mapping[str, forms.Problem] = {}
        values = None
        if sent:
            cleaned = form.clean(typed or {}, context, environment)
            problems = cleaned.problems
            kept = cleaned.values if cleaned.ok else {}
            values = tuple((name, written(feel.to_json(feel.from_python(value)))) for name, value in kept.items())
        return FormPreview(
            page, file, step, tuple(form.view(typed, context, problems, environment)), (), problems,
            values if not problems else None,
        )  # fmt: skip


def rights_page(office: Office, person: str, draft_id: int, key: str) -> RightsPage:
    """The fields of a form by the steps that use it. Raises as form_page."""
    page = draft_page(office, person, draft_id)
    file = _one(page, key)
    settings = page.files.get(FILE)
    findings = tuple(f for f in page.findings if f.file == FILE and (f.element or "").startswith("fields"))
    steps = tuple(step for step in file.steps if step.id != START)
    procedure = procedure_of(page)
    declared = procedure.fields if procedure else {}
    rows = []
    try:
        form = forms.load(page.package.files[file.path])
    except Refused:
        form = None
    for field in forms.leaves(form.components) if form else ():
        own = "required" if field.required else "read" if field.readonly is True or field.disabled is True else "edit"
        rights = tuple((step, declared.get(step.id, {}).get(field.key, ""), own) for step in steps)
        rows.append(RightsRow(field.key, field.label or field.key, field.kind == "expression", rights))
    return RightsPage(page, file, settings.revision if settings else 0, steps, tuple(rows), findings)


def _one(page: DraftPage, key: str) -> FormFile:
    path = f"{FOLDER}{key}{SUFFIX}"
    if path not in page.files:
        raise Missing("no_file", "草稿中没有这个文件。", "The draft has no such file.")
    return _file(page, path, _steps(page))


def _file(page: DraftPage, path: str, steps: Mapping[str, tuple[Step, ...]]) -> FormFile:
    seen, key = page.files[path], path.removeprefix(FOLDER).removesuffix(SUFFIX)
    found = _of(page, path, key)
    errors = sum(finding.severity == "error" for finding in found)
    problem, items = None, tuple[Item, ...]()
    try:
        items = outline(page.package.files[path]).items
    except Refused as refused:
        problem = refused
    filled = [item for item in items if item.key and not item.holds]
    words = "、".join(item.name for item in filled[:4])
    return FormFile(
        path, key, words, len(filled), seen.revision, seen.changed_at, seen.changed_by, steps.get(key, ()), errors,
        len(found) - errors, problem,
    )  # fmt: skip


def _findings(page: DraftPage, file: FormFile) -> tuple[Finding, ...]:
    return _of(page, file.path, file.key)


def _of(page: DraftPage, path: str, key: str) -> tuple[Finding, ...]:
    """Findings within the file, and those that say nobody uses it or it must be there."""
    return tuple(f for f in page.findings if f.file == path or (f.code == "unused_form" and f.element == key))


def _steps(page: DraftPage) -> Mapping[str, tuple[Step, ...]]:
    """Form id → the steps that use it."""
    found: dict[str, list[Step]] = {START: [Step(START, "发起")]}
    for use in bpmn.uses(page.package.under("", ".bpmn")):
        if use.form is not None:
            found.setdefault(use.form, []).append(Step(use.element, use.name))
    return {form: tuple(steps) for form, steps in found.items()}
