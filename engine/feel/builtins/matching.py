"""`matches`, `replace`, `split` with XPath patterns."""

from __future__ import annotations

import re

from engine.feel.builtins.patterns import find_pattern
from engine.feel.builtins.registry import builtin
from engine.feel.environment import Evaluation


@builtin("matches", "input: string, pattern: string, flags?: string | null")
def matches(e: Evaluation, text: str, pattern: str, flags: str | None = None) -> bool | None:
    compiled = find_pattern(e, pattern, flags, text)
    return None if compiled is None else compiled.search(text) is not None


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string | null")
def replace(e: Evaluation, text: str, pattern: str, replacement: str, flags: str | None = None) -> str | None:
    compiled = find_pattern(e, pattern, flags, text)
    if compiled is None:
        return None
    if compiled.search("") is not None:
        return e.null(
            "bad_pattern", "正则表达式不能匹配空文本。", "The pattern must not match an empty text (XPath FORX0003)."
        )
    parts = [replacement] if flags and "q" in flags else _replacement(replacement, compiled.groups)
    if parts is None:
        return e.null("bad_pattern", "替换文本中的 $ 或 \\ 有误。", "Wrong $ or \\ in the replacement.")
    made: list[str] = []
    length = position = 0
    for match in compiled.finditer(text):
        piece = text[position : match.start()] + "".join(
            p if isinstance(p, str) else match.group(p) or "" for p in parts
        )
        position = match.end()
        length += len(piece)
        e.spend(6)
        if length > e.limits.string_length:
            e.check_text(length)
        made.append(piece)
    made.append(text[position:])
    e.check_text(length + len(made[-1]))
    return "".join(made)


def _replacement(text: str, groups: int) -> list[str | int] | None:
    """`$1` to group numbers, `\\$` and `\\\\` to characters; None when malformed."""
    parts: list[str | int] = []
    index = 0
    while index < len(text):
        char = text[index]
        index += 1
        if char == "\\":
            if text[index : index + 1] not in ("\\", "$"):
                return None
            parts.append(text[index])
            index += 1
        elif char == "$":
            digits = re.match("[0-9]+", text[index:])
            if digits is None:
                return None
            number = digits.group()
            while len(number) > 1 and int(number) > groups:
                number = number[:-1]  # `$12` with one group is group 1 and the digit 2
            parts.append(int(number) if int(number) <= groups else "")
            index += len(number)
        else:
            parts.append(char)
    return parts


@builtin("split", "string: string, delimiter: string, flags?: string | null")
def split(e: Evaluation, text: str, delimiter: str, flags: str | None = None) -> list[str] | None:
    compiled = find_pattern(e, delimiter, flags, text)
    if compiled is None:
        return None
    if compiled.search("") is not None:
        return e.null(
            "bad_pattern", "正则表达式不能匹配空文本。", "The pattern must not match an empty text (XPath FORX0003)."
        )
    result: list[str] = []
    position = 0
    for match in compiled.finditer(text):
        result.append(text[position : match.start()])
        position = match.end()
        e.check_list(1)
    result.append(text[position:])
    e.check_list(len(result))
    return result
