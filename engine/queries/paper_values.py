"""What stands in a place of a paper: a document's value in the words of the office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine.definition import Definition
from engine.forms import Line
from engine.forms.fields import CHOICES
from engine.forms.formula import as_words
from engine.queries.document import FileFact
from engine.queries.reader import Reader


@dataclass(frozen=True)
class Value:
    """`text` is the whole in words, `items` a list's members, `rows` a list of records, `files` uploads it names.

    `text` of a date or moment is its ISO form: the template writes it as the paper wants it.
    """

    text: str = ""
    items: tuple[str, ...] = ()
    rows: tuple[Mapping[str, str], ...] = ()
    files: tuple[FileFact, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text or self.items or self.rows)


EMPTY = Value()


class Words:
    """Turns values into words: choices by the form's labels, units and people by their names, uploads by file name."""

    def __init__(self, reader: Reader, definition: Definition, lines: Iterable[Line], files: list[FileFact]) -> None:
        self._reader = reader
        self._definition = definition
        self._chosen = {line.path: line.value for line in lines if line.kind in CHOICES}
        self._files = {str(file.id): file for file in files}

    def value(self, value: Any, field: str, *, uploads: bool = False) -> Value:
        """`field` is the document's field the value was taken from, or anything else when it was computed."""
        if value is None or value == "" or value == []:
            return EMPTY
        listed = value if isinstance(value, list) else [value]
        if uploads or field in self._uploads:
            files = tuple(self._files[str(each)] for each in listed if str(each) in self._files)
            return Value("、".join(f.name for f in files), tuple(f.name for f in files), (), files)
        if all(isinstance(each, dict) for each in listed):
            rows = tuple({str(key): self._word(inner) for key, inner in each.items()} for each in listed)
            return Value("", (), rows)
        words = self._chosen.get(field, "").split("、")  # labels as the form offered them
        items = tuple(words) if len(words) == len(listed) and words[0] else tuple(map(self._word, listed))
        return Value("、".join(items), items)

    def _word(self, value: Any) -> str:
        """One value; the id of a unit or of a person stands for its name."""
        if isinstance(value, list):
            return "、".join(self._word(each) for each in value)
        text = {True: "是", False: "否"}[value] if isinstance(value, bool) else as_words(value)
        return self._named.get(text, text)

    @cached_property
    def _named(self) -> dict[str, str]:
        organization = self._reader.organization
        return {p.id: p.name for p in organization.people} | {u.id: u.name for u in organization.units}

    @cached_property
    def _uploads(self) -> frozenset[str]:
        forms = self._definition.forms.values()
        return frozenset(f.path[0] for form in forms for f in form.fields if f.kind == "filepicker" and f.path)
