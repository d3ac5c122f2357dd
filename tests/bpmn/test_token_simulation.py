"""Every reference trace of bpmn-js-token-simulation: run and compared as a partial order, or refused with its reason."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate

import pytest

from engine.errors import DefinitionRefused

from .traces import FOLDER, Replay, names, project

pytestmark = pytest.mark.skipif(
    not FOLDER.exists(), reason="reference traces (../shared/data/token-simulation) missing"
)

REFUSED: dict[str, set[str]] = {
    "boundary-interrupting-task": {"trigger_refused"},  # a boundary event without a trigger (10.5.4: it must have one)
    "data-objects": {"data_store_refused"},
    "message-flow-pool-pool": {"no_process"},  # neither pool has a process (9.3): nothing to execute
    "process-implicit-start-none-event": {"gateway_no_way_out"},
    "process-implicit-start-trigger": {"gateway_no_way_out"},
    "signal-trigger-start-event": {"start_missing"},
}
# What the simulator does and an engine running one instance does not.
OTHERWISE: dict[str, str] = {
    "catch-event": "the second half of catch-event-* once more, without the beginning it needs",
    "event-sub-process-implicit-start": "starts a node without a way in although there is a start event (we warn)",
    "inclusive-gateway-multiple-starts": "starts the process twice; we run one instance",
    "signal-trigger-multiple-start-events": "a signal starts further instances; that is the caller's part",
}
# Two tokens pass the same elements at once: only how often the second has followed the first by the end is fixed.
CONCURRENT = {"inclusive-gateway-multiple-activation"}
ALL = [name.removeprefix("Simulator.") for name in names()]


def follows(labels: list[str], then: str) -> bool:
    """Whether `then` never came more often than what it follows."""
    return min(accumulate((-1 if label == then else 1 for label in labels), initial=0)) >= 0


@pytest.mark.parametrize("name", [name for name in ALL if name not in REFUSED and name not in OTHERWISE])
def test_runs_like_the_reference(name: str) -> None:
    replay = Replay(f"Simulator.{name}")
    ours, reference = replay.labels(), replay.reference()
    assert Counter(ours) == Counter(reference)
    for first, then in replay.touching():
        a, b = project(ours, (first, then)), project(reference, (first, then))
        assert a == b or (name in CONCURRENT and follows(a, then) == follows(b, then)), (first, then)


@pytest.mark.parametrize("name", [name for name in ALL if name in REFUSED])
def test_refuses_what_it_does_not_run(name: str) -> None:
    with pytest.raises(DefinitionRefused) as refused:
        Replay(f"Simulator.{name}")
    errors = [finding for finding in refused.value.findings if finding.severity == "error"]
    assert {finding.code for finding in errors} == REFUSED[name]
    assert all(finding.zh and finding.en for finding in errors)


def test_most_of_the_references_run() -> None:
    running = len(ALL) - len(REFUSED) - len(OTHERWISE)
    print(f"token simulation: {running} run, {len(REFUSED)} refused, {len(OTHERWISE)} differ by intent, of {len(ALL)}")
    assert running >= 50
    assert set(REFUSED) | set(OTHERWISE) <= set(ALL)
