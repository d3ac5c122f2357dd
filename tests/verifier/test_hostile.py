"""Whoever made the package may mean harm: every attack ends soon, with a reason or a plain value."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from engine.verifier import dmn
from engine.verifier import feel as own
from engine.verifier.not_verified import NotVerified, TooMuch
from engine.verifier.xml import read_xml
from tests.dmn.building import NAMESPACE, decision, file, input_data, knowledge, literal, table
from tests.feel.test_limits import ATTACKS, HARMLESS

SECONDS = 3.0
MORE = {
    "regular expression": 'matches(string join(for i in 1..5000 return "aaaaaaaaaa", ""), "' + "[a-z]" * 90 + '")',
    "wide class": 'matches(string join(for i in 1..9000 return "是", ""), "([' + "一-丁" * 100 + '])+x")',
    "distinct patterns": 'for i in 1..20000 return matches("a", "(a?){900}" + string(i))',
    "zones": 'for i in 1..20000 return time("10:00:00@Nowhere/X" + string(i))',
    "long texts": '{t: string join(for i in 1..9000 return "aaaaaaaaaa", ""), r: for i in 1..20000 return upper case(t)}.r',
    "equal texts": '{t: string join(for i in 1..9000 return "aaaaaaaaaa", ""), r: for i in 1..20000 return t + "a" = t}.r',
    "huge remainders": "for i in 1..20000 return modulo(1E6144, 1.7E-6000)",
    "huge powers": "for i in 1..20000 return 1.000000001 ** (1E20 + i)",
    "huge exponents": "for i in 1..20000 return exp(10000 + i)",
    "huge numbers": 'for i in 1..20000 return number("9" + string(1E6100 + i))',
    "nested quantifiers": "every a in 1..9999 satisfies every b in 1..9999 satisfies every c in 1..9999 satisfies true",
    "partial": "for i in 1..9999 return count(partial)",
    "contexts": "for i in 1..9999 return context merge(for j in 1..999 return {a: j})",
    "named like operators": "a-" * 3_000 + "a",
    "quantifier depth": "some x in [1] satisfies " * 200 + "true",
    "comparisons": "1" + " = 1" * 2_400,
}


def spent(text: str, variables: dict[str, object] | None = None) -> tuple[float, object]:
    begun = time.process_time()
    outcome = refusal(lambda: own.evaluate(text, variables or {}))
    return time.process_time() - begun, outcome


def refusal(ask: Callable[[], object]) -> object:
    """Why there is no value, or the value."""
    try:
        return ask()
    except NotVerified as reason:
        return reason


@pytest.mark.parametrize("text", [*ATTACKS, *HARMLESS, *MORE.values()], ids=lambda text: text[:40])
def test_a_text_ends_soon(text: str) -> None:
    seconds, outcome = spent(text)
    assert seconds < SECONDS
    if isinstance(outcome, NotVerified):
        assert outcome.zh


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..1000000000 return i",
        "every a in 1..9999 satisfies every b in 1..9999 satisfies every c in 1..9999 satisfies true",
        "(" * 4_000 + "1" + ")" * 4_000,
        "1" + "+1" * 20_000,
        "{f: function(n) f(n + 1) + 1, r: f(1)}.r",
        '{f: function(s) f(s + s), r: f("abcdefgh")}.r',
        "for i in 1..100 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])",
        "for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]]",
    ],
    ids=lambda text: text[:40],
)
def test_an_explosion_is_refused(text: str) -> None:
    assert isinstance(spent(text)[1], TooMuch)


def test_data_is_bounded_too() -> None:
    deep: object = 1
    for _ in range(5_000):
        deep = [deep]
    assert isinstance(spent("count(x)", {"x": deep})[1], NotVerified)
    names = {f"n {i}": i for i in range(10_000)}
    assert isinstance(refusal(lambda: own.evaluate("n 1 + n 2", names, names=names)), TooMuch)
    seconds, outcome = spent("n1 + n2", {f"n{i}": i for i in range(100_000)})
    assert seconds < SECONDS and outcome == 3


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "xml",
    [
        BOMB + b"<x>&b;</x>",
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        b"<!DOCTYPE x><x/>",
        b"<x>&unknown;</x>",
        b"<x>" * 200 + b"</x>" * 200,
        b"<x>" + b"<y/>" * 150_000 + b"</x>",
        b"<x",
        b"",
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="no-such"?><x/>',
        b"<x>" + b" " * 21_000_000 + b"</x>",
    ],
    ids=["bomb", "file", "doctype", "entity", "deep", "many", "cut", "empty", "bytes", "encoding", "large"],
)
def test_xml_is_refused(xml: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(NotVerified):
        read_xml(xml)
    assert time.process_time() - begun < SECONDS


def test_a_decision_file_with_a_doctype_is_refused() -> None:
    xml = file(decision("d", literal("1")))
    with pytest.raises(NotVerified, match="DOCTYPE"):
        dmn.load(BOMB + xml)
    assert dmn.load(xml).decide("d", {}).outputs == 1


def ended(xml: bytes, name: str = "d") -> object:
    begun = time.process_time()
    outcome = refusal(lambda: dmn.load(xml).decide(name, {"a": 1}).outputs)
    assert time.process_time() - begun < SECONDS
    return outcome


def test_decision_files_end_soon() -> None:
    loop = knowledge("f", ["n"], literal("f(n + 1)"), "knows:#f")
    assert isinstance(ended(file(loop, decision("d", literal("f(1)"), "knows:#f"))), NotVerified)
    rows = [[f"[{n}..{n + 1})", f"matches(string(?), {'(a?)' * 50!r})".replace("'", '"'), "1"] for n in range(3_000)]
    large = table(["a", "a"], [""], rows, "COLLECT")
    assert isinstance(ended(file(input_data("a"), decision("d", large, "#a"))), (list, NotVerified))
    long = [decision(f"d{n}", literal("1 + " * 2_000 + "1"), f"decision:#d{n + 1}") for n in range(400)]
    assert isinstance(ended(file(*long, decision("d400", literal("1"))), "d0"), NotVerified)
    names = [input_data(f"n {n}") for n in range(5_000)]
    assert isinstance(ended(file(*names, decision("d", literal("1")))), NotVerified)


def test_a_type_that_holds_itself_ends() -> None:
    item = "<itemDefinition name='t'><typeRef>t</typeRef></itemDefinition>"
    other = "<itemDefinition name='u'><itemComponent name='c'><typeRef>u</typeRef></itemComponent></itemDefinition>"
    for kind in ("t", "u"):
        assert isinstance(ended(file(item, other, input_data("a", kind), decision("d", literal("a"), "#a"))), object)
    assert NAMESPACE in file(decision("d", literal("1"))).decode()
