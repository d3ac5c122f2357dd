"""The typed form: what one form-js component became after reading; frozen, shared between threads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.forms.formula import Formula, Limit, Switch, Text

TEXTS = frozenset({"textfield", "textarea"})
CHOICES_ONE = frozenset({"radio", "select"})
CHOICES_MANY = frozenset({"checklist", "taglist"})
CHOICES = CHOICES_ONE | CHOICES_MANY
INPUTS = TEXTS | CHOICES | {"number", "datetime", "checkbox", "filepicker", "expression"}
CONTAINERS = frozenset({"group", "dynamiclist"})
SHOWN_ONLY = frozenset({"text", "table", "documentPreview", "separator", "spacer", "button"})
UNSAFE = frozenset({"html", "image", "iframe"})
KINDS = INPUTS | CONTAINERS | SHOWN_ONLY

NO_TEXT = Text()
Scalar = str | int | float | bool


@dataclass(frozen=True)
class Option:
    """One thing to choose: the value that is stored and the label people read."""

    value: Scalar
    label: str


@dataclass(frozen=True)
class Rule:
    """A condition over the whole form (`properties.rule`), with the sentence shown when it is not true."""

    formula: Formula
    zh: str
    en: str


@dataclass(frozen=True)
class Column:
    key: str
    label: str


@dataclass(frozen=True)
class Field:
    """One component. `path` leads to its value from the form, or from the row of the list it stands in.

    `label` is the literal label; `caption` the same with its FEEL holes. Containers keep their `children`.
    """

    id: str
    kind: str
    path: tuple[str, ...] = ()
    label: str = ""
    caption: Text = NO_TEXT
    description: Text = NO_TEXT
    required: bool = False
    hide: Switch = False
    readonly: Switch = False
    disabled: Switch = False
    default: Any = None
    minimum: Limit = None
    maximum: Limit = None
    min_length: Limit = None
    max_length: Limit = None
    pattern: str | None = None
    text_kind: Literal["", "email", "phone"] = ""
    decimal_digits: int | None = None
    increment: Limit = None
    as_string: bool = False
    subtype: Literal["date", "time", "datetime"] = "date"
    zone: Literal["utc_offset", "utc_normalized", "no_timezone"] = "utc_offset"
    time_interval: int = 1
    no_past: bool = False
    options: tuple[Option, ...] = ()
    options_key: str | None = None
    options_formula: Formula | None = None
    accept: tuple[str, ...] = ()
    multiple: Switch = False
    min_items: int = 0
    max_items: int | None = None
    fixed_rows: bool = False
    default_rows: int = 1
    formula: Formula | None = None
    columns: tuple[Column, ...] = ()
    columns_formula: Formula | None = None
    rule: Rule | None = None
    prefix: Text = NO_TEXT
    suffix: Text = NO_TEXT
    width: int | None = None
    row: str | None = None
    children: tuple[Field, ...] = ()
    formulas: tuple[Formula, ...] = field(default=(), repr=False)

    @property
    def key(self) -> str:
        """The dotted path, as a form-js key is written."""
        return ".".join(self.path)

    def walk(self) -> Iterator[Field]:
        """This field and everything inside it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


def written(value: Any) -> str:
    """An option's value as a page posts it."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
