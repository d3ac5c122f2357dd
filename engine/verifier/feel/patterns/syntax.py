"""A pattern's text read into a tree."""

from __future__ import annotations

import re

from ...not_verified import NotVerified, TooMuch
from . import classes
from .classes import Set
from .tree import Anchor, Chars, Group, Part, Repeat

MOST = 500  # characters of a pattern
NESTED = 30
FEW = re.compile(r"\{(\d{1,4})(?:(,)(\d{1,4})?)?\}", re.ASCII)
CATEGORY = re.compile(r"\{(\w+)\}", re.ASCII)


BARE = "正则表达式中的“{}”未加“\\”,标准不允许,未予核验。"


class BadPattern(Exception):
    """Not a regular expression of the standard."""


class Reader:
    def __init__(self, text: str, flags: str) -> None:
        if len(text) > MOST:
            raise TooMuch("正则表达式过长,未予核验。")
        if "q" in flags:
            raise NotVerified("正则表达式的标志“q”未予核验。")
        if set(flags) - set("smix"):
            raise BadPattern("flags")
        self.text = classes.without_spaces(text) if "x" in flags else text
        self.flags = flags
        self.at = 0
        self.groups = 0
        self.depth = 0

    def whole(self) -> Group:
        options = self.options()
        if self.at < len(self.text):
            raise BadPattern("unopened )")
        return Group(0, options)

    def next(self) -> str:
        if self.at >= len(self.text):
            raise BadPattern("ends too early")
        self.at += 1
        return self.text[self.at - 1]

    def ahead(self) -> str:
        return self.text[self.at : self.at + 1]

    def options(self) -> tuple[tuple[Part, ...], ...]:
        self.depth += 1
        if self.depth > NESTED:
            raise TooMuch("正则表达式嵌套过深,未予核验。")
        found: list[tuple[Part, ...]] = []
        parts: list[Part] = []
        while (char := self.ahead()) not in ("", ")"):
            if char == "|":
                self.at += 1
                found.append(tuple(parts))
                parts = []
            else:
                parts.append(self.repeated(self.part()))
        self.depth -= 1
        return (*found, tuple(parts))

    def repeated(self, part: Part) -> Part:
        counts = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        char = self.ahead()
        if char in counts and char:
            self.at += 1
            least, most = counts[char]
        elif char == "{":
            found = FEW.match(self.text, self.at)
            if not found:
                raise NotVerified(BARE.format("{"))
            self.at = found.end()
            least = int(found[1])
            most = int(found[3]) if found[3] else (None if found[2] else least)
            if most is not None and most < least:
                raise BadPattern("quantifier")
        else:
            return part
        greedy = self.ahead() != "?"
        self.at += not greedy
        if self.ahead() == "{":
            raise NotVerified(BARE.format("{"))
        if self.ahead() in ("*", "+", "?"):
            raise BadPattern("two quantifiers")
        return Repeat(part, least, most, greedy)

    def part(self) -> Part:
        char = self.next()
        if char == "(":
            return self.group()
        if char == "[":
            begin = self.at
            return Chars(self.bracket(), weight=1 + (self.at - begin) // 8)
        if char == "\\":
            return Chars(self.escape())
        if char == ".":
            return Chars(classes.ANY if "s" in self.flags else classes.LINE)
        if char in "^$":
            return Anchor(char)
        if char in "{}]":
            raise NotVerified(BARE.format(char))
        if char in "*+?":
            raise BadPattern(char)
        return Chars(self.cased(classes.one(char)))

    def cased(self, inside: Set) -> Set:
        """With the flag `i` a character or range in either case; classes like `\\d` stay as they are."""
        return classes.either_case(inside) if "i" in self.flags else inside

    def group(self) -> Group:
        number = None
        if self.text.startswith("?:", self.at):
            self.at += 2
        elif self.ahead() == "?":
            raise BadPattern("(?")
        else:
            self.groups += 1
            number = self.groups
        options = self.options()
        if self.ahead() != ")":
            raise BadPattern("unclosed (")
        self.at += 1
        return Group(number, options)

    def escape(self) -> Set:
        char = self.next()
        if char in classes.ESCAPED:
            return classes.ESCAPED[char]
        if char in "pP":
            found = CATEGORY.match(self.text, self.at)
            if not found or found[1] not in classes.CATEGORIES:
                raise NotVerified(f"正则表达式中的“\\{char}”类未予核验。")
            self.at = found.end()
            made = classes.category(found[1])
            return made if char == "p" else classes.other(made)
        if char.isdigit() or char in "iIcC":
            raise NotVerified(f"正则表达式中的“\\{char}”未予核验。")
        if char in classes.PLAIN or char in classes.LITERAL:
            return self.cased(classes.one(classes.PLAIN.get(char, char)))
        raise BadPattern("\\" + char)

    def bracket(self) -> Set:
        self.depth += 1
        if self.depth > NESTED:
            raise TooMuch("正则表达式嵌套过深,未予核验。")
        negated = self.ahead() == "^"
        self.at += negated
        sets: list[Set] = []
        minus: Set | None = None
        while (char := self.next()) != "]" or not sets:
            if char == "]":
                raise BadPattern("empty class")
            if char == "-" and self.ahead() == "[" and sets:
                self.at += 1
                minus = self.bracket()
                if self.next() != "]":
                    raise BadPattern("after a subtraction")
                break
            sets.append(self.in_bracket(char))
        self.depth -= 1
        found = classes.other(classes.union(sets)) if negated else classes.union(sets)
        return found if minus is None else classes.less(found, minus)

    def in_bracket(self, char: str) -> Set:
        if char == "[":
            raise BadPattern("[ in a class")
        if char == "\\":
            escaped = self.ahead()
            if escaped in classes.ESCAPED or escaped in "pPiIcC":
                return self.escape()
            self.escape()
            char = classes.PLAIN.get(escaped, escaped)
        if self.ahead() == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", "[", ""):
            self.at += 1
            last = self.next()
            if last == "\\":
                last = self.next()
                last = classes.PLAIN.get(last, last)
            if last < char:
                raise BadPattern("range")
            return self.cased(classes.span(char, last))
        return self.cased(classes.one(char))
