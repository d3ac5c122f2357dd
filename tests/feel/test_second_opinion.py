"""The same expressions given to feelin (npm, another engine): the values agree, or the standard says why.

Development only: `npm ci` in tests/feel/oracle fetches feelin; without it or without node the test is skipped.
"""

from __future__ import annotations

import json
import math
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.feel import Date, DateTime, DaysDuration, FeelError, MonthsDuration, Range, Time, evaluate
from tests.feel.growing import Grower
from tests.parts import missing

ORACLE = Path(__file__).parent / "oracle"
SEEDS = (20260213, 97)
EACH = 1_500

# What the text holds, and why the two differ although ours is right.
EXPLAINED = [
    (
        r"\] !?= |\) !?= |\[.* !?= .*\[",
        "lists of different length are unequal; feelin takes a list of one or none for a scalar",
    ),
    (r"\b0\.\.|\.\.0\b", "0 is an end of an iteration like any other; feelin takes it for missing"),
    (r"median\(", "the middle of the numbers in numeric order; feelin sorts them as texts"),
    (
        r"substring\(",
        "an empty text has no position 1, so null; feelin answers an empty text",
    ),
]
KINDS = {Date: "date", Time: "time", DateTime: "date and time", DaysDuration: "duration", MonthsDuration: "duration"}


def tag(value: Any) -> Any:
    """Our value in the tagged form that oracle/evaluate.mjs writes."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, list):
        return [tag(item) for item in value]
    if isinstance(value, dict):
        return {"context": {key: tag(item) for key, item in value.items()}}
    if isinstance(value, Range):
        return {"range": [tag(value.start), tag(value.end), value.start_included, value.end_included]}
    return {KINDS[type(value)]: str(value)} if type(value) in KINDS else {"function": True}


def same(ours: Any, theirs: Any) -> bool:
    """Equal, numbers to 12 digits: feelin computes in binary doubles."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        if "number" in ours:
            return math.isclose(float(ours["number"]), float(theirs["number"]), rel_tol=1e-12, abs_tol=1e-9)
        return all(same(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    return type(ours) is type(theirs) and ours == theirs


def ask(texts: list[str]) -> list[dict[str, Any]]:
    node = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    if node is None or not (ORACLE / "node_modules" / "feelin").is_dir():
        missing("feelin, the second opinion (node and `npm ci` in tests/feel/oracle)")
    asked = json.dumps([{"text": text} for text in texts])
    done = subprocess.run(
        [node, "evaluate.mjs"], cwd=ORACLE, input=asked, capture_output=True, text=True, check=True, timeout=120
    )
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def our_value(text: str) -> Any:
    try:
        return tag(evaluate(text))
    except FeelError as error:
        return {"error": error.code}


def explain(text: str) -> str | None:
    return next((reason for pattern, reason in EXPLAINED if re.search(pattern, text)), None)


@pytest.mark.parametrize("seed", SEEDS)
def test_another_engine_agrees_or_the_standard_decides(seed: int) -> None:
    grower = Grower(seed)
    texts = [grower.any() for _ in range(EACH)]
    with_value = agreed = 0
    unexplained: list[str] = []
    for text, answer in zip(texts, ask(texts), strict=True):
        ours, theirs = our_value(text), answer.get("value")
        with_value += ours is not None
        if same(ours, theirs):
            agreed += 1
        elif explain(text) is None:
            unexplained.append(f"{text}: ours {ours}, feelin {theirs} {answer.get('error', '')}")
    print(f"seed {seed}: {agreed} of {len(texts)} agree, {len(texts) - agreed} explained by the standard")
    assert not unexplained, f"seed {seed}\n" + "\n".join(unexplained)
    assert agreed >= 0.97 * len(texts), "too much is explained away"
    assert with_value >= 0.9 * len(texts), "too many nulls agree for nothing"


DECIDED = [
    # what the standard says, where feelin (8.2.0) says otherwise
    ("0.1 + 0.2 = 0.3", True, "decimal128, no binary fractions"),
    ('if "a" then 1 else 2', {"number": "2"}, "only true takes the first branch"),
    ("some x in [1] satisfies null", None, "a null among the results and no true is null"),
    ('duration("P1D") * 2', {"duration": "P2D"}, "a duration times a number is a duration"),
    ('date("2026-01-01") + duration("PT1H")', {"date": "2026-01-01"}, "a date plus a duration is a date"),
    ("[2..1] = null or (5 in [10..1])", False, "nothing lies in a range that ends before it starts"),
    ('min("a", "b")', "a", "min takes any comparable values"),
    ('(function(a: number) a)("x")', None, "a wrong argument is null"),
    ('date("-0001-01-01").year', {"number": "-1"}, "years from -999,999,999"),
    ('range("[1..3]") = [1..3]', True, "range() reads a range"),
]


@pytest.mark.parametrize(("text", "value", "reason"), DECIDED)
def test_where_feelin_differs_we_follow_the_standard(text: str, value: object, reason: str) -> None:
    assert our_value(text) == value, reason
    assert not same(value, ask([text])[0].get("value")), "feelin agrees by now: take the line out"
