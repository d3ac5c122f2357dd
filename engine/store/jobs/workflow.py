"""The one workflow every job is: look the function up by name and run it as a step with a few retries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dbos import DBOS

WORKFLOW = "banjie.job"
functions: dict[str, Callable[..., object]] = {}  # empty once this process is stopping


def may_retry(problem: BaseException) -> bool:
    return bool(functions)


# Few retries are enough: a job is a wake-up, and the sweep looks again whatever became of it.
@DBOS.step(
    name="banjie.run", retries_allowed=True, max_attempts=4, interval_seconds=1.0, backoff_rate=2.0,
    should_retry=may_retry,
)  # fmt: skip
def run(name: str, arguments: dict[str, Any]) -> None:
    functions[name](**arguments)


@DBOS.workflow(name=WORKFLOW)
def job(name: str, arguments: dict[str, Any]) -> None:
    if name not in functions:
        raise LookupError(f"no function is registered for jobs called {name}")
    run(name, arguments)
