"""How long a cached decision table takes: `python -m tests.bench.bench_dmn` (part of `make bench`)."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from engine import dmn

RULES = 20
LEVELS = ("平件", "加急", "特急", "特提")


def table_xml(rules: int = RULES) -> bytes:
    """Rules over an amount and an urgency, UNIQUE, two output columns."""
    rows = []
    for n in range(rules):
        low, level = n // 4 * 10_000, LEVELS[n % 4]
        cells = f"<inputEntry><text>[{low}..{low + 10_000})</text></inputEntry>"
        cells += f'<inputEntry><text>"{level}"</text></inputEntry>'
        cells += f'<outputEntry><text>{n}</text></outputEntry><outputEntry><text>"{level}"</text></outputEntry>'
        rows.append(f'<rule id="r{n + 1}">{cells}</rule>')
    return f"""<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="bench" name="bench">
    <inputData id="a" name="金额"><variable name="金额" typeRef="number"/></inputData>
    <inputData id="u" name="紧急程度"><variable name="紧急程度" typeRef="string"/></inputData>
    <decision id="d" name="去向"><variable name="去向"/>
      <informationRequirement><requiredInput href="#a"/></informationRequirement>
      <informationRequirement><requiredInput href="#u"/></informationRequirement>
      <decisionTable hitPolicy="UNIQUE">
        <input><inputExpression typeRef="number"><text>金额</text></inputExpression></input>
        <input><inputExpression typeRef="string"><text>紧急程度</text></inputExpression></input>
        <output name="步骤" typeRef="number"/><output name="等级" typeRef="string"/>
        {"".join(rows)}
      </decisionTable></decision></definitions>""".encode()


def microseconds(work: Callable[[], object], rounds: int = 400, repeats: int = 9) -> float:
    """Median over the repeats of the time of one call."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        for _ in range(rounds):
            work()
        times.append((time.perf_counter() - started) / rounds * 1e6)
    return statistics.median(times)


def reference_loop() -> int:
    """A fixed piece of plain Python (about 1,000 additions), so that figures of different machines compare."""
    total = 0
    for number in range(1_000):
        total += number
    return total


def measure() -> dict[str, float]:
    """Microseconds per call, and the table as a multiple of the reference loop of the same process."""
    xml = table_xml()
    model = dmn.load(xml)
    last = {"金额": 45_000, "紧急程度": "特提"}  # the last of the twenty rules
    assert dmn.Model.evaluate(model, "d", last).trace[0]["matched"] == [{"number": RULES, "rule": f"r{RULES}"}]
    table = microseconds(lambda: model.evaluate("d", last))
    reference = microseconds(reference_loop)
    return {
        "table_of_20_rules_us": table,
        "table_of_20_rules_with_trace_us": microseconds(lambda: model.evaluate("d", last).trace),
        "load_20_rules_us": microseconds(lambda: dmn.load(xml), rounds=5),
        "reference_loop_us": reference,
        "table_to_reference_ratio": table / reference,
    }


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name:40} {value:10.1f}")
