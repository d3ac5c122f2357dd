"""What a section of the settings is made of: fields of a kind, in one record, in rows by a key, or in a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "text", "long", "feel", "number", "flag", "choice", "choices", "lines", "term", "value", "steps", "formulas",
    "truth", "moment", "day", "minute", "code", "rights",
]  # fmt: skip
Posted = Mapping[str, Sequence[str]]  # names of inputs -> what a page sends for them


@dataclass(frozen=True)
class Choice:
    """Something to choose: what is stored, and what people read."""

    value: str
    zh: str
    en: str = ""


@dataclass(frozen=True)
class Problem:
    """What is wrong at a field."""

    zh: str
    en: str


class Wrong(Exception):
    """Raised by the reading of one cell."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.problem = Problem(zh, en)


@dataclass(frozen=True)
class Field:
    """`name` is the key in TOML, "" when a row is that value itself; `offers` names the choices; `default` is what its
    absence means; `steps`, `formulas` and `rights` are tables of names to lists of steps, to FEEL, to a choice."""

    name: str
    kind: Kind
    zh: str
    en: str
    offers: str = ""
    default: Any = None
    required: bool = False
    hint_zh: str = ""
    hint_en: str = ""


@dataclass(frozen=True)
class Section:
    """`path` leads to its table in `file`. `fixed` names the choices that are its rows, else people add rows whose key
    is chosen from `keys` or typed. `alone`: one row at a time has a page of its own."""

    id: str
    zh: str
    en: str
    form: Literal["record", "rows", "list", "text"]
    path: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    columns: str = ""  # further fields, one per choice of this name: the urgencies
    fixed: str = ""
    keys: str = ""
    key_zh: str = ""
    key_en: str = ""
    alone: bool = False
    file: str = "procedure.toml"
    about_zh: str = ""
    about_en: str = ""
