"""FEEL types: whether a value conforms to one, and the implicit conversions of DMN 1.5 section 10.3.2.9.4."""

from __future__ import annotations

from typing import Any

from engine.feel.functions import Function
from engine.feel.kinds import (
    ANY,
    CLASSES,
    NO_TYPES,
    NULL,
    ConstrainedType,
    ContextType,
    FunctionType,
    ListType,
    NamedType,
    RangeType,
    SimpleType,
    Type,
    Types,
    resolve,
    simple_type,
)
from engine.feel.ranges import Range
from engine.feel.temporal import Date

__all__ = [
    "ANY",
    "NO_TYPES",
    "NULL",
    "ConstrainedType",
    "ContextType",
    "FunctionType",
    "ListType",
    "NamedType",
    "RangeType",
    "SimpleType",
    "Type",
    "Types",
    "coerce",
    "conforms",
    "is_known",
    "is_subtype",
    "resolve",
    "simple_type",
]


def conforms(value: Any, kind: Type, types: Types = NO_TYPES) -> bool:
    """Whether the value is of the type; a null inside a structure is of every type, a bare null only of Null."""
    if value is None:
        return kind == NULL
    return _inside(value, kind, types, 0)


def is_known(kind: Type, types: Types = NO_TYPES, depth: int = 0) -> bool:
    """Whether every name in the type can be resolved."""
    found = resolve(kind, types)
    if found is None or depth > 32:
        return found is not None
    if isinstance(found, (ListType, RangeType)):
        return is_known(found.of, types, depth + 1)
    if isinstance(found, ContextType):
        return all(is_known(f, types, depth + 1) for f in found.fields.values())
    if isinstance(found, FunctionType):
        parameters = found.parameters or ()
        return is_known(found.result, types, depth + 1) and all(is_known(p, types, depth + 1) for p in parameters)
    return True


def _inside(value: Any, kind: Type, types: Types, depth: int) -> bool:
    found = resolve(kind, types)
    if found is None or depth > 64:
        return False
    if value is None or found == ANY:
        return True
    if isinstance(found, ConstrainedType):
        return _inside(value, found.base, types, depth + 1)
    if isinstance(found, SimpleType):
        expected = CLASSES.get(found.name)
        return expected is not None and isinstance(value, expected)
    if isinstance(found, ListType):
        return isinstance(value, list) and all(_inside(item, found.of, types, depth + 1) for item in value)
    if isinstance(found, ContextType):
        return isinstance(value, dict) and all(
            key in value and _inside(value[key], of, types, depth + 1) for key, of in found.fields.items()
        )
    if isinstance(found, RangeType):
        return isinstance(value, Range) and all(
            _inside(end, found.of, types, depth + 1) for end in (value.start, value.end)
        )
    return isinstance(found, FunctionType) and isinstance(value, Function) and _is_function(value, found, types)


def _is_function(value: Function, kind: FunctionType, types: Types) -> bool:
    """Parameters may be wider, the result narrower; what a function does not declare counts as Any."""
    if kind.parameters is None:
        return True
    if not value.accepts(len(kind.parameters)):
        return False
    declared = value.parameter_types or tuple(ANY for _ in kind.parameters)
    wide = all(is_subtype(wanted, have or ANY, types) for wanted, have in zip(kind.parameters, declared, strict=False))
    return wide and (value.result_type is None or is_subtype(value.result_type, kind.result, types))


def is_subtype(narrow: Type, wide: Type, types: Types = NO_TYPES, depth: int = 0) -> bool:
    """Conformance of types, DMN 1.5 section 10.3.2.9.1."""
    a, b = resolve(narrow, types), resolve(wide, types)
    if a is None or b is None or depth > 32:
        return False
    if isinstance(a, ConstrainedType):
        a = a.base
    if isinstance(b, ConstrainedType):
        b = b.base
    if a in (b, NULL) or b == ANY:
        return True
    if isinstance(a, (ListType, RangeType)) and type(a) is type(b):
        return is_subtype(a.of, b.of, types, depth + 1)
    if isinstance(a, ContextType) and isinstance(b, ContextType):
        return all(k in a.fields and is_subtype(a.fields[k], of, types, depth + 1) for k, of in b.fields.items())
    if isinstance(a, FunctionType) and isinstance(b, FunctionType):
        if a.parameters is None or b.parameters is None or len(a.parameters) != len(b.parameters):
            return b.parameters is None
        pairs = zip(b.parameters, a.parameters, strict=True)
        return is_subtype(a.result, b.result, types, depth + 1) and all(
            is_subtype(x, y, types, depth + 1) for x, y in pairs
        )
    return False


def coerce(value: Any, kind: Type | None, types: Types = NO_TYPES) -> Any:
    """The value as the type wants it: as it is, `[x]` to x, x to `[x]`, a date to midnight UTC; otherwise null."""
    if value is None or kind is None or kind == ANY:
        return value
    found = resolve(kind, types)
    if found is None:
        return None
    if isinstance(found, ConstrainedType):
        value = coerce(value, found.base, types)
        return value if value is not None and found.allows(value) else None
    if conforms(value, found, types):
        return _coerce_inside(value, found, types)
    if isinstance(found, ListType):
        items = value if isinstance(value, list) else [value]
        converted = [coerce(item, found.of, types) for item in items]
        return None if any(c is None and i is not None for c, i in zip(converted, items, strict=True)) else converted
    if isinstance(value, list) and len(value) == 1 and not isinstance(value[0], list):
        return coerce(value[0], found, types)
    if isinstance(value, Date) and found == SimpleType("date and time"):
        return value.at_midnight()
    if isinstance(found, ContextType) and isinstance(value, dict):
        return _coerce_inside(value, found, types)
    return None


def _coerce_inside(value: Any, kind: Type, types: Types) -> Any:
    """Apply allowed values and conversions of the fields and items of a structure."""
    if isinstance(kind, ContextType) and isinstance(value, dict):
        result = dict(value)
        for key, of in kind.fields.items():
            if key not in value:
                return None
            result[key] = coerce(value[key], of, types)
            if result[key] is None and value[key] is not None:
                return None
        return result
    if isinstance(kind, ListType) and isinstance(value, list) and kind.of != ANY:
        items = [coerce(item, kind.of, types) for item in value]
        return None if any(c is None and i is not None for c, i in zip(items, value, strict=True)) else items
    return value
