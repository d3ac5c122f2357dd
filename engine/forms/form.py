"""The form as other rooms know it: load once, then clean, view and describe with any data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine import feel
from engine.errors import DefinitionRefused, Finding
from engine.forms import cleaning, describe, reader, rights, view
from engine.forms.cleaning import Cleaned
from engine.forms.describe import Line
from engine.forms.entries import put
from engine.forms.fields import TEXTS, Field
from engine.forms.page import FieldView
from engine.forms.posted import MISSING, find
from engine.forms.sentences import Problem


@dataclass(frozen=True)
class Form:
    """A checked form-js form. Immutable, so that one serves all threads."""

    id: str
    components: tuple[Field, ...]

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every component, also inside groups and lists, in reading order."""
        return tuple(each for component in self.components for each in component.walk())

    @cached_property
    def keys(self) -> frozenset[str]:
        """The document's top-level names this form writes."""
        return frozenset(each.path[0] for each in _top(self.components) if each.path)

    @cached_property
    def writes(self) -> frozenset[str]:
        """Those of `keys` that the form can change: the names of locked fields are only shown."""
        return rights.written(self.components)

    @cached_property
    def locked_files(self) -> frozenset[str]:
        """File fields that are only shown: what is uploaded to them would be kept though nobody may add it."""
        pickers = (each for each in rights.leaves(self.components) if each.kind == "filepicker")
        return frozenset(each.key for each in pickers if each.readonly is True)

    def limited(self, given: Mapping[str, str]) -> Form:
        """The form as a step with these rights (field -> hidden, read, edit, required) has it."""
        return Form(self.id, rights.limit(self.components, given)) if given else self

    @cached_property
    def free_texts(self) -> frozenset[str]:
        """Names of the values that people write as they like, at the top or inside a list."""
        return frozenset(each.path[-1] for each in self.fields if each.path and each.kind in TEXTS)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names its formulas and option sources read and the form itself does not hold."""
        used = {name for each in self.fields for formula in each.formulas for name in formula.names}
        used |= {each.options_key.split(".")[0] for each in self.fields if each.options_key}
        return frozenset(used) - self.keys - {"this", "parent", "i"}

    def clean(
        self,
        raw: Mapping[str, Any],
        context: Mapping[str, Any],
        environment: feel.Environment | None = None,
    ) -> Cleaned:
        """Turn what was posted into values this form allows.

        `raw` holds posted names (`agenda[0].title`) or nested JSON; texts, lists of texts or typed values.
        A field that was not posted is empty: start from `initial(context)` to change only some.
        `context` is the document so far, with option sources by name and uploads under `attachments`.
        Hidden fields are dropped, locked ones (readonly, disabled) keep the document's value and are left
        out, expressions are computed here.
        """
        return cleaning.clean(self.components, raw, context, environment)

    def initial(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """What a page would post if nothing were changed: the document's values, else the form's defaults."""
        return _initial(self.components, context)

    def view(
        self,
        values: Mapping[str, Any] | None,
        context: Mapping[str, Any],
        problems: Mapping[str, Problem] | None = None,
        environment: feel.Environment | None = None,
    ) -> list[FieldView]:
        """Lay out the visible fields for a page.

        `values` is what was typed so far (a post or a draft, names as in `clean`); None shows
        `initial(context)`.
        """
        typed = self.initial(context) if values is None else values
        return view.view(self.components, typed, context, problems or {}, environment)

    def describe(
        self,
        values: Mapping[str, Any],
        context: Mapping[str, Any] | None = None,
        environment: feel.Environment | None = None,
    ) -> list[Line]:
        """Write stored values out as label and words; `context` gives option labels and file names."""
        return describe.describe(self.components, values, context or {}, environment)


def load(data: bytes) -> Form:
    """Read a form-js file; raise DefinitionRefused with every finding when it may not be used."""
    form_id, fields, findings = reader.read(data)
    if any(finding.severity == "error" for finding in findings):
        raise DefinitionRefused(findings)
    return Form(form_id, fields)


def check(data: bytes) -> list[Finding]:
    """What is wrong with a form-js file; never raises, whatever the bytes."""
    return reader.read(data)[2]


def _top(fields: Sequence[Field]) -> Iterator[Field]:
    for each in fields:
        if each.kind == "group":
            yield from _top(each.children)
        else:
            yield each


def _initial(fields: Sequence[Field], current: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for each in _top(fields):
        if not each.path or each.kind == "expression":
            continue
        now = find(current, each.path)
        if each.kind == "dynamiclist":
            given: list[Any] = now if isinstance(now, list) else [{}] * each.default_rows
            put(values, each.path, [_initial(each.children, row) for row in given])
        elif now is not MISSING:
            put(values, each.path, now)
        elif each.default is not None:
            put(values, each.path, each.default)
    return values
