"""A printed paper as data: its places filled, opinions in their boxes, the rounds behind them, files and text.

Everything comes through the same readings as the pages, so what is masked or hidden there is so on paper too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import feel
from engine.clock import local
from engine.definition import Definition
from engine.definition.papers import TEMPLATES, PaperRules
from engine.errors import Missing
from engine.feel import FeelError
from engine.queries.ahead import trial_environment
from engine.queries.check_code import check_code
from engine.queries.document import FileFact, Section, files_of, sections_of
from engine.queries.manuscript import Body, body_of, read_manuscript
from engine.queries.masking import masked_sections, veil_of
from engine.queries.paper_opinions import Box, Read, boxes_of, readings_of, said_of, slips_of, steps_of
from engine.queries.paper_values import EMPTY, Value, Words
from engine.queries.people import office_of
from engine.queries.reader import Reader, reading
from engine.queries.sheet import Facts, facts_of
from engine.queries.trail import HistoryLine, trail_of
from engine.queries.visibility import visible_instance
from engine.store import tables as t
from engine.store.office import Office

UPLOADS = ("body", "files")  # places that hold files
ROUNDS = ("task.completed", "task.returned", "task.withdrawn")


@dataclass(frozen=True)
class PaperOffer:
    """A paper that may be had of a matter now."""

    id: str
    name: str
    english: str
    formats: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """`values` holds every place of the template; `rounds` is empty unless some step was done more than once."""

    id: str
    template: str
    name: str
    formats: tuple[str, ...]
    office_name: str
    instance: Facts
    values: Mapping[str, Value]
    boxes: tuple[Box, ...]
    rounds: tuple[HistoryLine, ...]
    readings: tuple[Read, ...]
    sections: tuple[Section, ...]
    files: tuple[FileFact, ...]
    body: Body | None
    code: str
    printer: str
    at: datetime


def papers_offered(reader: Reader, definition: Definition, row: Any) -> tuple[PaperOffer, ...]:
    """The papers whose `when` holds; one whose condition cannot be evaluated is not offered."""
    scope = _scope(reader, definition, row, row.content)
    return tuple(
        PaperOffer(key, rules.name, rules.english, rules.formats)
        for key, rules in definition.procedure.papers.items()
        if _offered(reader, definition, rules, scope)
    )


def paper(office: Office, person: str, instance_id: int, key: str) -> Paper:
    """One paper of a matter; NotYours for strangers, Missing when the procedure does not offer it now."""
    with reading(office, person) as reader:
        row = visible_instance(reader, instance_id)
        definition = reader.definition(row.definition_id)
        rules, scope = definition.procedure.papers.get(key), _scope(reader, definition, row, row.content)
        if rules is None or not _offered(reader, definition, rules, scope):
            raise Missing("no_paper", "这件事项现在没有这种打印件。", "This matter does not have this paper now.")
        files, said = files_of(reader, row.id), said_of(reader, row.id)
        hiding = veil_of(reader, definition, row.content)
        sections = masked_sections(hiding, sections_of(reader, definition, row, files))
        words = Words(reader, definition, (line for each in sections for line in each.lines), files)
        if hiding:
            scope = _scope(reader, definition, row, hiding.document(row.content))
        values = _values(reader, definition, rules, scope, words)
        trail, _ = trail_of(reader, row.id, definition)
        return hiding.over(Paper(
            id=key,
            template=rules.template,
            name=rules.name,
            formats=rules.formats,
            office_name=office_of(reader.organization),
            instance=facts_of(reader, row, definition),
            values=values,
            boxes=boxes_of(said, rules.boxes),
            rounds=_rounds(trail),
            readings=readings_of(reader, row.id),
            sections=sections,
            files=tuple(files),
            body=_body(reader, values, row),
            code=check_code(row.id, row.number, row.head),
            printer=reader.name(person),
            at=reader.now,
        ))  # fmt: skip


def _scope(reader: Reader, definition: Definition, row: Any, content: Mapping[str, Any]) -> dict[str, Any]:
    """What FEEL of a paper reads: every field of the forms (null when not filled in), the facts, the steps done."""
    fields: dict[str, Any] = {key: None for form in definition.forms.values() for key in form.keys}
    return {
        **fields,
        **content,
        "number": row.document_number or "",
        "case_number": row.number,
        "state": row.state,
        "end_state": row.end_state or "",
        "starter": reader.name(row.starter),
        "starter_unit": row.starter_unit,
        "started_on": local(row.started_at).date().isoformat(),
        "steps": steps_of(reader, row.id),
        "slips": _slips(reader, definition, row.id),
    }


def _slips(reader: Reader, definition: Definition, instance_id: int) -> list[dict[str, Any]]:
    """Read only for procedures that print slips: it takes the whole history."""
    if all(rules.template != "reminder-slip" for rules in definition.procedure.papers.values()):
        return []
    return slips_of(reader, trail_of(reader, instance_id, definition)[0], instance_id)


def _offered(reader: Reader, definition: Definition, rules: PaperRules, scope: Mapping[str, Any]) -> bool:
    return not rules.when or _evaluate(reader, definition, rules.when, scope) is True


def _evaluate(reader: Reader, definition: Definition, text: str, scope: Mapping[str, Any]) -> Any:
    environment = trial_environment(reader, definition).feel
    try:
        expression = feel.compile(text, frozenset(environment.functions))
        known = {name: scope[name] for name in expression.free if name in scope}
        return feel.to_json(expression.evaluate(known, environment))
    except FeelError:
        return None


def _values(
    reader: Reader, definition: Definition, rules: PaperRules, scope: Mapping[str, Any], words: Words
) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for place in sorted(TEMPLATES[rules.template].values):
        text = rules.values.get(place, "").strip()
        value = _evaluate(reader, definition, text, scope) if text else scope.get(place)
        found[place] = words.value(value, text or place, uploads=place in UPLOADS)
    return found


def _rounds(trail: tuple[HistoryLine, ...]) -> tuple[HistoryLine, ...]:
    """Every step done, in order, when something was returned or done again; else nothing is to be told."""
    done = [line for line in trail if line.kind in ROUNDS and line.step]
    again = len({(line.step, line.label) for line in done}) < len(done)
    return tuple(done) if again or any(line.kind != ROUNDS[0] for line in done) else ()


def _body(reader: Reader, values: Mapping[str, Value], row: Any) -> Body | None:
    """The text of the newest Word document in the place `body`; None when there is none to be read."""
    wanted = values.get("body", EMPTY)
    for file in reversed(wanted.files):
        sha256 = reader.connection.execute(t.attachment.select().where(t.attachment.c.id == file.id)).one().sha256
        paragraphs = read_manuscript(reader.office.files.path(sha256)) if file.name.lower().endswith(".docx") else None
        if paragraphs is not None:
            return body_of(paragraphs, values.get("title", EMPTY).text or row.title, values["sign_unit"].text)
    return None
