"""The DMN TCK, levels 2 and 3, asked of the verifier; what it refuses counts as failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from engine.feel import Date, DateTime, DaysDuration, MonthsDuration, Time
from engine.verifier import feel as own
from engine.verifier.dmn import Decisions, load
from engine.verifier.feel.reading import read_any, read_date_time
from engine.verifier.not_verified import NotVerified
from engine.xml import parse
from tests.conformance import tck
from tests.conformance.tck_values import Unreadable, children, read_value

TEMPORAL = (Date, Time, DateTime, DaysDuration, MonthsDuration)
REFUSED = object()


def carried(value: Any) -> Any:
    """A value of the kit, read by the engine, as the verifier's own."""
    if isinstance(value, list):
        return [carried(each) for each in value]
    if isinstance(value, dict):
        return {key: carried(each) for key, each in value.items()}
    if isinstance(value, DateTime):
        return read_date_time(str(value))
    return read_any(str(value)) if isinstance(value, TEMPORAL) else value


def same(got: Any, expected: Any) -> bool:
    """As tests.conformance compares: numbers to a relative 1e-8, everything else by kind and content."""
    if isinstance(expected, Decimal):
        return isinstance(got, Decimal) and abs(got - expected) <= max(abs(expected), Decimal(1)) * Decimal("1e-8")
    if isinstance(expected, list):
        return isinstance(got, list) and len(got) == len(expected) and all(map(same, got, expected))
    if isinstance(expected, dict):
        return isinstance(got, dict) and got.keys() == expected.keys() and all(same(got[k], expected[k]) for k in got)
    return type(got) is type(expected) and str(got) == str(expected)


def run(folder: Path) -> Iterator[tuple[str, Any, Any]]:
    """Key, expected and got of every result node in a folder."""
    for file in sorted(folder.glob("*-test-*.xml")):
        root = parse(file.read_bytes(), source=file.name)
        for case in children(root, "testCase"):
            for node in children(case, "resultNode"):
                wanted = children(node, "expected")
                key = f"{folder.name}/{file.stem}#{case.get('id')}/{node.get('name')}"
                yield key, *answer(folder, (children(root, "modelName")[0].text or "").strip(), case, node, wanted)


def answer(
    folder: Path, file: str, case: etree._Element, node: etree._Element, wanted: list[etree._Element]
) -> tuple[Any, Any]:
    expected = None
    try:
        expected = carried(read_value(wanted[0])) if wanted else None
        inputs = {each.get("name", ""): carried(read_value(each)) for each in children(case, "inputNode")}
        return expected, ask(loaded(folder / file), case, node.get("name", ""), inputs)
    except Unreadable:
        return REFUSED, None
    except NotVerified:
        return expected, REFUSED


@cache
def loaded(path: Path) -> Decisions:
    """A model of the kit, with the others of its folder to import."""
    others = [other.read_bytes() for other in sorted(path.parent.glob("*.dmn")) if other != path]
    return load(path.read_bytes(), others)


def ask(decisions: Decisions, case: etree._Element, name: str, inputs: dict[str, Any]) -> Any:
    invocable = case.get("invocableName")
    if invocable and case.get("type") in ("decisionService", "bkm"):
        value = decisions.serve(invocable, inputs).value
        return value[name] if isinstance(value, dict) and name in value else value
    if any(part.kind == "decision" and part.name == name for part in decisions.model.parts.values()):
        return decisions.decide(name, inputs).value
    return decisions.serve(name, inputs).value


def test_at_least_98_percent_of_the_cases_that_expect_a_value_pass() -> None:
    folders = tck.folders()
    if not folders:
        pytest.skip("no ../shared/data/dmn-tck beside the project")
    count: Counter[str] = Counter()
    wrong: list[str] = []
    for folder in folders:
        for key, expected, got in run(folder):
            kind = "null" if expected is None else "value"
            count[kind] += 1
            count[f"{kind} passed"] += same(got, expected)
            count[f"{kind} not verified"] += got is REFUSED
            if got is not REFUSED and not same(got, expected):
                wrong.append(f"{key}: expected {expected}, got {got}")
    print(dict(count))
    assert count["value"] > 1_000
    assert count["value passed"] / count["value"] >= 0.98
    assert wrong == [], "answered, and wrongly"


def test_values_are_told_apart() -> None:
    assert same(Decimal("0.1"), Decimal("0.10000000001"))
    assert not same(True, Decimal(1)) and not same(None, False) and not same([Decimal(1)], [Decimal(1), Decimal(2)])
    assert same(own.evaluate('duration("P1D")', {}), carried(DaysDuration(86_400 * 10**9)))
    assert not same(REFUSED, None)
