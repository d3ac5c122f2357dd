"""Names that expressions read: each is given a value by a form, a default, a decision, a mapping or a built-in act.

A name nobody sets is null, and a condition over null stops the matter with an incident, so it is told before.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from engine.bpmn.formula import Formula, compile_formula, literal
from engine.definition.procedure import FILE
from engine.errors import Finding
from engine.feel import FeelError
from engine.words import OFFICE_FUNCTIONS

if TYPE_CHECKING:
    from engine.definition.definition import Definition

# what every instance has (engine.actions.start_instance, start_by_message)
ALWAYS = frozenset({
    "starter", "starter_name", "drafter_unit", "instance_number", "origin_number", "origin_procedure", "urgency",
})  # fmt: skip
# what forms and their rules may read beside the document (engine.actions.options)
OFFERED = frozenset({"units", "township_units", "people", "leaders", "plan_items", "attachments", "value", "label"})
FUNCTIONS = OFFICE_FUNCTIONS | {"due", "term"}
# what the built-in acts answer with (engine.actions.services), where no mapping takes it over
ANSWERS = {
    "allocate-number": frozenset({"number", "n", "series", "year"}),
    "count": frozenset({"this_year", "last_year"}),
    "find-instances": frozenset({"found", "count"}),
    "send-notice": frozenset({"to"}),
    "set-due": frozenset({"due"}),
    "start-procedure": frozenset({"sent"}),
    "urge": frozenset({"urged", "people"}),
}


def check_names(definition: Definition) -> Iterator[Finding]:
    """Findings for names of the diagram's expressions, the decisions' inputs and the rules of procedure.toml."""
    usage, source = definition.program.usage, definition.process.source
    answers = (ANSWERS.get(service, frozenset()) for service in usage.given.services)
    known = ALWAYS.union(definition.fields, definition.procedure.defaults, usage.given.names, *answers)
    sources = {element: process.source for process in definition.program.processes.values()
               for element in (*process.elements, *process.flows)}  # fmt: skip
    for use in usage.uses:
        yield from _functions(use.calls, use.element, use.text, sources.get(use.element, source))
        for name in sorted(use.reads - known):
            # what a message brings is in another procedure's files, so it is only doubtful
            hard = use.decides and not usage.given.payload
            yield _unknown(name, use.element, use.text, known, hard, sources.get(use.element, source))
    for number, rule in enumerate(definition.procedure.rules, 1):
        yield from _functions(_formula(rule.when).calls, f"rules[{number}]", rule.when, FILE)
        for name in sorted(_formula(rule.when).reads - known - OFFERED):
            yield _unknown(name, f"rules[{number}]", rule.when, known | OFFERED, True, FILE)
        decision = definition.decisions.get(rule.decision)
        for name in sorted((decision.inputs if decision else frozenset()) - known - OFFERED):
            yield _unknown(name, f"rules[{number}]", rule.decision, known | OFFERED, False, FILE)
    for form in definition.forms:
        for name in sorted(definition.forms[form].names - known - OFFERED):
            yield _unknown(name, form, f"forms/{form}.json", known | OFFERED, False, f"forms/{form}.json")
    for step, rules in definition.procedure.tasks.items():
        shown = definition.form(step)
        if rules.result and shown is not None and rules.result not in shown.keys:
            yield Finding(
                "unknown_field", step, f"环节“{step}”的表单没有字段“{rules.result}”(办理结果)。",
                f"The form of {step!r} has no field {rules.result!r} (its result).", file=FILE,
                fix_zh="改为表单里有的字段。", fix_en="Name a field of the form.",
            )  # fmt: skip
        for name in sorted(_formula(rules.deputy_when).reads - known):
            yield _unknown(name, step, rules.deputy_when, known, True, FILE)


def _formula(text: str) -> Formula:
    """An expression of procedure.toml; an empty one when it is none, which is told elsewhere."""
    try:
        return compile_formula(f"={text}") if text else literal("")
    except FeelError:
        return literal("")


def _functions(called: frozenset[str], element: str, text: str, file: str) -> Iterator[Finding]:
    for name in sorted(called - FUNCTIONS):
        near = get_close_matches(name, FUNCTIONS, 1, 0.7)
        yield Finding(
            "unknown_function", element, f"“{text}”调用了没有的函数“{name}”。",
            f"“{text}” calls “{name}”, and there is no such function.", "error", file,
            fix_zh=f"是不是“{near[0]}”?" if near else "改用 FEEL 的内置函数或机关的函数(见 docs/feel.zh.md)。",
            fix_en=f"Did you mean “{near[0]}”?" if near else "Use a FEEL built-in or a function of the office.",
        )  # fmt: skip


def _unknown(name: str, element: str, text: str, known: frozenset[str], hard: bool, file: str) -> Finding:
    near = get_close_matches(name, known, 3, 0.7)
    maybe_zh = f"是不是“{'”“'.join(near)}”?" if near else ""
    maybe_en = f" Did you mean {', '.join(near)}?" if near else ""
    return Finding(
        "unknown_name", element,
        f"“{text}”用到“{name}”,但没有表单、默认值、决策或映射给它赋值。",
        f"“{text}” reads “{name}”, which no form, default, decision or mapping sets.",
        "error" if hard else "warning", file,
        fix_zh=f"{maybe_zh}改正名称,或在表单、[defaults]、决策结果、变量映射中给它赋值。",
        fix_en=f"Correct the name, or set it in a form, [defaults], a decision's result or a mapping.{maybe_en}",
    )  # fmt: skip
