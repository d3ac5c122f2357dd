"""Random expressions of known kinds (number, text, boolean, list, date ...), so that most of them have a value."""

from __future__ import annotations

from collections.abc import Callable
from random import Random


class Grower:
    """Grows one expression of a wanted kind at a time from a seeded source of chance."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.kinds: dict[str, tuple[Callable[[int], str], ...]] = {
            "number": (self.number, self.arithmetic, self.counted, self.statistic, self.rounded, self.branch_number),
            "text": (self.text, self.joined, self.cut, self.cased),
            "boolean": (self.boolean, self.compared, self.logic, self.member, self.quantified, self.asked, self.ranged),
            "list": (self.numbers, self.filtered, self.looped, self.listed),
            "date": (self.date,),
            "context": (self.context,),
        }

    def grow(self, kind: str, depth: int) -> str:
        ways = self.kinds[kind]
        return ways[0](depth) if depth <= 0 else self.random.choice(ways)(depth - 1)

    def any(self) -> str:
        kind = self.random.choices(list(self.kinds), weights=[6, 4, 8, 6, 1, 2])[0]
        return self.grow(kind, self.random.randint(1, 3))

    def one(self, *choices: str) -> str:
        return self.random.choice(choices)

    def number(self, depth: int) -> str:
        return self.one(
            str(self.random.randint(0, 12)), f"{self.random.randint(0, 99)}.5", f"-{self.random.randint(1, 9)}"
        )

    def arithmetic(self, depth: int) -> str:
        left, right = self.grow("number", depth), self.grow("number", depth)
        return f"({left} {self.one('+', '-', '*', '/')} {right})"

    def counted(self, depth: int) -> str:
        return self.one(f"count({self.grow('list', depth)})", f"string length({self.grow('text', depth)})")

    def statistic(self, depth: int) -> str:
        name = self.one("sum", "mean", "min", "max", "median", "product", "stddev")
        return f"{name}({self.grow('list', depth)})"

    def rounded(self, depth: int) -> str:
        inner = self.grow("number", depth)
        name = self.one("floor({})", "ceiling({})", "abs({})", "decimal({}, 1)", "round up({}, 0)", "modulo({}, 4)")
        return name.format(inner)

    def branch_number(self, depth: int) -> str:
        return f"(if {self.grow('boolean', depth)} then {self.grow('number', depth)} else {self.grow('number', depth)})"

    def text(self, depth: int) -> str:
        return self.one('"特急"', '"加急"', '"foobar"', '"青岚政办发〔2026〕1号"', '"a b"', '""', '"Ab"')

    def joined(self, depth: int) -> str:
        return f"({self.grow('text', depth)} + {self.grow('text', depth)})"

    def cut(self, depth: int) -> str:
        inner = self.grow("text", depth)
        way = self.one(
            "substring({}, 1, 1)", 'substring before({}, "a")', 'substring after({}, "o")', 'replace({}, "a", "x")'
        )
        return way.format(inner)

    def cased(self, depth: int) -> str:
        return f"{self.one('upper case', 'lower case')}({self.grow('text', depth)})"

    def boolean(self, depth: int) -> str:
        return self.one("true", "false", "null", "1 = 2", "not(false)")

    def compared(self, depth: int) -> str:
        kind = self.one("number", "number", "text", "date", "list")
        operator = self.one("=", "!=") if kind == "list" else self.one("=", "!=", "<", "<=", ">", ">=")
        return f"({self.grow(kind, depth)} {operator} {self.grow(kind, depth)})"

    def logic(self, depth: int) -> str:
        return f"({self.grow('boolean', depth)} {self.one('and', 'or')} {self.grow('boolean', depth)})"

    def member(self, depth: int) -> str:
        n = self.grow("number", depth)
        return self.one(
            f"({n} in [1..10])",
            f"({n} in (< 3, > 8))",
            f"({n} in {self.grow('list', depth)})",
            f"({n} between 2 and 7)",
        )

    def quantified(self, depth: int) -> str:
        quantifier, operator = self.one("some", "every"), self.one(">", "<=", "=")
        return f"({quantifier} x in {self.grow('list', depth)} satisfies x {operator} {self.number(0)})"

    def asked(self, depth: int) -> str:
        text = self.grow("text", depth)
        return self.one(
            f'contains({text}, "o")',
            f'starts with({text}, "特")',
            f'matches({text}, "^[a-f]+")',
            f"list contains([1, 2], {self.number(0)})",
        )

    def ranged(self, depth: int) -> str:
        a, b = sorted(self.random.sample(range(10), 2))
        c, d = sorted(self.random.sample(range(10), 2))
        return self.one(
            f"({a + 1} in ({a}..{b}])",
            f"overlaps([{a}..{b}], [{c}..{d}])",
            f"includes([{a}..{b}], [{c}..{d}])",
            f"before([{a}..{b}], [{c}..{d}])",
            f"meets([{a}..{b}], [{c}..{d}])",
        )

    def numbers(self, depth: int) -> str:
        return "[" + ", ".join(self.number(0) for _ in range(self.random.randint(0, 5))) + "]"

    def filtered(self, depth: int) -> str:
        return f"{self.grow('list', depth)}[item {self.one('>', '<', '!=')} {self.number(0)}]"

    def looped(self, depth: int) -> str:
        source = self.one(self.grow("list", depth), f"{self.random.randint(-2, 2)}..{self.random.randint(-2, 5)}")
        return f"(for x in {source} return x {self.one('+', '*', '-')} {self.number(0)})"

    def listed(self, depth: int) -> str:
        inner = self.grow("list", depth)
        way = self.one(
            "reverse({})",
            "distinct values({})",
            "concatenate({}, [1])",
            "append({}, 7)",
            "flatten([{}, [[2]]])",
            "sort({}, function(a, b) a < b)",
            "index of({}, 1)",
            "union({}, [1, 2])",
        )
        return way.format(inner)

    def date(self, depth: int) -> str:
        r = self.random
        return f'date("{r.randint(1990, 2040)}-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}")'

    def context(self, depth: int) -> str:
        a, b = self.grow("number", depth), self.grow("text", depth)
        whole = f"{{a: {a}, 名称: {b}, c: a}}"
        return self.one(
            whole,
            f"{whole}.c",
            f"{whole}.名称",
            f"[{whole}, {whole}][a > 2].c",
            f"get entries({whole})",
            f'context put({whole}, "d", 1)',
        )
