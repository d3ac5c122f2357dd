"""Whatever a stranger uploads: a value, a finding, or one of the documented refusals; never another exception."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import dmn
from engine.dmn.names import ELEMENTS, MAX_FEEL
from engine.dmn.reader import namespace
from engine.errors import Refused
from tests.dmn.building import NAMESPACE, decision, file, input_data, literal, table

TAGS = st.sampled_from(sorted(ELEMENTS - {"definitions"}))
VALUES = st.sampled_from(
    ["a", "b", "#a", "#b", "number", "a.b", "", "true", "UNIQUE", "PRIORITY", "COLLECT", "SUM", "Java", NAMESPACE]
)
NAMES = ["id", "name", "href", "typeRef", "hitPolicy", "aggregation", "isCollection", "kind", "iteratorVariable"]
NAMES += ["namespace", "importType", "outputTypeRef", "expressionLanguage"]
ATTRIBUTES = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4)
TEXTS = st.sampled_from(
    ["", "a", "b + 1", "a(1)", '"x"', "> 5", "-", "[1..5]", "1 +", "a.b", "function(a) a(a)", "not(1)"]
)


def write(tree: tuple[str, dict[str, str], object]) -> str:
    tag, attributes, inner = tree
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    body = "".join(write(child) for child in inner) if isinstance(inner, list) else str(inner).replace("<", "&lt;")
    return f"<{tag}{written}>{body}</{tag}>"


LEAVES = st.tuples(TAGS, ATTRIBUTES, TEXTS)
TREES = st.recursive(LEAVES, lambda inner: st.tuples(TAGS, ATTRIBUTES, st.lists(inner, max_size=5)), max_leaves=25).map(
    write
)


@settings(max_examples=150, deadline=None)
@given(st.lists(TREES, max_size=4))
def test_any_tree_of_dmn_elements(parts: list[str]) -> None:
    xml = file(*parts, namespace="a")
    try:
        model = dmn.load(xml)
    except Refused:
        assert dmn.check(xml)
        return
    findings = dmn.check(xml)
    assert all(f.zh and f.en and f.code for f in findings)
    for name in model.decisions:
        try:
            model.evaluate(name, {"a": 1}).trace  # noqa: B018
        except Refused:
            continue
    for name in model.services:
        try:
            model.evaluate_service(name, {"a": 1})
        except Refused:
            continue


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    assert dmn.check(data)
    try:
        namespace(data)
    except Refused:
        return


def timed_check(xml: bytes) -> list[str]:
    started = time.process_time()
    codes = [finding.code for finding in dmn.check(xml)]
    assert time.process_time() - started < 5
    return codes


def test_too_much_feel_is_refused() -> None:
    long = " + ".join(["1"] * 2_000)
    parts = [decision(f"d{i}", literal(long)) for i in range(MAX_FEEL // len(long) + 1)]
    assert timed_check(file(*parts)) == ["dmn_too_large"]


def test_too_many_names_are_refused() -> None:
    parts = [input_data(f"n {i}") for i in range(2_500)]
    assert timed_check(file(*parts, decision("d", literal("1")))) == ["dmn_too_large"]


def test_large_tables_end_in_time() -> None:
    rows = [[f"[{n}..{n + 1})", f'"{n % 50}"', str(n)] for n in range(1_200)]
    timed_check(file(input_data("a"), input_data("b"), decision("d", table(["a", "b"], [""], rows), "#a", "#b")))
    wide = [[f"> {n + i}" for i in range(50)] + ["1"] for n in range(60)]
    columns = [f"c{i}" for i in range(50)]
    logic = table(columns, [""], wide, "FIRST")
    parts = [input_data(c) for c in columns]
    timed_check(file(*parts, decision("d", logic, *(f"#{c}" for c in columns))))
