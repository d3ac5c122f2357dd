"""How a built-in function is declared: one line of signature, checked and converted before the body runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from engine.feel.environment import Evaluation
from engine.feel.functions import Function
from engine.feel.ranges import Range
from engine.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time

BUILTINS: dict[str, Function] = {}
_KINDS: dict[str, tuple[type, ...]] = {
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "list": (list,),
    "context": (dict,),
    "function": (Function,),
    "range": (Range,),
    "date": (Date, DateTime),
    "time": (Time,),
    "date and time": (DateTime,),
    "days and time duration": (DaysDuration,),
    "years and months duration": (MonthsDuration,),
    "point": (Decimal, str, Date, Time, DateTime, DaysDuration, MonthsDuration),
    "any": (),
}


class Parameter:
    """`name: kind`, with `?` after the name when it may be left out (then None), `*` when it takes all the rest."""

    __slots__ = ("kinds", "many", "name", "nullable", "optional")

    def __init__(self, text: str) -> None:
        name, _, kinds = text.partition(":")
        name = name.strip()
        self.optional = name.endswith("?")
        self.many = name.endswith("*")
        self.name = name.rstrip("?*")
        words = [word.strip() for word in kinds.split("|")]
        self.nullable = "any" in words or "null" in words
        self.kinds: tuple[type, ...] = tuple(kind for word in words if word != "null" for kind in _KINDS[word])

    def convert(self, value: Any) -> tuple[bool, Any]:
        """(whether the value fits, the value); `[x]` fits where x is wanted, x where a list is."""
        if not self.kinds:
            return True, value
        if value is None:
            return self.nullable, None
        kind = type(value)
        if kind in self.kinds or (Function in self.kinds and isinstance(value, Function)):
            return True, value
        if kind is list and len(value) == 1 and type(value[0]) in self.kinds:
            return True, value[0]
        if list in self.kinds:
            return True, [value]
        return False, None


Body = Callable[..., Any]


class Builtin(Function):
    """A function of the standard with one or more signatures; the first that fits the arguments runs."""

    __slots__ = ("overloads",)

    def __init__(self, name: str) -> None:
        super().__init__((), None, name)
        self.overloads: list[tuple[tuple[Parameter, ...], Body]] = []

    def add(self, signature: str, body: Body) -> None:
        parameters = tuple(Parameter(part) for part in signature.split(",")) if signature else ()
        self.overloads.append((parameters, body))
        if not self.parameters:
            self.parameters = tuple(p.name for p in parameters)

    def accepts(self, count: int) -> bool:
        return any(_fits(parameters, count) for parameters, _ in self.overloads)

    def order(self, names: Sequence[str], values: Sequence[Any]) -> list[Any] | None:
        given = dict(zip(names, values, strict=True))
        if len(given) != len(names):
            return None
        for parameters, _ in self.overloads:
            known = [p.name for p in parameters]
            missing = [p for p in parameters if p.name not in given]
            if not given.keys() <= set(known) or not all(p.optional for p in missing):
                continue
            last = max(known.index(name) for name in given) if given else -1
            return [given.get(name) for name in known[: last + 1]]
        return None

    def apply(self, evaluation: Evaluation, arguments: Sequence[Any]) -> Any:
        for parameters, body in self.overloads:
            if not _fits(parameters, len(arguments)):
                continue
            converted: list[Any] = []
            for position, value in enumerate(arguments):
                fits, value = parameters[min(position, len(parameters) - 1)].convert(value)
                if not fits:
                    break
                converted.append(value)
            else:
                return body(evaluation, *converted)
        return evaluation.null(
            "wrong_arguments",
            f"函数{self.name}的参数为空或类型不对。",
            f"An argument of {self.name} is null or of the wrong type.",
        )


def _fits(parameters: tuple[Parameter, ...], count: int) -> bool:
    least = sum(1 for p in parameters if not p.optional)
    return least <= count and (count <= len(parameters) or bool(parameters and parameters[-1].many))


def builtin(name: str, signature: str = "") -> Callable[[Body], Body]:
    """Declare `body(evaluation, *arguments)` as (a signature of) the built-in function `name`."""

    def register(body: Body) -> Body:
        function = BUILTINS.setdefault(name, Builtin(name))
        assert isinstance(function, Builtin)
        function.add(signature, body)
        return body

    return register
