"""Random regular expressions: a machine of our own and the engine's library find, replace and split alike."""

from __future__ import annotations

from random import Random

import pytest

from engine.verifier import feel as own
from tests.verifier.showing import verifier
from tests.verifier.test_feel import judged, pair

SEED = 20260213
SETS = ["\\d", "\\w", "\\s", "\\D", "\\W", "\\S", "\\.", "\\-", "\\n", "\\p{L}", "\\P{N}", "\\p{P}", "\\(", "\\\\", "."]
CLASSES = [
    "[abc]",
    "[^a]",
    "[a-c1]",
    "[\\d-]",
    "[-a]",
    "[a-]",
    "[^\\s]",
    "[特急]",
    "[a-z-[b]]",
    "[.]",
    "[\\]]",
    "[\\w.]",
]
WRONG = ["(?=a)", "\\q", "(", ")", "*", "\\b", "(?i)"]
COUNTS = ["", "", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{2,}", "{2,}?"]
REPLACEMENTS = ["<$1>", "x", "$0", "", "$2$1", "\\$", "$", "\\", "$11", "$$"]


class Patterns:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def pattern(self, depth: int) -> str:
        text = "".join(self.atom(depth) + self.random.choice(COUNTS) for _ in range(self.random.randint(1, 3)))
        return f"{text}|{self.pattern(depth - 1)}" if depth and self.random.random() < 0.15 else text

    def atom(self, depth: int) -> str:
        chance = self.random.random()
        if chance < 0.35:
            return self.random.choice("abc1特-_ ")
        if chance < 0.5:
            return self.random.choice(SETS)
        if chance < 0.65:
            return self.random.choice(CLASSES)
        if chance < 0.7:
            return self.random.choice("^$")
        if chance < 0.71:
            return self.random.choice(WRONG)
        return f"({self.random.choice(['', '?:'])}{self.pattern(depth - 1)})" if depth else "b"

    def call(self) -> str:
        text = "".join(self.random.choice("aabc1特急.-_ AB\n") for _ in range(self.random.randint(0, 8)))
        quoted = [self.quote(text), self.quote(self.pattern(2))]
        name = self.random.choice(["matches", "replace", "split"])
        if name == "replace":
            quoted.append(self.quote(self.random.choice(REPLACEMENTS)))
        if name != "split" and self.random.random() < 0.4:
            quoted.append(self.quote(self.random.choice(["i", "s", "m", "x", "im", "z"])))
        return f"{name}({', '.join(quoted)})"

    def quote(self, text: str) -> str:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'


def test_random_patterns() -> None:
    patterns = Patterns(SEED)
    print(f"seed {SEED}: {judged((pair(patterns.call(), {}) for _ in range(3_000)), 0.01)}")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('matches("a", "\\p{Lu}", "i")', "False"),  # the flag does not widen a category (XPath 5.6.1.1)
        ('replace("abab", "(a)(b)?", "$2$1")', "'baba'"),
        ('replace("Ab", "[^a]", "x", "i")', "'Ax'"),
        ('matches("a\\nb", "a.b")', "False"),
        ('matches("a\\nb", "a.b", "s")', "True"),
        ('matches("x\\ny", "^y$", "m")', "True"),
        ('matches("ab", "a b", "x")', "True"),
        ('replace("a", "b*", "x")', "None"),  # a pattern that matches nothing at all
        ('split("a,b;c", "[,;]")', "['a', 'b', 'c']"),
        ('matches("青岚政办发〔2026〕1号", "^青岚政办(发|函)〔\\d{4}〕\\d+号$")', "True"),
    ],
)
def test_patterns_by_the_standard(text: str, value: str) -> None:
    assert verifier(lambda: own.evaluate(text, {})) == value
