"""Everything wrong with a package, in one list: files, diagram, decisions, forms, and how they name each other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from engine import bpmn, dmn, forms
from engine.definition.auditing import check_audit
from engine.definition.counting import check_counting
from engine.definition.definition import START, Definition, compile_package
from engine.definition.field_rights import check_field_rights
from engine.definition.fixes import with_fixes
from engine.definition.masks import check_masks
from engine.definition.naming import check_names
from engine.definition.package import Package
from engine.definition.papers import check_papers
from engine.definition.people_and_terms import check_groups, check_term
from engine.definition.personal import check_personal
from engine.definition.pools import check_pools
from engine.definition.procedure import FILE, read
from engine.definition.rules import check_rules
from engine.definition.services import BUILT_IN
from engine.definition.trusted_roles import check_trusted_roles
from engine.errors import DefinitionRefused, Finding, Refused
from engine.organization import ROLES, parse_term
from engine.words import OFFICE_FUNCTIONS


def check(package: Package, roles: Collection[str] = ROLES) -> list[Finding]:
    """Findings of every file and of the whole; an empty list means it may be published. `roles`: those that steps may
    ask, as far as the office has them."""
    findings: list[Finding] = []
    if FILE in package.files:
        findings += _collect(FILE, lambda: read(package.files[FILE]))
    decisions: set[str] = set()
    for path, data in package.under("decisions/", ".dmn").items():
        findings += [replace(f, file=path) for f in dmn.check(data, functions=OFFICE_FUNCTIONS)]
        findings += _collect(path, lambda data=data: decisions.update(dmn.load(data).decisions))  # type: ignore[misc]
    findings += bpmn.check(package.under("", ".bpmn"), decisions=decisions, services=set(BUILT_IN))
    for path, data in package.under("forms/", ".json").items():
        findings += [replace(f, file=path) for f in forms.check(data)]
    if not any(f.severity == "error" for f in findings):
        try:
            findings += _references(compile_package(package), roles)
        except DefinitionRefused as refused:
            findings += refused.findings
    return with_fixes(findings)


def _collect(path: str, act: Callable[[], object]) -> list[Finding]:
    try:
        act()
    except DefinitionRefused as refused:
        return [replace(f, file=path) for f in refused.findings]
    except Refused as refused:
        return [Finding(refused.code, None, refused.zh, refused.en, file=path)]
    return []


def _references(definition: Definition, roles: Collection[str]) -> Iterator[Finding]:
    """What the files of a package say about each other."""
    procedure, process = definition.procedure, definition.process
    yield from check_pools(definition)
    tasks = {e.id: e for e in process.elements.values() if e.asks}
    if START not in definition.forms:
        yield _finding("no_start_form", START, "缺少发起表单 forms/start.json。", "forms/start.json is missing.")
    else:
        start = definition.forms[START]
        for role, key in (("title", procedure.title), ("urgency", procedure.urgency)):
            if key not in start.keys:
                yield _finding(
                    "no_start_field",
                    key,
                    f"发起表单中没有“{key}”({role})。",
                    f"The start form has no field {key!r}.",
                )
    for task in tasks.values():
        if task.form and task.form not in definition.forms:
            yield _finding(
                "unknown_form",
                task.id,
                f"环节“{task.name}”的表单“{task.form}”不存在。",
                f"No form {task.form!r}.",
            )
        if definition.form(task.id) is None:
            yield _finding("no_form", task.id, f"环节“{task.name}”没有表单。", f"Task {task.id!r} has no form.")
        assigned = task.assigned or procedure.roles.get(task.lane or "")
        if not assigned:
            yield _finding(
                "unassigned_task",
                task.id,
                f"环节“{task.name}”没有指定办理人。",
                f"Nobody is asked to do {task.id!r}.",
            )
    wanted = {t.form or t.id for t in tasks.values()} | {START}
    for name in sorted(set(definition.forms) - wanted):
        yield _finding("unused_form", name, f"表单“{name}”没有环节使用。", f"No task uses form {name!r}.", "warning")
    for step in sorted(set(procedure.tasks) - set(tasks)):
        yield _finding("unknown_task", step, f"流程图中没有环节“{step}”。", f"No task {step!r} in the diagram.")
    # a term may also belong to a timer or a service task that reads it by term(…)
    for step in sorted(set(procedure.terms) - set(process.elements)):
        yield _finding("unknown_element", step, f"流程图中没有元素“{step}”。", f"No element {step!r} in the diagram.")
    for step, rules in procedure.tasks.items():
        for other in set(rules.different_from) - set(tasks) - {START}:
            yield _finding("unknown_task", step, f"回避环节“{other}”不存在。", f"No task {other!r} in the diagram.")
    if procedure.drafter and procedure.drafter not in tasks:
        yield _finding(
            "unknown_task", "drafter", f"流程图中没有环节“{procedure.drafter}”。", f"No task {procedure.drafter!r}."
        )
    for step, extension in procedure.extensions.items():
        if step not in tasks:
            yield _finding("unknown_task", step, f"延期环节“{step}”不存在。", f"No task {step!r} to extend.")
        if extension.decision not in definition.decisions:
            yield _finding(
                "unknown_decision", step, f"没有决策“{extension.decision}”。", f"No decision {extension.decision!r}."
            )
    for step, rules in procedure.tasks.items():
        for other in set(rules.return_to) - set(process.elements):
            yield _finding("unknown_element", step, f"退回目标“{other}”不存在。", f"No element {other!r} to return to.")
    for end in sorted(set(procedure.ends) - {e.id for e in process.elements.values() if e.type == "endEvent"}):
        yield _finding("unknown_end", end, f"流程图中没有结束事件“{end}”。", f"No end event {end!r} in the diagram.")
    answers = {f"extensions.{step}": {"": rule.answer} for step, rule in procedure.extensions.items() if rule.answer}
    for step, term in [*procedure.terms.items(), *answers.items(), ("instance_term", procedure.instance_term)]:
        for text in term.values():
            try:
                parse_term(text)
            except Refused as refused:
                yield _finding("bad_term", step, f"“{step}”:{refused.zh}", f"{step}: {refused.en}")
    yield from check_rules(definition)
    yield from check_field_rights(definition)
    yield from check_masks(definition)
    yield from check_personal(definition)
    yield from check_trusted_roles(definition)
    yield from check_names(definition)
    yield from check_groups(definition, roles)
    yield from check_term(definition)
    yield from check_counting(definition)
    yield from check_papers(definition)
    if START in definition.forms:
        yield from check_audit(definition)


def _finding(code: str, element: str, zh: str, en: str, severity: str = "error") -> Finding:
    return Finding(code, element, zh, en, severity, FILE)  # type: ignore[arg-type]
