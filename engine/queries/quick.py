"""Leaders' buttons: what 同意 and 圈阅 would put into the form, where the step's result allows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.definition import Definition
from engine.forms import FieldView
from engine.task import Task

LEADERS = frozenset({"leader", "leader-head"})
AGREE, SEEN = "同意", ("圈阅", "已阅", "阅知")


@dataclass(frozen=True)
class Fill:
    """A value for the result field ("" when the step has none) and the words when none were written."""

    value: str
    words: str


@dataclass(frozen=True)
class Quick:
    """`field` is the result field's posted name; `agree` and `seen` are None where the step does not allow them."""

    field: str = ""
    agree: Fill | None = None
    seen: Fill | None = None
    write: bool = False  # the step takes an opinion

    @property
    def any(self) -> bool:
        return bool(self.agree or self.seen)


NOTHING = Quick()


def quick_of(definition: Definition, task: Task, fields: Sequence[FieldView]) -> Quick:
    """同意 is the first choice that begins so; 圈阅 needs a choice of its own, or a step without a result."""
    rules = definition.procedure.task(task.element)
    if not task.is_main:
        return Quick("result", Fill(AGREE, f"{AGREE}。"), None, True)
    writes = rules.opinion != "none"
    result = next((field for field in _flat(fields) if field.name == rules.result), None) if rules.result else None
    if result is None:
        return Quick("", None, Fill("", SEEN[0]) if writes and not fields else None, writes)
    agree = next((o for o in result.options if o.label.startswith(AGREE)), None)
    seen = next((o for o in result.options if o.label.startswith(SEEN)), None)
    return Quick(
        result.name,
        Fill(agree.value, f"{agree.label}。") if agree else None,
        Fill(seen.value, SEEN[0]) if seen else None,
        writes,
    )


def _flat(fields: Sequence[FieldView]) -> Iterator[FieldView]:
    for field in fields:
        yield field
        yield from _flat(field.fields)
