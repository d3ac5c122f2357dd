"""What the steps of a story choose from: the cast, and the draft's own steps, flows, ends and forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from engine.definition import Package
from engine.definition.settings import Choice, offers_of
from engine.forms import Field as FormField
from engine.forms import Form
from engine.organization import load_office
from engine.scenario.table.words import ACTS, STARTING

DAY = date(2026, 2, 13)  # the cast's posts are told as of this day


@dataclass(frozen=True)
class StoryOffers:
    choices: Mapping[str, tuple[Choice, ...]]
    forms: Mapping[str, Form]
    form_of: Mapping[str, str]  # step -> form

    def get(self, name: str) -> tuple[Choice, ...]:
        return self.choices.get(name, ())

    def words(self, name: str, value: str) -> Choice:
        return next((choice for choice in self.get(name) if choice.value == value), Choice(value, value, value))

    def fields(self, do: str, task: str) -> tuple[FormField, ...]:
        """The fields at the top of the form of an act."""
        name = STARTING if do == STARTING else self.form_of.get(task, task)
        form = self.forms.get(name)
        return tuple(f for f in form.fields if len(f.path) == 1 and _at_top(form, f)) if form else ()


def story_offers(package: Package) -> StoryOffers:
    from_draft = offers_of(package)
    cast = cast_choices()
    elements = from_draft.get("elements")
    choices = {
        **{name: from_draft.get(name) for name in ("tasks", "flows", "ends", "fields", "elements")},
        **cast, "acts": ACTS, "to": (*cast["people"], *elements),
        "when": (
            Choice("before", "在我之前", "before me"), Choice("after", "在我之后", "after me"),
            Choice("round", "加入会签", "beside the others"),
        ),
        "light": tuple(Choice(each, each, en) for each, en in LIGHTS),
        "truth": (Choice("true", "是", "yes"), Choice("false", "否", "no")),
    }  # fmt: skip
    return StoryOffers(choices, from_draft.forms, from_draft.form_of)


LIGHTS = (("绿", "green"), ("黄", "yellow"), ("红", "red"), ("灰", "grey"))


@cache
def cast_choices() -> dict[str, tuple[Choice, ...]]:
    """The people and units of the office every story runs in."""
    organization = load_office("qinglan").organization
    people = []
    for person in sorted((p for p in organization.people if p.covers(DAY)), key=lambda p: p.id):
        posts = organization.posts_of(person.id, DAY)
        post = f",{posts[0].unit}{posts[0].title}" if posts else ""
        people.append(Choice(person.id, f"{person.name}({person.id}{post})", person.id))
    found = {"people": tuple(people)}
    for kind in ("units", "township_units", "leaders", "plan_items"):
        found[kind] = tuple(Choice(o["value"], o["label"], o["value"]) for o in organization.options(kind, DAY))
    return found


def _at_top(form: Form, field: FormField) -> bool:
    return any(field is each for component in form.components for each in _outside_lists(component))


def _outside_lists(field: FormField) -> list[FormField]:
    if field.kind == "group":
        return [each for child in field.children for each in _outside_lists(child)]
    return [field]
