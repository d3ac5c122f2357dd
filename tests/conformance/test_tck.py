"""The DMN TCK, levels 2 and 3: what passes, and that every remaining failure is listed with its reason."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.conformance import tck

KNOWN = Path(__file__).with_name("known_failures.toml")


@pytest.fixture(scope="module")
def outcomes() -> list[tck.Outcome]:
    folders = tck.folders()
    if not folders:
        pytest.skip("no ../shared/data/dmn-tck beside the project")
    return [outcome for folder in folders for outcome in tck.run(folder)]


def known_failures() -> dict[str, str]:
    listed = tomllib.loads(KNOWN.read_text("utf-8"))["failure"]
    return {entry["case"]: entry["reason"] for entry in listed}


def test_at_least_99_percent_of_all_cases_pass(outcomes: list[tck.Outcome]) -> None:
    passed, cases = tck.totals(outcomes)["all"]
    assert cases > 1300
    assert passed / cases >= 0.99


def test_at_least_98_percent_of_the_cases_that_expect_a_value_pass(outcomes: list[tck.Outcome]) -> None:
    passed, cases = tck.totals(outcomes)["value"]
    assert cases > 1000
    assert passed / cases >= 0.98


@pytest.mark.parametrize("level", tck.LEVELS)
def test_each_level_keeps_to_the_same_bounds(outcomes: list[tck.Outcome], level: str) -> None:
    totals = tck.totals([o for o in outcomes if o.level == level])
    assert totals["all"][0] / totals["all"][1] >= 0.99
    assert totals["value"][0] / totals["value"][1] >= 0.98


def test_exactly_the_listed_cases_fail(outcomes: list[tck.Outcome]) -> None:
    failing = {o.key for o in outcomes if not o.passed}
    listed = known_failures()
    assert failing - listed.keys() == set(), "fails, but is not listed"
    assert listed.keys() - failing == set(), "is listed, but passes"


def test_every_listed_failure_has_a_reason() -> None:
    assert all(len(reason) > 20 for reason in known_failures().values())


def test_a_wrong_value_is_not_taken_for_a_right_one() -> None:
    """The comparison itself: kinds are told apart, null is not false, lists and contexts are compared whole."""
    from decimal import Decimal

    assert tck.same(Decimal("0.1"), Decimal("0.10000000001"))
    assert not tck.same(Decimal("0.1"), Decimal("0.1001"))
    assert not tck.same(False, None)
    assert not tck.same(Decimal(1), True)
    assert not tck.same("1", Decimal(1))
    assert not tck.same([Decimal(1)], [Decimal(1), Decimal(2)])
    assert not tck.same({"a": None}, {})
