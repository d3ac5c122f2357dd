"""The form of one step laid out for a page: who and when, what is filled in, what is expected, and the rest as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.definition.settings import Cell, Choice, Field, Problem
from engine.definition.settings.fields import Posted
from engine.definition.settings.sheet import count, first
from engine.forms import Field as FormField
from engine.scenario.table.inputs import (
    ACT,
    EXPECTED,
    NONE_OPENS,
    SHOWS,
    TABLES,
    WITH,
    file_fields,
    value_fields,
)
from engine.scenario.table.offers import StoryOffers
from engine.scenario.table.steps import carried

BLANK_LINES = 2
USED = {  # which of the further inputs an act uses; all others are shown only when they hold something
    "opinion": None, "to": frozenset({"return", "jump", "transfer", "delegate", "add_signer", "remove_signer",
                                      "circulate", "copy"}),
    "days": frozenset({"extend"}), "when": frozenset({"add_signer"}), "for": frozenset({"dictate"}),
    "direct": frozenset({"return"}), "granted": frozenset({"decide"}), "procedure": frozenset({"start"}),
}  # fmt: skip
REST = Field("rest", "code", "其余(TOML)", "The rest (TOML)")


@dataclass(frozen=True)
class Group:
    """`rows` of a list of expectations, each a line of cells; `count` is the input that tells how many."""

    zh: str
    en: str
    cells: tuple[Cell, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    count: str = ""


@dataclass(frozen=True)
class StepView:
    groups: tuple[Group, ...]
    hidden: tuple[tuple[str, str], ...]  # what is posted along
    rest: Cell
    problem: Problem | None


def step_view(posted: Posted, offers: StoryOffers, problems: Mapping[str, Problem] | None = None) -> StepView:
    sent, wrong = carried(posted, offers), problems or {}
    do, task = first(sent, "do"), first(sent, "task")
    form = {f.path[0]: f for f in offers.fields(do, task)}
    values = tuple(
        _cell(f, f"values.{f.name}", sent, _options(form[f.name], offers, f), wrong)
        for f in value_fields(offers, do, task)
    )
    files = tuple(_cell(f, f"files.{f.name}", sent, (), wrong) for f in file_fields(offers, do, task))
    none = Field(NONE_OPENS, "flag", "不开出任务", "No task opens")
    groups = [
        Group("谁、何时、做什么", "Who, when, what", _cells(ACT, "", sent, offers, wrong)),
        Group("填写的内容", "What is filled in", (*values, *files)),
        Group("意见等", "Opinion and the like",
              _cells(tuple(f for f in WITH if _used(f, do, sent)), "", sent, offers, wrong)),
        Group("应开出的任务", "Tasks that open", (_cell(none, NONE_OPENS, sent, (), wrong),),
              _rows("opens", sent, offers, wrong), "opens.rows"),
        Group("应显示的", "What is to be seen",
              (*_cells(SHOWS, "shows.", sent, offers, wrong), *_cells(EXPECTED, "", sent, offers, wrong))),
        Group("应亮的灯", "Lights", (), _rows("lights", sent, offers, wrong), "lights.rows"),
    ]  # fmt: skip
    hidden = tuple((name, "on") for name in sent if name.endswith(".plain"))
    shown = tuple(group for group in groups if group.cells or group.rows)
    return StepView(shown, hidden, _cell(REST, "rest", sent, (), wrong), wrong.get(""))


def _used(field: Field, do: str, sent: Posted) -> bool:
    acts = USED[field.name]
    return acts is None or do in acts or any(sent.get(field.name) or ())


def _cells(
    fields: tuple[Field, ...], at: str, sent: Posted, offers: StoryOffers, wrong: Mapping[str, Problem]
) -> tuple[Cell, ...]:
    return tuple(_cell(f, f"{at}{f.name}", sent, offers.get(f.offers), wrong) for f in fields)


def _rows(part: str, sent: Posted, offers: StoryOffers, wrong: Mapping[str, Problem]) -> tuple[tuple[Cell, ...], ...]:
    there = count(sent, f"{part}.rows", 70)
    used = max((n + 1 for n in range(there) if any(_holds(part, n, sent))), default=0)
    return tuple(_cells(TABLES[part], f"{part}.{n}.", sent, offers, wrong) for n in range(used + BLANK_LINES))


def _holds(part: str, n: int, sent: Posted) -> list[str]:
    return [value for field in TABLES[part] for value in sent.get(f"{part}.{n}.{field.name}") or () if value]


def _options(each: FormField, offers: StoryOffers, field: Field) -> tuple[Choice, ...]:
    if field.kind == "truth":
        return offers.get("truth")
    if each.options_key:
        return offers.get(each.options_key)
    return tuple(Choice(str(o.value), o.label, str(o.value)) for o in each.options)


def _cell(field: Field, name: str, sent: Posted, offered: tuple[Choice, ...], wrong: Mapping[str, Problem]) -> Cell:
    values = tuple(sent.get(name) or ())
    known = {choice.value for choice in offered}
    chooses = field.kind in ("choice", "choices", "truth")
    if field.kind == "truth":
        field = replace(field, kind="choice")
    beside = tuple(Choice(v, v, v) for v in values if v and v not in known) if chooses else ()
    return Cell(field, name, values, (*offered, *beside), wrong.get(name))
