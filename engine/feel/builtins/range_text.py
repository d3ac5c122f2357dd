"""`range("[1..5)")`: a range written as text, its ends literals (DMN 1.5 section 10.3.4.1)."""

from __future__ import annotations

import re
from typing import Any

from engine.feel.builtins.registry import builtin
from engine.feel.decimals import make_number
from engine.feel.environment import Evaluation
from engine.feel.lexer import AT, NUMBER, STRING, Token, read_tokens, unescape
from engine.feel.ordering import compare
from engine.feel.ranges import Range
from engine.feel.temporal.reading import read_date, read_date_time, read_duration, read_temporal, read_time

_CALLS: dict[str, Any] = {
    "date": read_date,
    "time": read_time,
    "date and time": read_date_time,
    "duration": read_duration,
}
_BAD = object()


@builtin("range", "from: string")
def range_from(e: Evaluation, text: str) -> Range | None:
    found = read_range(text) if len(text) <= 1000 else None
    return found if found is not None else e.null("no_range", "这个文本不是区间。", "The text is not a range.")


def read_range(text: str) -> Range | None:
    """An open end (nothing written) needs an open bracket; at least one end must be there."""
    tokens = read_tokens(text)[:-1]
    dots = [index for index, token in enumerate(tokens) if token.text == ".."]
    if len(dots) != 1 or tokens[0].text not in ("[", "(", "]") or tokens[-1].text not in ("]", ")", "["):
        return None
    low, high = _end(tokens[1 : dots[0]]), _end(tokens[dots[0] + 1 : -1])
    low_in, high_in = tokens[0].text == "[", tokens[-1].text == "]"
    if low is _BAD or high is _BAD or (low is None and (low_in or high is None)) or (high is None and high_in):
        return None
    if low is not None and high is not None:
        order = compare(low, high)
        if order is None or order > 0:
            return None
    return Range(low, high, low_in, high_in)


def _end(tokens: list[Token]) -> Any:
    if not tokens:
        return None
    sign = tokens[0].text == "-" and len(tokens) == 2
    token = tokens[-1] if sign else tokens[0]
    if token.kind == NUMBER and len(tokens) == 1 + sign:
        number = make_number(token.text)
        return _BAD if number is None else number.copy_negate() if sign else number
    if sign:
        return _BAD
    if len(tokens) == 1 and token.kind == STRING:
        return unescape(token, token.text[1:-1])
    if len(tokens) == 1 and token.kind == AT:
        return read_temporal(re.sub(r'^@\s*"|"$', "", token.text)) or _BAD
    words = [t.text for t in tokens]
    if len(tokens) >= 4 and words[-3] == "(" and words[-1] == ")" and tokens[-2].kind == STRING:
        read = _CALLS.get(" ".join(words[:-3]))
        return (read(words[-2][1:-1]) or _BAD) if read else _BAD
    return _BAD
