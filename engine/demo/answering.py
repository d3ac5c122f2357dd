"""Answering any form of any procedure: from its habits, else from its schema; complaints are put right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import Any

from engine.actions import Upload
from engine.clock import local
from engine.definition import Definition
from engine.demo.choice import Chooser
from engine.demo.habit import Habits
from engine.demo.paper import word_document
from engine.forms.fields import CHOICES_MANY, CHOICES_ONE, TEXTS, Field
from engine.task import typed

FILLER = "已按要求逐项核实并落实到位,有关情况见附件,后续工作继续抓紧推进。"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass
class Answers:
    """One form being filled in by one person; `correct` answers what an action complained about."""

    definition: Definition
    element: str
    document: Mapping[str, Any]
    habits: Habits
    chooser: Chooser
    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)  # field -> file name
    complaints: dict[str, int] = field(default_factory=dict)

    def fill(self) -> Answers:
        habits = self.habits.answers.get(self.element, {})
        for name, habit in habits.items():
            self._put(name, self.chooser.choose(habit))
        for each in self._fields():
            key = each.path[0]
            if each.required and key not in habits and self._empty(each):
                self._put(key, self._from_schema(each, 0))
        return self

    def posted(self) -> dict[str, Any]:
        return typed(self.definition, self.element, self.document, self.values)

    def uploads(self) -> dict[str, list[Upload]]:
        return {
            name: [Upload(file, WORD if file.endswith(".docx") else "application/octet-stream", BytesIO(_paper(file)))]
            for name, file in self.files.items()
        }

    def opinion(self) -> str:
        rules = self.definition.procedure.task(self.element)
        if rules.opinion == "none":
            return ""
        said = self.habits.opinions.get(self.element) or rules.phrases or ["同意。"]
        if rules.opinion == "optional" and self.element not in self.habits.opinions:
            return ""
        return str(self.chooser.choose(self.chooser.draw.choice(list(said))))

    def correct(self, fields: Mapping[str, Any]) -> None:
        """Answer again what was complained about: by the habit once more, else by what the schema allows."""
        by_name = {each.path[0]: each for each in self._fields()}
        for name in dict.fromkeys(re.split(r"[.\[]", complaint)[0] for complaint in fields):
            times = self.complaints[name] = self.complaints.get(name, 0) + 1
            habit = self.habits.answers.get(self.element, {}).get(name)
            if habit is not None:
                self._put(name, self.chooser.choose(habit))
            elif (each := by_name.get(name)) is not None:
                if each.required or times > 1 or self._empty(each):
                    self._put(name, self._from_schema(each, times))
                else:
                    self.values.pop(name, None)

    def _put(self, name: str, value: Any) -> None:
        if isinstance(value, str) and any(f.path[:1] == (name,) and f.kind == "filepicker" for f in self._fields()):
            if name not in self._start_keys() or not self.document.get(name):
                self.files[name] = value
        elif value is not None:
            self.chooser.known[name] = value
            if (form := self.definition.form(self.element)) is not None and name in form.keys:
                self.values[name] = value

    def _fields(self) -> list[Field]:
        form = self.definition.form(self.element)
        return [] if form is None else [each for each in form.fields if len(each.path) == 1]

    def _empty(self, each: Field) -> bool:
        shown = self.document.get(each.path[0]) if each.path[0] in self._start_keys() else None
        return self.values.get(each.path[0], each.default if shown is None else shown) in (None, "", [])

    def _start_keys(self) -> frozenset[str]:
        start = self.definition.form("start")
        return start.keys if start else frozenset()

    def _from_schema(self, each: Field, times: int) -> Any:
        """Something the component accepts; the `times`-th complaint takes the next option."""
        now = local(self.chooser.known["moment"])
        if each.kind in CHOICES_ONE | CHOICES_MANY:
            found = self._options(each)
            if not found:
                return None
            value = found[times % len(found)]
            return [value] if each.kind in CHOICES_MANY else value
        if each.kind in TEXTS:
            least, most = _limit(each.min_length, 2), _limit(each.max_length, 400)
            text = FILLER * (least // len(FILLER) + 1)
            return text[: max(least, min(most, 16))]
        if each.kind == "number":
            return _limit(each.minimum, 1) + times
        if each.kind == "checkbox":
            return True
        if each.kind == "datetime":
            return {"date": f"{now:%Y-%m-%d}", "time": f"{now:%H:%M}"}.get(each.subtype, f"{now:%Y-%m-%dT%H:%M}")
        if each.kind == "filepicker":
            return f"佐证材料{each.accept[0] if each.accept else '.docx'}"
        return None

    def _options(self, each: Field) -> list[Any]:
        if each.options:
            return [option.value for option in each.options]
        offered = self.chooser.known.get(each.options_key or "", [])
        if each.options_formula is not None:
            offered = self.chooser.evaluate(each.options_formula.text) or []
        return [one["value"] if isinstance(one, Mapping) else one for one in offered]


def _limit(limit: Any, default: int) -> int:
    return int(limit) if isinstance(limit, int | float) else default


@lru_cache(maxsize=64)
def _paper(name: str) -> bytes:
    """A file's content; papers of one name are one paper."""
    if name.endswith(".docx"):
        return word_document(name.removesuffix(".docx"), [FILLER])
    return f"{name}\n{FILLER}".encode()
