"""Members, filters and calls that follow an operand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..not_verified import NotVerified
from .calling import bound_values
from .nodes import Call, Filter, Member, Name, Node, Path
from .numbers import whole
from .temporal import DAY, SECOND, Date, DateTime, Days, Months, Time
from .values import Function, Range

if TYPE_CHECKING:
    from .run import Run, Scope


def follow(run: Run, node: Path, scope: Scope) -> Any:
    steps = list(node.steps)
    if isinstance(steps[0], Call):
        value = _called(run, node.first, steps.pop(0), scope)
    else:
        value = run.value(node.first, scope)
    for step in steps:
        run.meter.spend()
        if isinstance(step, Member):
            value = member_of(run, value, step.name)
        elif isinstance(step, Filter):
            value = filtered(run, value, step.condition, scope)
        else:
            value = _call(run, value, step, scope)
    return value


def _called(run: Run, first: Node, call: Any, scope: Scope) -> Any:
    """A name followed by arguments: a function of the data, of the office, or built in."""
    value = run.value(first, scope)
    if isinstance(first, Name) and not isinstance(value, Function):
        value = run.functions.get(first.name) or builtin(run, first.name)
        if value is None and not _declared(first.name, scope):
            raise NotVerified(f"不认识的函数“{first.name}”,未予核验。")
    return _call(run, value, call, scope)


def builtin(run: Run, name: str) -> Function | None:
    """The built-in function of that name as a value."""
    from .builtins import BUILTINS, invoke

    if name in BUILTINS and name not in run.builtins:
        run.builtins[name] = Function(
            lambda values: invoke(run, name, values, None), None, lambda values, names: invoke(run, name, values, names)
        )
    return run.builtins.get(name)


def _declared(name: str, scope: Any) -> bool:
    while scope:
        names, scope = scope
        if name in names:
            return True
    return False


def _call(run: Run, value: Any, call: Call, scope: Scope) -> Any:
    values = [run.value(argument, scope) for argument in call.arguments]
    if not isinstance(value, Function):
        return None
    if call.names is not None and value.call_named is not None:
        return value.call_named(values, call.names)
    ordered = bound_values(value.parameters, values, call.names)
    return None if ordered is None else run.function(value, ordered)


def filtered(run: Run, value: Any, condition: Node, scope: Scope) -> Any:
    """The items for which the condition is true, or the one of that number."""
    if value is None:
        return None
    items = value if isinstance(value, list) else [value]
    found = run.value(condition, scope) if not items else run.value(condition, _inside(items[0], scope))
    if isinstance(found, Decimal):
        place = whole(found)
        if place is None or not 1 <= abs(place) <= len(items):
            return None
        return items[place - 1 if place > 0 else place]
    run.meter.list_of(len(items))
    kept = items[:1] if items and found is True else []
    return kept + [item for item in items[1:] if run.value(condition, _inside(item, scope)) is True]


def _inside(item: Any, scope: Scope) -> Scope:
    inner: Scope = ({"item": item}, scope)
    return (item, inner) if isinstance(item, dict) else inner


def member_of(run: Run, value: Any, name: str) -> Any:
    """A context's entry, a list's for each item, or a property of a date, time, duration or range."""
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, list):
        run.meter.list_of(len(value))
        return [member_of(run, item, name) for item in value]
    found = _property(value, name)
    return Decimal(found) if type(found) is int else found


def _property(value: Any, name: str) -> Any:
    if isinstance(value, DateTime):
        found = _property(value.date, name)
        if found is not None:
            return found
        if name == "time offset":
            shift = value.shift
            return None if shift is None else Days(shift * SECOND)
        return _property(value.time, name)
    if isinstance(value, Date):
        return {"year": value.year, "month": value.month, "day": value.day, "weekday": value.weekday}.get(name)
    if isinstance(value, Time):
        return _of_time(value, name)
    if isinstance(value, Months):
        whole = {"years": abs(value.months) // 12, "months": abs(value.months) % 12}.get(name)
        return -whole if whole and value.months < 0 else whole
    if isinstance(value, Days):
        return _of_days(value, name)
    if isinstance(value, Range):
        return {
            "start": value.start,
            "end": value.end,
            "start included": value.start_included,
            "end included": value.end_included,
        }.get(name)
    return None


def _of_time(value: Time, name: str) -> Any:
    seconds = value.nanos // SECOND
    if name == "timezone":
        return value.zone
    if name == "time offset":
        shift = value.shift
        return None if shift is None else Days(shift * SECOND)
    return {"hour": seconds // 3600, "minute": seconds // 60 % 60, "second": seconds % 60}.get(name)


def _of_days(value: Days, name: str) -> Any:
    rest = abs(value.nanos)
    seconds = rest // SECOND
    parts = {"days": rest // DAY, "hours": seconds // 3600 % 24, "minutes": seconds // 60 % 60, "seconds": seconds % 60}
    found = parts.get(name)
    return -found if found and value.nanos < 0 else found
