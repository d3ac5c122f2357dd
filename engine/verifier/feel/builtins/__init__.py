"""The built-in functions of the standard, each under its signatures; arguments that fit none give null."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...not_verified import NotVerified
from ..calling import bound_values
from ..temporal import Date, DateTime, Time
from ..values import kind_of
from . import contexts, lists, numbers, ranges, regular, sorting, statistics, temporal, texts
from .signatures import Signature

if TYPE_CHECKING:
    from ..run import Run

BUILTINS: dict[str, list[Signature]] = {}
for _room in (contexts, lists, numbers, ranges, regular, sorting, statistics, temporal, texts):
    for _signature in _room.FUNCTIONS:
        BUILTINS.setdefault(_signature.name, []).append(_signature)


def invoke(run: Run, name: str, values: Sequence[Any], names: Sequence[str] | None) -> Any:
    """The first signature that takes as many (or so named) arguments and whose kinds fit."""
    if names is not None and len({s.parameters for s in BUILTINS[name] if set(s.parameters) == set(names)}) > 1:
        raise NotVerified(f"函数“{name}”的参数名称有两种解释,未予核验。")
    for signature in BUILTINS[name]:
        if names is not None and signature.many:
            continue
        given = bound_values(signature.parameters, values, names)
        if given is None or not signature.takes(given, names):
            continue
        if signature.many:
            given = signature.gathered(given)
        fitting = [
            (None, True) if left_out(parameter, names) else fitted(value, kind)
            for value, kind, parameter in zip(given, signature.kinds, signature.parameters, strict=False)
        ]
        if all(fit for _, fit in fitting):
            run.meter.spend(sum(weight(value) for value, _ in fitting))
            return signature.function(run, *(value for value, _ in fitting))
    return None


def weight(value: Any) -> int:
    """What going through an argument costs; a named zone is looked for on the disk."""
    if isinstance(value, str):
        return len(value) // 64 + 100 * ("@" in value)
    return len(value) if isinstance(value, (list, dict)) else 0


def left_out(name: str, names: Sequence[str] | None) -> bool:
    """An optional parameter nothing was given for; a null given is a null."""
    return names is not None and name not in names


def fitted(value: Any, kind: str) -> tuple[Any, bool]:
    """The value as a parameter of this kind takes it: a list of one for its item, an item for a list of one."""
    kinds = kind.rstrip("?").split("|")
    if value is None:
        return None, "any" in kinds or "null" in kinds
    if "any" in kinds or kind_of(value) in kinds:
        return value, True
    if "list" in kinds:
        return [value], True
    if isinstance(value, list) and len(value) == 1:
        return fitted(value[0], kind) if value[0] is not None else (None, False)
    if isinstance(value, Date) and "date and time" in kinds:
        return DateTime(value, Time(0, 0)), True
    return None, False
