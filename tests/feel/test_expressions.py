"""What the operators give: numbers, logic, comparison, lists, contexts, ranges, loops (DMN 1.5 chapter 10)."""

from __future__ import annotations

import pytest

from tests.feel.showing import rows, show

OPERATORS = """
1 + 2 * 3 => 7
(1 + 2) * 3 => 9
10 - 2 - 3 => 5
2 ** 3 ** 2 => 64
-2 ** 2 => 4
2 ** -1 => 0.5
0.1 + 0.2 = 0.3 => true
1 / 3 => 0.3333333333333333333333333333333333
2 / 3 => 0.6666666666666666666666666666666667
12345678901234567.01 + 0.01 => 12345678901234567.02
1E3 + .5 => 1000.5
1 / 0 => null
0 ** -1 => null
"a" + "b" => "ab"
"a" + 1 => null
1 + null => null
-"a" => null
"""
LOGIC = """
true and null => null
false and null => false
null and false => false
true or null => true
false or null => null
false or "x" => null
true and 1 => null
false and 1 => false
not(true) => false
not(null) => null
not("x") => null
if null then 1 else 2 => 2
if 1 = 1 then "是" else "否" => "是"
1 between 0 and 2 => true
3 between 0 and 2 => false
null between 0 and 2 => null
1 = 1 and 2 = 2 or false => true
"""
COMPARISON = """
1 = 1.0 => true
"a" = "a" => true
1 = "1" => null
null = null => true
null = 1 => false
1 != null => true
[1, 2] = [1, 2] => true
[1, 2] = [2, 1] => false
[1, "a"] = [1, 2] => false
[1] = 1 => true
{a: 1, b: 2} = {b: 2, a: 1} => true
{a: 1} = {a: 2} => false
[1..3] = [1..3] => true
[1..3] = [1..3) => false
"a" < "b" => true
1 < "a" => null
true < false => null
null < 1 => null
date("2026-01-01") < date("2026-01-02") => true
time("10:00:00Z") = time("18:00:00+08:00") => true
time("10:00:00") = time("10:00:00Z") => false
date and time("2026-01-01T08:00:00@Asia/Shanghai") = date and time("2026-01-01T00:00:00Z") => true
duration("P1D") = duration("PT24H") => true
duration("P1Y") = duration("P12M") => true
duration("P1Y") = duration("P365D") => null
"""
MEMBERSHIP = """
1 in (1, 2) => true
1 in [2, 3, 1] => true
5 in (> 3) => true
5 in > 3 => true
5 in (< 3, >= 5) => true
5 in [1..5) => false
5 in (1..5] => true
5 in ]1..5] => true
5 in [1..5[ => false
"b" in ["a".."c"] => true
5 in [[1..3], [4..6]] => true
10 in !=11 => true
1 in (< 5).end => false
null in [1..10] => null
5 in (null..10] => null
null in (1, null) => true
"""
LISTS = """
[1, 2, 3][1] => 1
[1, 2, 3][-1] => 3
[1, 2, 3][0] => null
[1, 2, 3][4] => null
[1, 2, 3][item >= 2] => [2, 3]
[{a: 1}, {a: 2}][a = 2] => [{a: 2}]
[{a: 1}, {a: 2}].a => [1, 2]
[{a: {b: 1}}, {a: {b: [2]}}].a.b => [1, [2]]
[{item: 1}, {item: 3}][item > 2] => [{item: 3}]
[{a: 1}, {b: 2}].a => [1, null]
5[1] => 5
"x"[true] => ["x"]
"x"[false] => []
null[1] => null
{for i: 1}.for i => 1
{n: 2, l: [1, 2, 3][n]}.l => 2
"""
CONTEXTS = """
{a: 1, b: a + 1}.b => 2
{a: 1}.c => null
{"含 空格": 5}.含 空格 => 5
{a: 1, a: 2} => null
{f: function(x) x * 2, r: f(4)}.r => 8
{fact: function(n) if n <= 1 then 1 else n * fact(n - 1), r: fact(5)}.r => 120
{a+b: 3}.a+b => 3
"""
RANGES = """
[1..10].start => 1
(1..10].start included => false
(< 5).end => 5
(>= 5).start included => true
(= 5) => [5..5]
(!= 5) => null
["a"..1] => null
[1..[5][1]] => [1..5]
[1..[{a: 5}][1].a) => [1..5)
[[1..5[, [2..3]] => [[1..5), [2..3]]
[1..5[.end included => false
3 in ]1..5[ and true => true
"""
LOOPS = """
for i in [1, 2, 3] return i * i => [1, 4, 9]
for i in 1..3 return i => [1, 2, 3]
for i in 3..1 return i => [3, 2, 1]
for i in [1..3] return i => [1, 2, 3]
for i in (1..4) return i => [2, 3]
for i in [2..1] return i => null
for i in 1..2, j in i..2 return [i, j] => [[1, 1], [1, 2], [2, 2]]
for i in 0..4 return if i = 0 then 1 else i * partial[-1] => [1, 1, 2, 6, 24]
for d in date("2026-02-27")..date("2026-03-01") return d.day => [27, 28, 1]
for i in null return i => null
for i in "a".."c" return i => null
for x in [[1], [2, 3]], y in x return y => [1, 2, 3]
some x in [1, 2] satisfies x > 1 => true
some x in [] satisfies true => false
some x in [1, null] satisfies x > 1 => null
every x in [1, 2] satisfies x > 0 => true
every x in [] satisfies false => true
every x in [1, null] satisfies x > 1 => false
some x in [1, 2], y in [2, 3] satisfies x = y => true
"""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        row
        for table in (OPERATORS, LOGIC, COMPARISON, MEMBERSHIP, LISTS, CONTEXTS, RANGES, LOOPS)
        for row in rows(table)
    ],
)
def test_it_gives(text: str, value: str) -> None:
    assert show(text) == value


TYPES = """
1 instance of number => true
1 instance of string => false
null instance of Any => false
[1, 2] instance of list<number> => true
[1, "a"] instance of list<number> => false
{a: "x", b: 1} instance of context<a: string> => true
{a: null} instance of context<a: string> => true
{b: 1} instance of context<a: string> => false
[1..5] instance of range<number> => true
[1..5] instance of range<string> => false
(function(a: number) a) instance of function<number> -> Any => true
abs instance of function<> -> Any => false
duration("P1D") instance of days and time duration => true
duration("P1M") instance of days and time duration => false
date and time("2026-01-01T00:00:00") instance of date and time => true
1 instance of tUnheardOf => null
[[1]] instance of list<list<number>> => true
"""


@pytest.mark.parametrize(("text", "value"), rows(TYPES))
def test_it_knows_types(text: str, value: str) -> None:
    assert show(text) == value


def test_a_null_says_why() -> None:
    from engine.feel import compile

    value, warnings = compile("金额 + 1").evaluate_with_warnings({})
    assert value is None
    assert [w.code for w in warnings] == ["unknown_name", "no_arithmetic"]
    assert "金额" in warnings[0].zh and "金额" in warnings[0].en


def test_a_filter_on_an_empty_list_notes_nothing() -> None:
    from engine.feel import compile

    assert compile('[][result = "x"]').evaluate_with_warnings() == ([], [])
