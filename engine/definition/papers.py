"""Printed papers: which ones a procedure offers, and what each of our templates can be given.

A procedure declares `[papers.<id>]`; the templates are the product's own (web/pages/papers), so an analyst chooses
one by name and says with FEEL what stands in its places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from engine import feel
from engine.errors import Finding
from engine.feel import FeelError
from engine.words import OFFICE_FUNCTIONS

if TYPE_CHECKING:
    from engine.definition.definition import Definition

FILE = "procedure.toml"
FORMATS = ("html", "pdf", "docx")
# What FEEL of a paper may read beside the document's fields.
NAMES = frozenset(
    {"number", "case_number", "state", "end_state", "starter", "starter_unit", "started_on", "steps", "slips"}
)


@dataclass(frozen=True)
class Template:
    """`values` are the places a procedure may fill; `formats` what the template can be made into."""

    values: frozenset[str]
    formats: tuple[str, ...] = ("html", "pdf")


def _template(values: str, *formats: str) -> Template:
    return Template(frozenset(values.split()), formats or ("html", "pdf"))


_HEADED = "mark number copy_no secrecy urgency title main_to body files copy_to sign_unit issued_on note printed_on"
TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {
        "approval-sheet": _template("number"),
        "drafting-sheet": _template(
            "number title doc_kind main_to copy_to secrecy urgency openness copies files plan basis drafted_by "
            "drafting_unit note"
        ),
        "red-head": _template(f"{_HEADED} upward signers office", *FORMATS),
        "receipt-sheet": _template(
            "serial from from_no doc_date received carrier kind title urgency secrecy pages reply_by proposal lead "
            "assist due result archive_number"
        ),
        "meeting-notice": _template(
            f"{_HEADED} basis meeting_at minutes place chair agenda attendees requirements receipt_by contact office",
            *FORMATS,
        ),
        "minutes": _template(
            f"{_HEADED} issue unit meeting_at place chair present attending absent topics items office", *FORMATS
        ),
        "supervision-notice": _template(
            "number source source_ref instruction instructed_by degree title items lead assist owner due feedback "
            "contact issued_on unit"
        ),
        "reminder-slip": _template(
            "slips colour number title item unit lead due overdue instruction text contact issued_on"
        ),
        "hotline-ticket": _template(
            "ticket_no received channel caller phone kind class urgent place happened title content wanted lead assist "
            "due result basis contacted_at contact_way visited reached solved satisfaction words"
        ),
    }
)


@dataclass(frozen=True)
class PaperRules:
    """One paper of a procedure.

    `when` is FEEL over the document and NAMES; `values` fill the template's places by FEEL, a place not named takes
    the document's field of the same name; `boxes` say which steps' opinions stand in which box, in order.
    """

    template: str
    name: str
    english: str = ""
    when: str = ""
    formats: tuple[str, ...] = ("html", "pdf")
    values: Mapping[str, str] = field(default_factory=dict)
    boxes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


# Every procedure that declares no paper has at least this one.
STANDARD = {"approval-sheet": PaperRules("approval-sheet", "签批单", "Approval sheet")}

Complain = Callable[[str, str, str, str], None]


def read_papers(raw: Mapping[str, Any], complain: Complain) -> dict[str, PaperRules]:
    """The `[papers]` table; whatever is malformed is complained of and left out."""
    return {key: rules for key, value in raw.items() if (rules := _paper(key, value, complain))}


def _paper(key: str, value: Any, complain: Complain) -> PaperRules | None:
    table = value if isinstance(value, dict) else {}
    texts = {name: table.get(name, "") for name in ("template", "name", "english", "when")}
    formats, values, boxes = table.get("formats", ["html", "pdf"]), table.get("values", {}), table.get("boxes", {})
    for unknown in table.keys() - PaperRules.__dataclass_fields__.keys():
        complain(
            "unknown_setting", key, f"打印件“{key}”有不认识的设置“{unknown}”。", f"Paper {key!r}: unknown {unknown!r}."
        )
    sound = (
        all(isinstance(text, str) for text in texts.values())
        and bool(texts["template"] and texts["name"])
        and _texts(formats)
        and isinstance(values, dict)
        and _texts(list(values.values()))
        and isinstance(boxes, dict)
        and all(_texts(steps) for steps in boxes.values())
    )
    if not sound:
        complain("bad_paper", key, f"打印件“{key}”的设置不完整。", f"The paper {key!r} is incomplete or malformed.")
        return None
    return PaperRules(
        **texts,
        formats=tuple(formats),
        values=dict(values),
        boxes={label: tuple(steps) for label, steps in boxes.items()},
    )


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def check_papers(definition: Definition) -> Iterator[Finding]:
    """Findings for templates, formats, places, steps and FEEL of the declared papers."""
    tasks = {e.id for e in definition.process.elements.values() if e.asks}
    known = NAMES | {key for form in definition.forms.values() for key in form.keys}
    for key, rules in definition.procedure.papers.items():
        template = TEMPLATES.get(rules.template)
        if template is None:
            zh = f"打印件“{key}”的版式“{rules.template}”不存在,可用:{'、'.join(TEMPLATES)}。"
            yield _finding("unknown_template", key, zh, f"Paper {key!r}: no template {rules.template!r}.")
            continue
        for wrong in [each for each in rules.formats if each not in template.formats]:
            zh = f"打印件“{key}”不能输出为“{wrong}”。"
            yield _finding("unknown_format", key, zh, f"Paper {key!r} cannot be made as {wrong!r}.")
        for wrong in sorted(rules.values.keys() - template.values):
            zh = f"版式“{rules.template}”没有位置“{wrong}”。"
            yield _finding("unknown_place", key, zh, f"Template {rules.template!r} has no place {wrong!r}.")
        for step in sorted({step for steps in rules.boxes.values() for step in steps} - tasks):
            yield _finding("unknown_task", key, f"流程图中没有环节“{step}”。", f"No task {step!r} in the diagram.")
        for text in filter(None, (rules.when, *rules.values.values())):
            yield from _formula(key, text, known)


def _formula(key: str, text: str, known: frozenset[str] | set[str]) -> Iterator[Finding]:
    try:
        free = feel.compile(text, OFFICE_FUNCTIONS).free - OFFICE_FUNCTIONS
    except FeelError as error:
        yield _finding("bad_expression", key, error.zh, error.en)
        return
    for name in sorted(free - known):
        yield _finding(
            "unknown_name", key, f"打印件“{key}”用到了没有的名称“{name}”。", f"Paper {key!r} reads {name!r}."
        )


def _finding(code: str, key: str, zh: str, en: str) -> Finding:
    return Finding(code, f"papers.{key}", zh, en, file=FILE)
