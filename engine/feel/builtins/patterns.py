"""XPath patterns translated for RE2, which runs in linear time.

Back references and class subtraction are XPath but not RE2: those patterns go to the backtracking matcher.
Look-around is in neither language: null and a warning.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import re2

from engine.feel.builtins.backtracking import Backtracker, Program
from engine.feel.builtins.xpath_pattern import BadPattern, PatternReader, cached_test
from engine.feel.environment import Evaluation

_HALF = re.compile("[\ud800-\udfff]")  # a lone surrogate, as JSON may carry it
_FLAGS = frozenset("smixq")
_OUTSIDE = {
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "w": r"[^\pP\pZ\pC]",
    "W": r"[\pP\pZ\pC]",
    "i": r"[\pL_:]",
    "I": r"[^\pL_:]",
    "c": r"[\pL\pN\pM_:.·-]",
    "C": r"[^\pL\pN\pM_:.·-]",
}
_INSIDE = {
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "w": r"\pL\pM\pN\pS",
    "W": r"\pP\pZ\pC",
    "i": r"\pL_:",
    "c": r"\pL\pN\pM_:.·\-",
}
_LETTERS = frozenset("nrtsSpPdDwWiIcC")


class _Unsupported(Exception):
    pass


def translate(pattern: str, flags: str) -> str:
    """The same pattern for RE2: Unicode classes, white space of the `x` flag taken out, no Perl extensions."""
    if "q" in flags:
        return re2_escape(pattern)
    result: list[str] = []
    depth, index = 0, 0
    while index < len(pattern):
        char = pattern[index]
        index += 1
        if "x" in flags and not depth and char in " \t\n\r":
            continue
        if char == "\\":
            if "x" in flags and not depth:
                while index < len(pattern) and pattern[index] in " \t\n\r":
                    index += 1
            if index == len(pattern):
                raise _Unsupported
            result.append(_escape(pattern[index], depth > 0))
            index += 1
        elif char == "[":
            if depth:
                raise _Unsupported  # class subtraction
            depth += 1
            result.append(char)
        elif char == "]" and depth:
            depth -= 1
            result.append(char)
        elif char == "(" and not depth and pattern[index : index + 1] == "?" and pattern[index : index + 2] != "?:":
            raise _Unsupported
        else:
            result.append(char)
    options = "".join(flag for flag in "sim" if flag in flags)
    return (f"(?{options})" if options else "") + "".join(result)


def _escape(letter: str, inside: bool) -> str:
    if letter in (_INSIDE if inside else _OUTSIDE):
        return (_INSIDE if inside else _OUTSIDE)[letter]
    if letter in "IC" and inside:
        raise _Unsupported
    if letter.isalnum() and letter not in _LETTERS:
        raise _Unsupported  # back reference, or no XPath escape
    return "\\" + letter


def re2_escape(text: str) -> str:
    return re.sub(r"([^\w\s])", r"\\\1", text, flags=re.ASCII)


@lru_cache(maxsize=512)
def _compile(pattern: str, flags: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    options.case_sensitive = "i" not in flags
    try:
        return re2.compile(translate(pattern, flags), options=options)
    except (_Unsupported, re2.error):
        return None


def find_pattern(e: Evaluation, pattern: str, flags: str | None, text: str) -> Any:
    """The compiled pattern, or None with a warning; pays for running it over the text."""
    flags = flags or ""
    if len(pattern) > e.limits.pattern or not set(flags) <= _FLAGS:
        return e.null("bad_pattern", "正则表达式过长或标志不对。", "The pattern is too long or a flag is unknown.")
    if _HALF.search(text) or _HALF.search(pattern):
        return e.null("bad_text", "文本中有残缺的字符。", "The text holds half of a character.")
    e.spend(60)
    flags = "".join(sorted(set(flags)))
    compiled = _compile(pattern, flags)
    if compiled is None:
        special = _read(pattern, flags)
        if special is None:
            return e.null("bad_pattern", "正则表达式有误或不受支持。", "The pattern is wrong or not supported.")
        return Backtracker(*special, flags, e)
    e.spend(compiled.programsize * (len(text) + 16) >> 7)
    return compiled


@lru_cache(maxsize=128)
def _read(pattern: str, flags: str) -> tuple[Program, int] | None:
    """The program and number of groups of a pattern RE2 refuses; None when XPath refuses it as well."""
    reader = PatternReader(pattern, flags, _test_of)
    try:
        return reader.read(), reader.groups
    except BadPattern:
        return None


def _test_of(piece: str, flags: str) -> Callable[[str], bool]:
    """One character against a class, an escape or `.`."""
    compiled = _compile(piece, "".join(flag for flag in flags if flag in "is"))
    if compiled is None:
        raise BadPattern
    return cached_test(lambda char: compiled.fullmatch(char) is not None)
