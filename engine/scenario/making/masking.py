"""Values of a real matter made fit to be shown: free texts neutral, personal data masked, days and people changed.

The same text always becomes the same mask, and two texts never the same one, so that what depends on their being equal
comes out alike. Choices, numbers and lengths of texts stay: the way of the matter hangs on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from engine.definition import Definition
from engine.forms import Form

DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(T.*)?")
LONG_DIGITS = re.compile(r"\d{6,}")
HAN = re.compile(r"[\u3400-\u9fff]")
QUOTED = re.compile(r"""(?:\\?"|&quot;|&#34;)([^"\\&\n]{1,80})(?=\\?"|&quot;|&#34;)""")
WORDS = "示例文字已作遮蔽处理"
SECRET = "某"
GONE = frozenset({"expression", "filepicker"})  # computed again; attachments are left out


class Mask:
    """`people` maps ids, `names` names of the real office to the cast's; `days` is how far everything is moved."""

    def __init__(self, definition: Definition, people: Mapping[str, str], names: Mapping[str, str], days: int) -> None:
        self.definition, self.people, self.days = definition, people, timedelta(days=days)
        self.names = dict(sorted(names.items(), key=lambda pair: -len(pair[0])))
        self.rough: set[str] = set()  # fields whose form wants another shape than a neutral text
        self._known: dict[str, int] = {}
        self._words = frozenset(words_of(definition))

    def values(self, element: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """What a step's form was given, without what it computes itself, files and blanks."""
        form = self.definition.form(element)
        return {
            name: masked
            for name, value in values.items()
            if name not in _gone(form) and (masked := self._value(name, value)) is not None
        }

    def when(self, at: datetime) -> datetime:
        return (at + self.days).replace(microsecond=0)

    def opinion(self, text: str) -> str:
        """A neutral text as long as the real one."""
        return _neutral(len(text), "") if text else ""

    def _value(self, name: str, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: made for key, held in value.items() if (made := self._value(key, held)) is not None}
        if isinstance(value, list):
            return [made for held in value if (made := self._value(name, held)) is not None]
        if isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return int("1" * len(str(int(abs(value))))) if name in self.definition.personal else value
        return self._text(name, value) if isinstance(value, str) else None

    def _text(self, name: str, text: str) -> str:
        if not text or text in self.people:
            return self.people.get(text, text)
        if text in self._words:
            return text
        if shifted := self._day(text):
            return shifted
        if name in self.definition.texts:
            return (
                self._shape(text, name in self.definition.personal)
                if self._is_code(name, text)
                else (_neutral(len(text), str(self._number(text))))
            )
        for real, cast in self.names.items():
            text = text.replace(real, cast)
        return LONG_DIGITS.sub(lambda found: "0" * len(found[0]), text)

    def _is_code(self, name: str, text: str) -> bool:
        """Numbers, addresses and the like keep their shape; so does what the form would not take otherwise."""
        return (HAN.search(text) is None) != (name in self.rough)

    def _number(self, text: str) -> int:
        return self._known.setdefault(text, len(self._known) + 1)

    def _shape(self, text: str, personal: bool) -> str:
        """Letters for letters, digits for digits, the first digit kept, the last ones telling texts apart."""
        digits = [at for at, c in enumerate(text) if c.isdigit()]
        tail = str(self._number(text)).rjust(max(len(digits) - 1, 0), "0")[-max(len(digits) - 1, 1) :]
        fresh = dict(zip(digits[1:], tail, strict=False))
        return "".join(
            fresh.get(at, c) if c.isdigit() else SECRET if HAN.match(c) else _letter(c) if personal else c
            for at, c in enumerate(text)
        )

    def _day(self, text: str) -> str:
        """Shifted, by the office's clock, which needs no zone."""
        found = DAY.fullmatch(text)
        if found is None:
            return ""
        try:
            return (date.fromisoformat(found[1]) + self.days).isoformat() + (found[2] or "").removesuffix("+08:00")
        except (ValueError, OverflowError):
            return ""


def words_of(definition: Definition) -> Iterator[str]:
    """Texts the procedure itself speaks of, such as the 匿名 a rule asks about: they tell nothing of anybody."""
    for path, data in definition.package.files.items():
        if not path.startswith("scenarios/"):
            for found in QUOTED.finditer(data.decode("utf-8", "replace")):
                yield found[1]


def _letter(c: str) -> str:
    return ("X" if c.isupper() else "x") if c.isascii() and c.isalpha() else c


def _neutral(length: int, number: str) -> str:
    """Words without a meaning, of this length, ending in a number where there is room."""
    words = (WORDS * (length // len(WORDS) + 1))[:length]
    return words[: length - len(number)] + number if 0 < len(number) <= length - 2 else words


def _gone(form: Form | None) -> frozenset[str]:
    fields = form.fields if form else ()
    return frozenset(field.path[0] for field in fields if field.kind in GONE and field.path)


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a value, for whoever asks whether one of them came through."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for held in value.values():
            yield from texts_in(held)
    elif isinstance(value, list | tuple):
        for held in value:
            yield from texts_in(held)
