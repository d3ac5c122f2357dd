"""Item definitions: whether a value is of a declared type, and the conversions the standard allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..feel import Date, DateTime, Time
from ..feel.nodes import Type
from ..feel.reading import read_date, read_date_time, read_duration, read_time
from ..feel.types import OTHER_NAMES, PLAIN, is_of
from ..not_verified import NotVerified, TooMuch
from ..xml import Element

if TYPE_CHECKING:
    from .state import State

READERS: Mapping[str, Callable[[str], Any]] = {
    "date": lambda text: read_date(text.partition("T")[0]) if read_date_time(text) else None,
    "time": read_time,
    "date and time": read_date_time,
    "days and time duration": read_duration,
    "years and months duration": read_duration,
}
WORDS = PLAIN | OTHER_NAMES.keys() | {"Any", "Null"}
DEPTH = 40


@dataclass(frozen=True)
class Item:
    """`base` names another type unless there are `parts`; `allowed` and `constraint` are texts of unary tests."""

    name: str
    base: str
    parts: Mapping[str, Item]
    collection: bool
    allowed: str
    constraint: str
    function: bool = False


def read_item(element: Element) -> Item:
    base = element.first("typeRef")
    allowed, constraint = (element.first(tag) for tag in ("allowedValues", "typeConstraint"))
    language = element.get("typeLanguage")
    if language and "FEEL" not in language.upper():
        raise NotVerified(f"类型语言“{language}”未予核验。")
    return Item(
        element.get("name"),
        (base.text if base is not None else element.get("typeRef")).strip(),
        {part.get("name"): read_item(part) for part in element.all("itemComponent")},
        element.get("isCollection") in ("true", "1"),
        text_of(allowed),
        text_of(constraint),
        element.first("functionItem") is not None,
    )


def text_of(element: Element | None) -> str:
    """The content of the `text` child."""
    inner = element.first("text") if element is not None else None
    return inner.text.strip() if inner is not None else ""


class Types:
    """The items of one file; `others` are those of the files it imports, by the names it gives them."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        self.items = items
        self.others: dict[str, Types] = {}

    def find(self, name: str) -> tuple[Types, Item | None]:
        """The item definition of that name and where it stands; no item for a type of FEEL itself or any."""
        alias, dot, rest = name.partition(".")
        if name not in self.items and dot and alias in self.others:
            return self.others[alias].find(rest)
        return self, self.item(name)

    def item(self, name: str) -> Item | None:
        plain = name if name in self.items else name.rpartition(":")[2]
        if plain in self.items:
            return self.items[plain]
        if plain in WORDS or not plain or plain.startswith(("list<", "context<", "function<", "range<")):
            return None
        raise NotVerified(f"不认识的类型“{name}”,未予核验。")

    def fitted(self, value: Any, name: str, state: State) -> Any:
        if value is None or not name:
            return value
        if self.fits(value, name, state):
            return value
        if isinstance(value, list) and len(value) == 1 and self.fits(value[0], name, state):
            return value[0]
        if name != "list" and self.fits([value], name, state):
            return [value]
        if isinstance(value, Date) and self.fits(made := DateTime(value, Time(0, 0)), name, state):
            return made
        return None

    def fits(self, value: Any, name: str, state: State, depth: int = 0) -> bool:
        if value is None:
            return True
        if depth > DEPTH:
            raise TooMuch("类型嵌套过深,未予核验。")
        state.run.meter.spend()
        home, item = self.find(name)
        if item is None:
            return is_of(value, self.plain(name, state), {})
        return home.fits_item(value, item, state, depth + 1)

    def plain(self, name: str, state: State) -> Type:
        word = name.rpartition(":")[2]
        if "<" not in word:
            return Type(word or "Any")
        raise NotVerified(f"类型“{name}”未予核验。")

    def fits_item(self, value: Any, item: Item, state: State, depth: int) -> bool:
        if item.function:
            return is_of(value, Type("function"), {})
        if item.collection:
            if not isinstance(value, list):
                return False
            return all(self.one(each, item, state, depth) for each in value) and self.allows(
                item.constraint, value, state
            )
        return self.one(value, item, state, depth) and self.allows(item.constraint, value, state)

    def one(self, value: Any, item: Item, state: State, depth: int) -> bool:
        """The value, or one of a collection, apart from the constraint on the whole."""
        if value is None:
            return True
        if item.parts:
            if not isinstance(value, dict) or not item.parts.keys() <= value.keys():
                return False
            return all(
                value[key] is None or self.fits_item(value[key], part, state, depth + 1)
                for key, part in item.parts.items()
            )
        if item.base and not self.fits(value, item.base, state, depth):
            return False
        return self.allows(item.allowed, value, state)

    def allows(self, cells: str, value: Any, state: State) -> bool:
        return not cells or state.run.truth(state.cell(cells), value, ({}, None)) is True

    def read(self, value: Any, name: str, depth: int = 0) -> Any:
        """JSON has no dates: a text where an input is declared as date, time or duration is read as one."""
        home, item = self.find(name)
        if depth > DEPTH:
            raise TooMuch("类型嵌套过深,未予核验。")
        if item is None:
            word = name.rpartition(":")[2]
            reader = READERS.get(OTHER_NAMES.get(word, word))
            return (reader(value) or value) if reader and isinstance(value, str) else value
        return home.read_item(value, item, depth + 1)

    def read_item(self, value: Any, item: Item, depth: int) -> Any:
        if item.collection and isinstance(value, list):
            return [self.read_one(each, item, depth) for each in value]
        return self.read_one(value, item, depth)

    def read_one(self, value: Any, item: Item, depth: int) -> Any:
        if item.parts and isinstance(value, dict):
            return {k: self.read_item(v, item.parts[k], depth + 1) if k in item.parts else v for k, v in value.items()}
        return value if item.parts or not item.base else self.read(value, item.base, depth)

    def known(self, state: State) -> dict[str, Callable[[Any], bool]]:
        """For `instance of` in FEEL: the file's own types, and those of the files it imports."""
        imported = {
            f"{alias}.{name}": f for alias, other in self.others.items() for name, f in other.own(state).items()
        }
        return self.own(state) | imported

    def own(self, state: State) -> dict[str, Callable[[Any], bool]]:
        def asked(item: Item) -> Callable[[Any], bool]:
            free = replace(item, allowed="", constraint="")  # the type alone, not the values allowed
            return lambda value: value is not None and self.fits_item(value, free, state, 1)

        return {name: asked(item) for name, item in self.items.items()}

    def allowed(self, name: str) -> str:
        """The unary tests of a type's allowed values, or of the type it is made from."""
        home, item = self.find(name)
        for _ in range(DEPTH):
            if item is None or item.allowed:
                break
            home, item = home.find(item.base)
        return item.allowed if item is not None else ""

    def names(self) -> set[str]:
        """All names items and their components have."""
        found: set[str] = set()
        waiting = list(self.items.values())
        while waiting:
            item = waiting.pop()
            found |= {item.name, *item.parts}
            waiting += item.parts.values()
        return found
