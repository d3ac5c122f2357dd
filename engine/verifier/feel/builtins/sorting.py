"""`sort`: by a function that says which of two comes first, or by the values' own order; it keeps ties."""

from __future__ import annotations

from functools import cmp_to_key
from typing import Any

from ..comparing import less
from ..values import Function
from .signatures import Signatures

FUNCTIONS = Signatures()


@FUNCTIONS.add("sort(list: list, precedes: function)")
def sort(run: Any, items: list[Any], precedes: Function) -> Any:
    wrong = False

    def compare(a: Any, b: Any) -> int:
        nonlocal wrong
        if (found := run.function(precedes, [a, b])) is True:
            return -1
        other = run.function(precedes, [b, a])
        wrong = wrong or not isinstance(found, bool) or not isinstance(other, bool)
        return int(other is True)

    made = sorted(items, key=cmp_to_key(compare))
    return None if wrong else made


@FUNCTIONS.add("sort(list: list)")
def sort_plain(run: Any, items: list[Any]) -> Any:
    wrong = False

    def compare(a: Any, b: Any) -> int:
        nonlocal wrong
        found = less(a, b, run.meter)
        wrong = wrong or found is None
        return -1 if found else int(bool(less(b, a, run.meter)))

    made = sorted(items, key=cmp_to_key(compare))
    return None if wrong else made
