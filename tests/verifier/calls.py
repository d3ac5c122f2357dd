"""Random calls of every built-in function, and operators, over values of every kind, temporal ones above all."""

from __future__ import annotations

from random import Random

from engine.verifier.feel.builtins import BUILTINS


def pool(text: str, by: str = " ") -> list[str]:
    return text.split(by)


NUMBERS = pool("0 1 -1 2 3 2.5 -2.5 1.55 100 -7 12 1e-5 4 1.0 2026 24 59 60 0.125")
TEXTS = pool(
    '""|"a"|"abc"|"特急"|"foo bar"|"2026-02-13"|"10:00:00"|"2026-02-13T10:00:00+08:00"|"P1DT2H"|"P1Y2M"|"1,234.50"|"a-b-c"'
    '|"[1..3]"|","|"."|" "|"x"|"ABC"|"-"|"[a-c]"|"(a)b?"|"\\d+"|"$1"|"i"|"🐎a"|"2026-02-30"|"10:00:00@Asia/Shanghai"'
    '|"-P3DT4.5S"|"24:00:00"|"00:00:00Z"|"2020-02-29T23:59:59.123456789Z"|"999999999-12-31"|"-2021-01-01"|"2026-1-1"'
    '|"1e3"|"P0D"|"PT36H"|"P14M"|"P1Y2M3D"|"10:00:00-05:00"|"(1..2]"|"P"|"PT0.1S"',
    "|",
)
LISTS = pool(
    '[] [1,2,3] [3,1,2,1] ["a","b","a"] [true,false] [true,null] [1,null] [{a:1},{a:2}] [1,"a"] ["b","a"] '
    '[@"P1D",@"P2D"] [{key:"a",value:1}] [2.5,1,7,7,2.5] [@"2026-01-01",@"2025-01-01"] [1.0,1.00]'
)
DATES = pool('@"2026-02-13" @"2024-02-29" @"2025-12-29" @"1969-07-20" @"-0001-03-01" @"2021-01-03"')
TIMES = pool('@"10:00:00" @"23:59:59.5" @"10:00:00Z" @"10:00:00+08:00" @"10:00:00@Asia/Shanghai" @"02:00:00Z"')
MOMENTS = pool(
    '@"2026-02-13T10:00:00" @"2026-02-13T10:00:00Z" @"2026-02-13T10:00:00+08:00" @"2026-02-13T18:00:00@Asia/Shanghai" '
    '@"2024-02-29T23:59:59" @"2026-03-29T02:30:00@Europe/Paris" now() @"0001-01-01T00:00:00Z"'
)
DAYS = pool('@"P1D" @"PT2H" @"-P1DT12H" @"PT0.5S" @"P400D" @"PT8H" @"-PT5H"')
MONTHS = pool('@"P1Y" @"P14M" @"-P3M" @"P0M" @"P1M" @"P100Y"')
RANGES = pool('[1..3] (1..3) [1..3) (2..4] [3..5] [1..1] [3..1] ["a".."c"] [@"2026-01-01"..@"2026-02-01"] [0..9] (<5)')
POOLS = {
    "number": NUMBERS,
    "string": TEXTS,
    "boolean": ["true", "false"],
    "list": LISTS,
    "context": ["{}", "{a: 1}", "{a: {b: 2}}", '{"x y": 1, b: null}'],
    "function": ["(function(x, y) x < y)", "(function(x, y) x > y)", "(function(x, y) x = y)"],
    "range": RANGES,
    "date": DATES,
    "time": TIMES,
    "date and time": MOMENTS,
    "days and time duration": DAYS,
    "years and months duration": MONTHS,
}
ANY = [text for texts in POOLS.values() for text in texts] + ["null"]
ORDERED = [*NUMBERS, *DATES, *TIMES, *MOMENTS, *DAYS, *MONTHS]
MEMBERS = pool(
    "year|month|day|weekday|hour|minute|second|time offset|timezone|years|months|days|hours|minutes|seconds|a", "|"
)
OPERATORS = pool("+ - * / ** = != < <= > >= in and or")
NAMES = sorted(set(BUILTINS) - {"random number"})


class Caller:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def any(self) -> str:
        ways = (self.call, self.operator, self.member, self.round, self.filter)
        text = self.random.choices(ways, weights=[6, 3, 1, 1, 1])[0]()
        return f"string({text})" if self.random.random() < 0.15 else text

    def one(self, texts: list[str]) -> str:
        return self.random.choice(texts)

    def argument(self, kind: str) -> str:
        wanted = self.random.choice(kind.rstrip("?").split("|"))
        return self.one(ANY if self.random.random() < 0.08 else POOLS.get(wanted, ANY))

    def call(self) -> str:
        signature = self.random.choice(BUILTINS[self.one(NAMES)])
        values = [self.argument(kind) for kind in signature.kinds]
        if signature.many:
            values += [self.argument(signature.kinds[-1]) for _ in range(self.random.randint(0, 3))]
        elif signature.kinds and signature.kinds[-1].endswith("?") and self.random.random() < 0.5:
            values.pop()
        if not signature.many and self.random.random() < 0.2:
            values = [f"{name}: {value}" for name, value in zip(signature.parameters, values, strict=False)]
        return f"{signature.name}({', '.join(values)})"

    def operator(self) -> str:
        operands = ORDERED if self.random.random() < 0.7 else ANY
        return f"{self.one(operands)} {self.one(OPERATORS)} {self.one(operands)}"

    def member(self) -> str:
        return f"{self.one(ANY)}.{self.one(MEMBERS)}"

    def round(self) -> str:
        kind, word = self.random.choice([("for", "return"), ("some", "satisfies"), ("every", "satisfies")])
        return f"{kind} i in {self.one(ANY)} {word} i {self.one(OPERATORS)} {self.one(ANY)}"

    def filter(self) -> str:
        return f"{self.one(ANY)}[{self.one(['1', '-1', 'item > 1', 'a = 1', 'true', 'null', '0', '9', 'item = null'])}]"
