"""The position in the tokens, and how a name is recognised there."""

from __future__ import annotations

from engine.feel.errors import FeelError, limit_error, syntax_error
from engine.feel.lexer import END, KEYWORDS, NAME, NUMBER, OTHER, SYMBOL, Token, read_tokens
from engine.feel.limits import Limits
from engine.feel.names import KnownNames, normalize

_FULL_WIDTH = {"“": '"', "”": '"', "‘": '"', "’": '"', "，": ",", "；": ",", "＞": ">", "＜": "<", "＝": "="}


class Cursor:
    """Tokens with a position; every nested construct goes through `enter` so that depth is bounded."""

    def __init__(self, text: str, names: KnownNames, limits: Limits) -> None:
        if len(text) > limits.text:
            raise limit_error(
                "feel_text_too_long",
                f"表达式超过{limits.text}个字符。",
                f"The expression is longer than {limits.text} characters.",
            )
        self.text = text
        self.limits = limits
        self.known = names
        self.tokens = read_tokens(text)
        self.index = 0
        self.depth = 0
        self.closing = False  # reading the end of a range: `[` may be its closing bracket
        self.token = self.tokens[0]

    def enter(self) -> None:
        self.depth += 1
        if self.depth > self.limits.depth:
            raise limit_error(
                "feel_too_deep",
                f"表达式嵌套超过{self.limits.depth}层。",
                f"The expression is nested deeper than {self.limits.depth} levels.",
                self.token.start,
            )

    def advance(self) -> Token:
        token = self.token
        if token.kind != END:
            self.index += 1
            self.token = self.tokens[self.index]
        return token

    def peek(self, ahead: int = 1) -> Token:
        return self.tokens[min(self.index + ahead, len(self.tokens) - 1)]

    def jump(self, index: int) -> None:
        self.index = index
        self.token = self.tokens[index]

    def at(self, *texts: str) -> bool:
        """Whether the current token is one of these symbols or keywords."""
        return self.token.text in texts and self.token.kind in (SYMBOL, NAME)

    def take(self, text: str) -> bool:
        if self.token.text == text and self.token.kind in (SYMBOL, NAME):
            self.advance()
            return True
        return False

    def expect(self, text: str) -> Token:
        if not self.at(text):
            raise self.unexpected(f"应为“{text}”", f'expected "{text}"')
        return self.advance()

    def unexpected(self, zh: str = "", en: str = "") -> FeelError:
        token = self.token
        hint_zh, hint_en = "", ""
        if token.kind == OTHER and token.text in _FULL_WIDTH:
            mark = _FULL_WIDTH[token.text]
            hint_zh, hint_en = f";请改用半角 {mark}", f"; use {mark} instead"
        found_zh = "表达式在此结束" if token.kind == END else f"不应出现“{token.text}”"
        found_en = "the expression ends here" if token.kind == END else f'unexpected "{token.text}"'
        zh = f"{zh},但{found_zh}" if zh else found_zh
        en = f"{en}, but {found_en}" if en else found_en
        return syntax_error(token.start, f"{zh}{hint_zh}。", f"{en}{hint_en}.")

    def match_known(self, index: int | None = None) -> tuple[str, int] | None:
        """The longest known multi-token name at this token: (name, index after it)."""
        here = self.index if index is None else index
        tokens = self.tokens
        for parts, name in self.known.starting_with(tokens[here].text):
            stop = here + len(parts)
            if stop <= len(tokens) and all(tokens[here + i].text == part for i, part in enumerate(parts)):
                return name, stop
        return None

    def read_name(self) -> str:
        """A name: the longest known one, else all adjacent words (two words in a row can be nothing else)."""
        found = self.match_known()
        if found is not None:
            self.jump(found[1])
            return found[0]
        if self.token.kind != NAME:
            raise self.unexpected("应为名称", "expected a name")
        words = [self.advance().text]
        while self._word_continues():
            words.append(self.advance().text)
        return " ".join(words)

    def _word_continues(self) -> bool:
        token = self.token
        if token.kind != NAME or token.text in KEYWORDS:
            return False
        if token.text == "instance" and self.peek().text == "of":
            return False
        return token.text != "external"

    def read_declared(self, *stops: str) -> str:
        """A name that is being declared, up to one of the stop tokens; it is known from here on."""
        start = self.index
        while not (self.token.kind in (SYMBOL, NAME) and self.token.text in stops) and self.token.kind in (
            NAME,
            NUMBER,
            SYMBOL,
            OTHER,
        ):
            if self.index > start and self.token.text in ("(", "[", "{", '"', ",", "]", "}", ")"):
                break
            self.advance()
        if self.index == start or not self.at(*stops) or self.tokens[start].kind not in (NAME,):
            raise self.unexpected("应为名称", "expected a name")
        name = normalize(self.text[self.tokens[start].start : self.tokens[self.index - 1].end])
        if self.index - start > 1:
            self.known.add(name)
        return name
