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

# Each with the clause of BPMN 2.0.2 that says why; told to people in docs/bpmn.md.
REFUSED: dict[str, set[str]] = {
    "boundary-interrupting-task": {"trigger_refused"},  # 10.5.4: a boundary event must have a trigger
    "data-objects": {"data_store_refused"},  # 10.4.1: a data store lives on outside the process; nothing here keeps one
    "message-flow-pool-pool": {"no_process"},  # 9.3: neither pool has a process, there is nothing to execute
    "process-implicit-start-none-event": {"gateway_no_way_out"},  # 10.6.1: a gateway joins or splits; this does neither
    "process-implicit-start-trigger": {"gateway_no_way_out"},  # 10.6.1, the same
    "signal-trigger-start-event": {"start_missing"},  # 10.5.2: a process with a start event starts only there
}
# What the simulator does and an engine running one instance does not.
OTHERWISE: dict[str, str] = {
    "catch-event": "the second half of catch-event-* once more, without the beginning it needs",
    "event-sub-process-implicit-start": "10.5.2: with a start event nothing else starts; we warn of the node left over",
    "inclusive-gateway-multiple-starts": "10.5.2: each start event that occurs makes an instance of its own; we run one",
    "signal-trigger-multiple-start-events": "10.5.2: the same; further instances are for whoever hears the signal",
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
