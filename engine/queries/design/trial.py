"""A decision of a draft tried out with what an analyst typed: made by the engine, with the office's functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine import dmn, feel
from engine.bpmn import Environment
from engine.errors import Invalid, Missing, Refused
from engine.organization import calendar_functions, organization_functions, require
from engine.queries.design.decisions import FOLDER, SUFFIX, procedure_of, terms_of
from engine.queries.design.draft import DraftPage, draft_of
from engine.queries.reader import Reader, reading
from engine.store.office import Office


@dataclass(frozen=True)
class Made:
    """One decision on the way to the result: `matched` are the numbers of its rules, None for an expression."""

    id: str
    name: str
    outputs: str
    matched: tuple[int, ...] | None


@dataclass(frozen=True)
class Trial:
    """`questions` with what was answered; `made` in the order they were made, empty before anything was tried.

    `problems`: sentences by question; `messages`: (zh, en) of warnings and of a refusal.
    """

    decision: str
    questions: tuple[dmn.Question, ...]
    answers: Mapping[str, str]
    tried: bool = False
    result: str = ""
    made: tuple[Made, ...] = ()
    problems: Mapping[str, str] | None = None
    messages: tuple[tuple[str, str], ...] = ()

    @property
    def matched(self) -> tuple[int, ...]:
        """The rules of the decision's own table that matched."""
        return next((made.matched or () for made in reversed(self.made) if made.id == self.decision), ())


def try_decision(
    office: Office, person: str, draft_id: int, key: str, decision: str, answers: Mapping[str, str] | None
) -> Trial:
    """What the decision says to these answers; None asks only. Raises Missing for file or decision, as draft_page."""
    with reading(office, person) as reader:
        require(reader.organization, person, "definition.draft", reader.now)
        page = draft_of(reader, draft_id)
        content = page.package.files.get(f"{FOLDER}{key}{SUFFIX}")
        if content is None:
            raise Missing("no_file", "草稿中没有这个文件。", "The draft has no such file.")
        try:
            model = dmn.load(content)
        except Refused as refused:
            return Trial(decision, (), answers or {}, messages=((refused.zh, refused.en),))
        asked = _with_choices(page, model.questions(decision))
        if answers is None:
            return Trial(decision, asked, {})
        return _tried(reader, page, model, Trial(decision, asked, answers, tried=True))


def _tried(reader: Reader, page: DraftPage, model: dmn.Model, trial: Trial) -> Trial:
    try:
        given = dmn.read_answers(trial.questions, trial.answers)
        result = model.evaluate(trial.decision, given, environment_of(reader, page).feel)
    except Invalid as invalid:
        return replace(trial, problems=invalid.fields)
    except Refused as refused:
        return replace(trial, messages=((refused.zh, refused.en),))
    made = tuple(_made(entry) for entry in result.trace)
    messages = tuple(dict.fromkeys((warning.zh, warning.en) for warning in result.warnings))
    return replace(trial, result=written(feel.to_json(result.value)), made=made, messages=messages)


def environment_of(reader: Reader, page: DraftPage) -> Environment:
    """Clock and functions as in force, with the terms of the draft."""
    procedure = procedure_of(page)
    functions = {
        **calendar_functions(reader.calendar, procedure.terms if procedure else {}),
        **organization_functions(reader.organization, reader.today),
    }
    return Environment(now=reader.now, functions=functions)


def _with_choices(page: DraftPage, asked: tuple[dmn.Question, ...]) -> tuple[dmn.Question, ...]:
    """Fields of the draft's forms say what people may choose, and what they are called."""
    terms = {term.name: term for term in terms_of(page)}
    found = []
    for question in asked:
        term = terms.get(question.name)
        label = term.label if term and term.label and question.label == question.name else question.label
        offered = tuple(dict.fromkeys((*(term.choices if term and question.kind == "string" else ()), *question.hints)))
        found.append(replace(question, label=label, hints=() if question.choices else offered))
    return tuple(found)


def _made(entry: Mapping[str, Any]) -> Made:
    matched = entry.get("matched")
    numbers = None if matched is None else tuple(int(rule["number"]) for rule in matched)
    return Made(str(entry["id"]), str(entry["decision"]), written(entry["outputs"]), numbers)


def written(value: Any) -> str:
    """A JSON value in words a person reads: texts bare, contexts and lists by their parts."""
    if value is None:
        return "空(null)"
    if isinstance(value, bool):
        return "是(true)" if value else "否(false)"
    if isinstance(value, list):
        return "、".join(map(written, value)) if value else "空列表"
    if isinstance(value, dict):
        return ";".join(f"{name}:{written(each)}" for name, each in value.items())
    return str(value)
