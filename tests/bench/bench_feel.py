"""How long FEEL takes: cached, with its environment, first compile, and beside the same thing in plain Python.

`python -m tests.bench.bench_feel` (part of `make bench`); all times are CPU times of this process.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from engine.feel import Environment, compile, evaluate, unary_test
from engine.feel.expression import _compile

TEXT = '金额 > 50000 and 紧急程度 in ("特急","加急")'
CONTEXT = {"金额": 60_000, "紧急程度": "特急"}


def microseconds(work: Callable[[], object], rounds: int = 20_000, repeats: int = 7) -> float:
    """The best of the repeats: CPU time of one call."""
    best = float("inf")
    for _ in range(repeats):
        begun = time.process_time()
        for _ in range(rounds):
            work()
        best = min(best, (time.process_time() - begun) / rounds)
    return round(best * 1e6, 3)


def compile_anew(text: str) -> object:
    _compile.cache_clear()
    return compile(text)


def measure() -> dict[str, float]:
    """Microseconds per call; `ratio_to_python` is the cached evaluation over a plain Python lambda."""
    environment = Environment()
    expression = compile(TEXT)
    assert expression.evaluate(CONTEXT, environment) is True
    dates = compile('date("2026-02-13") + duration("P5D")')
    loop = compile("sum(for i in 1..1000 return i * i)")
    cached = microseconds(lambda: expression.evaluate(CONTEXT, environment))
    python = microseconds(lambda c=CONTEXT: c["金额"] > 50_000 and c["紧急程度"] in ("特急", "加急"))  # type: ignore[misc]
    return {
        "cached_us": cached,
        "by_text_us": microseconds(lambda: evaluate(TEXT, CONTEXT, environment)),
        "cell_us": microseconds(lambda: unary_test("> 50000", 60_000)),
        "first_compile_ms": microseconds(lambda: compile_anew(TEXT), rounds=200) / 1000,
        "date_plus_duration_us": microseconds(dates.evaluate, rounds=5_000),
        "loop_of_1000_us": microseconds(loop.evaluate, rounds=50),
        "python_lambda_us": python,
        "ratio_to_python": round(cached / python, 1),
    }


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name:24} {value:10.3f}")
