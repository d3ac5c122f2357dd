"""Reads an XPath pattern into a program of the backtracking matcher."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from engine.feel.builtins import backtracking
from engine.feel.builtins.backtracking import MOST_INSTRUCTIONS, Instruction, Program

MakeTest = Callable[[str, str], Callable[[str], bool]]
_ESCAPED = re.compile(r"[pP]\{[A-Za-z0-9-]+\}|.", re.DOTALL)
_COUNT = re.compile(r"\{([0-9]{1,4})(?:(,)([0-9]{1,4})?)?\}")


class BadPattern(Exception):
    """Not an XPath pattern, or too large."""


class PatternReader:
    """Recursive descent over the pattern; `make_test` turns a class or escape without subtraction into a test."""

    def __init__(self, pattern: str, flags: str, make_test: MakeTest) -> None:
        self.pattern = pattern
        self.flags = flags
        self.make_test = make_test
        self.index = 0
        self.groups = 0
        self.marks = 0
        self.depth = 0
        self.closed: set[int] = set()

    def read(self) -> Program:
        code = self._branches()
        if self.index < len(self.pattern) or len(code) > MOST_INSTRUCTIONS:
            raise BadPattern
        return (*code, ("match", None, None))

    def _peek(self) -> str:
        if "x" in self.flags:
            while self.pattern[self.index : self.index + 1] in (" ", "\t", "\n", "\r"):
                self.index += 1
        return self.pattern[self.index : self.index + 1]

    def _branches(self) -> list[Instruction]:
        self.depth += 1
        if self.depth > 40:
            raise BadPattern
        branches = [self._branch()]
        while self._peek() == "|":
            self.index += 1
            branches.append(self._branch())
        self.depth -= 1
        return backtracking.either(branches)

    def _branch(self) -> list[Instruction]:
        code: list[Instruction] = []
        while self._peek() not in ("", "|", ")"):
            code += backtracking.shift(self._piece(), len(code))
            if len(code) > MOST_INSTRUCTIONS:
                raise BadPattern
        return code

    def _piece(self) -> list[Instruction]:
        atom = self._atom()
        least, most = self._quantifier()
        if (least, most) == (1, 1):
            return atom
        lazy = self._peek() == "?"
        self.index += lazy
        self.marks -= 1
        return backtracking.repeat(atom, least, most, lazy, self.marks)

    def _quantifier(self) -> tuple[int, int | None]:
        mark = self._peek()
        if mark and mark in "?*+":
            self.index += 1
            return {"?": (0, 1), "*": (0, None), "+": (1, None)}[mark]
        if mark != "{":
            return 1, 1
        match = _COUNT.match(self.pattern, self.index)
        if match is None:
            raise BadPattern
        self.index = match.end()
        least = int(match[1])
        most = least if match[2] is None else None if match[3] is None else int(match[3])
        if most is not None and most < least:
            raise BadPattern
        return (least, most) if (least, most) != (1, 1) else (1, 1)

    def _atom(self) -> list[Instruction]:
        mark = self._peek()
        self.index += 1
        if mark == "(":
            return self._group()
        if mark == "[":
            return backtracking.char(self._class())
        if mark in "^$":
            return [("edge", mark, None)]
        if mark == "\\":
            return self._escape()
        if mark in "?*+{}])":
            raise BadPattern
        return backtracking.char(self.make_test(mark if mark == "." else re.escape(mark), self.flags))

    def _group(self) -> list[Instruction]:
        if self.pattern[self.index : self.index + 1] == "?":
            if self.pattern[self.index : self.index + 2] != "?:":
                raise BadPattern
            self.index += 2
            code = self._branches()
        else:
            self.groups += 1
            number = self.groups
            inner = backtracking.shift(self._branches(), 1)
            code = [("save", 2 * number, None), *inner, ("save", 2 * number + 1, None)]
            self.closed.add(number)
        if self._peek() != ")":
            raise BadPattern
        self.index += 1
        return code

    def _escape(self) -> list[Instruction]:
        letter = self._peek()
        if letter.isdigit():
            digits = letter
            self.index += 1
            while self._peek().isdigit() and int(digits + self._peek()) <= self.groups:
                digits += self._peek()
                self.index += 1
            if int(digits) not in self.closed:
                raise BadPattern  # only a group that is complete can be repeated
            return [("back", int(digits), None)]
        return backtracking.char(self.make_test(self._escaped(), self.flags))

    def _escaped(self) -> str:
        """The escape at this place, with its property name if it has one."""
        match = _ESCAPED.match(self.pattern, self.index)
        if match is None:
            raise BadPattern
        self.index = match.end()
        return "\\" + match.group()

    def _class(self) -> Callable[[str], bool]:
        """`[...]`, or `[...-[...]]`: in the first and not in the second."""
        start = self.index
        while self.index < len(self.pattern):
            mark = self.pattern[self.index]
            if mark == "[":
                if self.pattern[self.index - 1] != "-" or self.index - 1 <= start:
                    raise BadPattern
                wide = self.make_test(f"[{self.pattern[start : self.index - 1]}]", self.flags)
                self.index += 1
                narrow = self._class()
                if self.pattern[self.index : self.index + 1] != "]":
                    raise BadPattern
                self.index += 1
                return lambda char: wide(char) and not narrow(char)
            if mark == "]":
                self.index += 1
                return self.make_test(f"[{self.pattern[start : self.index - 1]}]", self.flags)
            self.index += 2 if mark == "\\" else 1
        raise BadPattern


def cached_test(matches: Callable[[str], bool]) -> Callable[[str], bool]:
    """A test of one character that remembers its answers."""
    return lru_cache(maxsize=256)(matches)
