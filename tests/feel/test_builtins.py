"""The built-in functions of DMN 1.5 section 10.3.4, one line for each thing that is easily got wrong."""

from __future__ import annotations

import pytest

from engine.feel.builtins import BUILTINS
from tests.feel.showing import rows, show

TEXTS = r"""
string(1.50) => "1.50"
string(1E21) => "1000000000000000000000"
string([1, "a", null]) => "[1, \"a\", null]"
string({a: "x", "b:c": 1}) => "{a: \"x\", \"b:c\": 1}"
string(null) => null
string length("中🐎") => 2
substring("foobar", 3) => "obar"
substring("foobar", -2, 1) => "a"
substring("foobar", 0) => null
substring before("foobar", "bar") => "foo"
substring before("foobar", "xyz") => ""
substring after("foobar", "ob") => "ar"
substring after("foobar", "") => "foobar"
upper case("aBc") => "ABC"
contains("林草局", "草") => true
starts with("青政办发〔2026〕1号", "青政办发") => true
ends with("foobar", "bar") => true
string join(["a", null, "c"], "、") => "a、c"
string join(["a"], null) => "a"
string join(["a", 1], "、") => null
matches("foobar", "^fo*b") => true
matches("FoObar", "foobar", "i") => true
matches("hello world", "hello\ sworld", "x") => true
matches("中文", "^\w+$") => true
matches("１２", "^\d+$") => true
matches("a", "[") => null
matches("a", "a", "z") => null
matches("abab", "^(ab)\1$") => true
matches("ab", "(.)\1") => false
matches("h", "(.)\2") => null
matches("X", "[A-Z-[OI]]") => true
matches("O", "[A-Z-[OI]]") => false
matches("foo", "(?=f)") => null
replace("aabbc", "(.)\1", "<$1>") => "<a><b>c"
split("axxbyyc", "([a-z])\1") => ["a", "b", "c"]
replace("abracadabra", "a.*?a", "*") => "*c*bra"
replace("abracadabra", "a(.)", "a$1$1") => "abbraccaddabbra"
replace("abc", "b", "[$0]") => "a[b]c"
replace("abc", "b", "\$") => "a$c"
replace("abc", "b", "$") => null
replace("abc", ".*?", "x") => null
replace("a.b", ".", "-", "q") => "a-b"
split("John Doe", "\s") => ["John", "Doe"]
split("a;b;c;;", ";") => ["a", "b", "c", "", ""]
"""
LISTS = """
list contains([1, null], null) => true
count([]) => 0
count(null) => null
min(1, 2, 3) => 1
max(["a", "c", "b"]) => "c"
min([1, "a"]) => null
min([]) => null
sum([1, 2.5]) => 3.5
sum([]) => null
sum([1, null]) => null
mean(1, 2) => 1.5
median([6, 1, 2, 3]) => 2.5
stddev(2, 4, 7, 5) => 2.081665999466132735282297706979931
stddev([47]) => null
mode([6, 1, 9, 6, 1]) => [1, 6]
mode([]) => []
product(2, 3, 4) => 24
all([]) => true
all([true, null]) => null
all([false, null]) => false
any([true, null]) => true
any([]) => false
sublist([4, 5, 6], -2) => [5, 6]
sublist([4, 5, 6], 2, 5) => null
append([1], 2, 3) => [1, 2, 3]
concatenate([1], [2, 3]) => [1, 2, 3]
insert before([1, 3], 2, 2) => [1, 2, 3]
insert before([1, 3], 3, 2) => null
remove([1, 2, 3], -1) => [1, 2]
list replace([2, 4, 7, 8], 3, 6) => [2, 4, 6, 8]
list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5) => [5, 5, 7, 8]
reverse([1, 2]) => [2, 1]
index of([1, 2, 3, 2], 2) => [2, 4]
union([1, 2], [2, 3]) => [1, 2, 3]
distinct values([1, null, 1, null, "1"]) => [1, null, "1"]
flatten([[1, [2]], [[[3]]], 4]) => [1, 2, 3, 4]
sort([3, 1, 2], function(x, y) x < y) => [1, 2, 3]
"""
NUMBERS = """
number("1.000.000,01", ".", ",") => 1000000.01
number("1,000", ",", null) => 1000
number("1,000", ",", ",") => null
number("abc") => null
decimal(1/3, 2) => 0.33
decimal(2.5, 0) => 2
decimal(1, 6177) => null
round up(-5.5, 0) => -6
round down(-5.5, 0) => -5
round half up(2.5, 0) => 3
round half down(-2.5, 0) => -2
round half up(1250, -2) => 1300
floor(-1.56, 1) => -1.6
ceiling(-1.5) => -1
floor(1.56, null) => null
abs(-1) => 1
modulo(-12, 5) => 3
modulo(10.1, -4.5) => -3.4
modulo(1, 0) => null
sqrt(-3) => null
sqrt(2) => 1.414213562373095048801688724209698
log(0) => null
exp(1) => 2.718281828459045235360287471352662
odd(5) => true
even(-2) => true
odd(2.5) => null
"""
CONTEXTS = """
get value({a: 1}, "a") => 1
get value({a: 1}, "b") => null
get entries({a: 1}) => [{key: "a", value: 1}]
context([{key: "a", value: 1}]) => {a: 1}
context([{key: "a", value: 1}, {key: "a", value: 2}]) => null
context put({x: 1}, "y", 2) => {x: 1, y: 2}
context put({x: {y: 0}}, ["x", "y"], 2) => {x: {y: 2}}
context merge([{x: 1}, {x: 2, y: 3}]) => {x: 2, y: 3}
"""
RANGES = r"""
before(1, [1..5]) => false
before(1, (1..5]) => true
before([1..5], 6) => true
after([5..10], [1..5)) => true
meets([1..5], [5..10]) => true
meets([1..5), [5..10]) => false
met by([5..10], [1..5]) => true
overlaps([1..5], [5..8]) => true
overlaps([1..5), [5..8]) => false
overlaps before([1..5], [3..8]) => true
overlaps after([3..8], [1..5]) => true
finishes(10, [1..10]) => true
finishes([5..10], [1..10]) => true
finished by([1..10], 10) => true
includes([1..10], 10) => true
includes([1..10), [5..10]) => false
during(5, [1..10]) => true
starts(1, [1..10]) => true
started by([1..10], [1..5]) => true
coincides([1..5], [1..5]) => true
includes((< 5), 3) => true
before((< 5), [5..6]) => true
before("a", 1) => null
range("[1..5)") => [1..5)
range("(..5]") => (<= 5)
range("[..5]") => null
range("[5..1]") => null
range("[\"a\"..\"c\"]") => ["a".."c"]
range("[date(\"2026-01-01\")..@\"2026-12-31\"]") => [2026-01-01..2026-12-31]
range("[1+1..3]") => null
"""
STANDARD = """
date; date and time; time; number; string; duration; years and months duration; not; substring; string length;
upper case; lower case; substring before; substring after; replace; contains; starts with; ends with; matches; split;
string join; list contains; count; min; max; sum; mean; all; any; sublist; append; concatenate; insert before; remove;
list replace; reverse; index of; union; distinct values; flatten; product; median; stddev; mode; decimal; floor;
ceiling; round up; round down; round half up; round half down; abs; modulo; sqrt; log; exp; odd; even; is; before;
after; meets; met by; overlaps; overlaps before; overlaps after; finishes; finished by; includes; during; starts;
started by; coincides; day of year; day of week; month of year; week of year; now; today; sort; get value; get entries;
context; context put; context merge; range
"""


@pytest.mark.parametrize(("text", "value"), [r for t in (TEXTS, LISTS, NUMBERS, CONTEXTS, RANGES) for r in rows(t)])
def test_it_gives(text: str, value: str) -> None:
    assert show(text) == value


def test_it_has_every_function_of_the_standard_and_no_other() -> None:
    assert set(BUILTINS) == {name.strip() for name in STANDARD.split(";")}


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_wrong_arguments_are_null_and_said(name: str) -> None:
    """Nine nulls fit no signature but the variadic ones; a list of a list fits nearly none."""
    from engine.feel import compile

    for arguments in (", ".join(["null"] * 9), "[[null]], {}, [[]], function() 1"):
        value, warnings = compile(f"{name}({arguments})").evaluate_with_warnings()
        assert (value is None and warnings) or name in ("append", "concatenate", "union")
