"""Where the reading of a text stands: spaces, comments, symbols, words and names of several words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..not_verified import NotFeel

KEYWORDS = frozenset(
    {"if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "between", "instance"}
    | {"function", "true", "false", "null"}
)
"""Words that end a name; `of` and `external` may be part of one."""
START = (
    r"?A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
PART = START + r"0-9\u00B7\u0300-\u036F\u203F-\u2040"
WORD = re.compile(f"[{START}][{PART}]*")
MORE = re.compile(f"[{PART}]+")  # a following word of a name may begin with a digit
PART_OF_WORD = re.compile(f"[{PART}]")
SPACE = re.compile(
    r"(?:[\t\n\v\f\r \u0085\u00A0\u1680\u180E\u2000-\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF]+|//[^\n]*|/\*.*?\*/)*",
    re.DOTALL,
)
NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
PLAIN = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


class Scanner:
    def __init__(self, text: str, names: Iterable[str]) -> None:
        """`names` are those no single word spells; the longest that stands at a place is read."""
        self.text = text
        self.at = 0
        self.names = [(name, _spelling(name)) for name in sorted(names, key=lambda n: (-len(n), n))]
        self.scopes: list[list[tuple[str, re.Pattern[str]]]] = []

    def fail(self, zh: str) -> NotFeel:
        return NotFeel(zh, self.at)

    def space(self) -> None:
        found = SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def peek(self, *symbols: str) -> str | None:
        """The first of the symbols that stands here; give longer ones first."""
        self.space()
        return next((symbol for symbol in symbols if self.text.startswith(symbol, self.at)), None)

    def take(self, *symbols: str) -> str | None:
        found = self.peek(*symbols)
        self.at += len(found or "")
        return found

    def need(self, symbol: str) -> None:
        if not self.take(symbol):
            raise self.fail(f"应为“{symbol}”")

    def word(self) -> str | None:
        self.space()
        found = WORD.match(self.text, self.at)
        return found[0] if found else None

    def keyword(self, *words: str) -> bool:
        """Take these words when they all stand here."""
        before = self.at
        for word in words:
            if self.word() != word:
                self.at = before
                return False
            self.at += len(word)
        return True

    def need_keyword(self, word: str) -> None:
        if not self.keyword(word):
            raise self.fail(f"应为“{word}”")

    def declared(self) -> str | None:
        """Take the longest declared name here that is longer than one word."""
        self.space()
        best: tuple[int, str] | None = None
        for scope in (self.names, *self.scopes):
            for name, spelling in scope:
                found = spelling.match(self.text, self.at)
                if found and (best is None or found.end() > best[0]):
                    best = (found.end(), name)
        if best is None:
            return None
        self.at = best[0]
        return best[1]

    def name(self) -> str | None:
        """Take a name: a declared one, or words up to the next keyword or symbol."""
        found = self.declared()
        if found is not None:
            return found
        words: list[str] = []
        while True:
            before = self.at
            self.space()
            match = (MORE if words else WORD).match(self.text, self.at)
            if match is None or match[0] in KEYWORDS or (words and self.declared_ahead()):
                self.at = before
                return " ".join(words) or None
            words.append(match[0])
            self.at = match.end()

    def declared_ahead(self) -> bool:
        """Whether a declared name of several words stands here, such as one that begins with a keyword."""
        before = self.at
        found = self.declared()
        self.at = before
        return found is not None

    def until(self, *stops: str, words: bool = True) -> str | None:
        """Take a name being declared: everything up to a stop, with spaces made single."""
        self.space()
        begin = self.at
        while self.at < len(self.text):
            here = self.text[self.at]
            if here in stops or (here in '"[]{}()\\' and here not in stops):
                break
            match = MORE.match(self.text, self.at)
            if match and words and match[0] in KEYWORDS and self.at > begin:
                break
            self.at = match.end() if match else self.at + 1
        return " ".join(self.text[begin : self.at].split()) or None

    def declare(self, names: Iterable[str]) -> None:
        """Open a scope in which these names are known."""
        self.scopes.append([(name, _spelling(name)) for name in names if not WORD.fullmatch(name)])

    def string(self) -> str | None:
        """Take a text in quotes."""
        self.space()
        if not self.text.startswith('"', self.at):
            return None
        found = STRING.match(self.text, self.at)
        if found is None:
            raise self.fail("文本没有结束的引号")
        self.at = found.end()
        return unescape(found[1])


def unescape(text: str) -> str:
    """Escapes replaced; a backslash before anything else stays, as regular expressions need it."""

    def one(found: re.Match[str]) -> str:
        code = found[1] or found[2]
        if code is None:
            return PLAIN.get(found[3], found[0])
        return chr(int(code, 16)) if int(code, 16) < 0x110000 else found[0]

    made = ESCAPE.sub(one, text)
    return made.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if "\\u" in text else made


def _spelling(name: str) -> re.Pattern[str]:
    spelled = r"\s+".join(re.escape(word) for word in name.split())
    return re.compile(spelled + (f"(?![{PART}])" if PART_OF_WORD.match(name[-1:]) else ""))
