"""Random procedures walked at random: what must hold for every one of them, after every step.

A failing seed is printed; `BANJIE_SEED` runs from that seed, `BANJIE_CASES` as many.
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bpmn.random_procedures import Generator

from engine.bpmn import Environment, Execution, Outcome, Program, TaskWait, Waits, load, pages
from engine.bpmn.tokens import FLOW, UNDO
from tests import seeds

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DATA = {"c": 1, "n": 0, "key": "k"}
SEED = seeds.seed()
CASES = int(os.environ.get("BANJIE_CASES") or 240)
BATCHES = 12
STEPS = 40

Act = tuple[str, dict[str, Any], datetime]


@dataclass
class Walk:
    """One procedure, its recorded inputs, and the books kept from outcomes alone."""

    program: Program
    execution: Execution
    twin: Execution
    acts: list[Act] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    open_keys: Counter[str] = field(default_factory=Counter)
    waits: dict[str, set[str]] = field(
        default_factory=lambda: {"tasks": set(), "timers": set(), "subscriptions": set()}
    )


def do(execution: Execution, act: Act) -> Outcome:
    kind, facts, now = act
    env = Environment(now)
    if kind == "complete":
        return execution.complete(facts["key"], facts["values"], env)
    if kind == "start":
        return execution.start_activity(facts["key"], facts["element"], env)
    if kind == "fire":
        return execution.fire(facts["key"], env)
    if kind == "amend":
        return execution.amend(env, values={"c": facts["c"]})
    return execution.catch(facts["kind"], facts["name"], env, facts["correlation"], {"c": facts["c"]})


def _ends_itself(program: Program, task: TaskWait) -> bool:
    return any(p.elements[task.element].ends_itself for p in program.processes.values() if task.element in p.elements)


def choose(rng: random.Random, waits: Waits, now: datetime, program: Program) -> Act:
    """Any one thing the world could do now."""
    acts: list[Act] = [
        # an ad-hoc sub-process that has a condition is said to be done only when that holds
        ("complete", {"key": t.key, "values": {"c": rng.randrange(3) * 4 if _ends_itself(program, t) else rng.randrange(12)}}, now)
        for t in waits.tasks
    ]
    elements = {id: element for process in program.processes.values() for id, element in process.elements.items()}
    acts += [
        ("start", {"key": t.key, "element": inner}, now)
        for t in waits.tasks
        for inner in elements[t.element].startable
        if not elements[t.element].one_by_one or not any(other.scope == t.key for other in waits.tasks)
    ]
    acts += [("fire", {"key": t.key}, max(now, t.due)) for t in waits.timers]
    for s in waits.subscriptions:
        facts = {"kind": s.kind, "name": s.name, "correlation": s.correlation, "c": rng.randrange(12)}
        acts.append(("catch", facts, now))
    if waits.conditions:
        acts.append(("amend", {"c": rng.randrange(12)}, now))
    return rng.choice(acts[: len(waits.tasks)] if waits.tasks and rng.random() < 0.6 else acts)


def keep_books(walk: Walk, outcome: Outcome) -> None:
    """No key is used twice, what is left was entered, and waits change exactly as the outcome says."""
    for happening in outcome.happenings:
        if happening.kind == "enter":
            assert happening.key not in walk.seen, f"key {happening.key} used twice"
            walk.seen.add(happening.key)
            walk.open_keys[happening.key] += 1
        elif happening.kind in ("exit", "cancel"):
            walk.open_keys[happening.key] -= 1
            assert walk.open_keys[happening.key] == 0, happening
        elif happening.kind == "take":
            assert happening.key in walk.seen
    walk.waits["tasks"] |= {t.key for t in outcome.opened}
    walk.waits["tasks"] -= {t.key for t in outcome.closed}
    walk.waits["timers"] |= {t.key for t in outcome.timers_opened}
    walk.waits["timers"] -= set(outcome.timers_closed)
    walk.waits["subscriptions"] |= {s.key for s in outcome.subscriptions_opened}
    walk.waits["subscriptions"] -= set(outcome.subscriptions_closed)
    now = walk.execution.waiting()
    assert walk.waits == {
        "tasks": {t.key for t in now.tasks},
        "timers": {t.key for t in now.timers},
        "subscriptions": {s.key for s in now.subscriptions},
    }


def account_for_tokens(execution: Execution) -> None:
    """Every open token is counted in its scope, keyed, and indexed; nothing finished stays after compaction."""
    instance = execution._instance
    keys: Counter[str] = Counter()
    for tree in instance.trees():
        tokens = [token for token in tree.tasks.values() if token is not tree.task_tree]
        assert all(token.open for token in tokens)
        assert tree.live == sum(token.role in (FLOW, UNDO) for token in tokens)
        assert all(token._parent in tree.tasks for token in tokens)
        keys.update(token.key for token in tokens if token.key)
        if tree.owner is not None:
            assert tree.owner.open and instance.subprocesses[tree.owner.id] is tree
    assert not keys or max(keys.values()) == 1, keys
    assert set(instance.waits) <= set(keys)
    if execution.state == "running":
        assert instance.waits, "a running procedure waits for something"
    else:
        assert execution.waiting() == Waits()


def walk_once(seed: int) -> int:
    rng = random.Random(seed)
    program = load({"p.bpmn": Generator(seed).source})
    execution, outcome = Execution.start(program, "p", DATA, Environment(START))
    twin, same = Execution.start(program, "p", DATA, Environment(START), compacting=False)
    assert outcome == same
    replayed, _ = Execution.start(load({"p.bpmn": Generator(seed).source}), "p", DATA, Environment(START))
    walk = Walk(program, execution, twin)
    keep_books(walk, outcome)
    account_for_tokens(execution)
    now = START
    while walk.execution.state == "running" and len(walk.acts) < STEPS:
        now += timedelta(minutes=rng.randrange(90))
        act = choose(rng, walk.execution.waiting(), now, program)
        now = max(now, act[2])
        walk.acts.append(act)
        restored = Execution.restore(program, walk.execution.snapshot())
        assert restored.waiting() == walk.execution.waiting()
        assert restored.data == walk.execution.data
        outcome = do(walk.execution, act)
        assert do(restored, act) == outcome, "the restored state does the same"
        assert restored.snapshot() == walk.execution.snapshot(), "and reaches the same bytes"
        assert do(walk.twin, act) == outcome, "compaction changes nothing"
        assert do(replayed, act) == outcome
        assert replayed.snapshot() == restored.snapshot(), "inputs alone, from the start, give the same bytes"
        if rng.random() < 0.5:
            walk.execution = restored
        keep_books(walk, outcome)
        account_for_tokens(walk.execution)
    return len(walk.acts)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_procedures_on_random_paths(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SIZE", 2)  # so that loops of a few rounds fill several pages
    share = -(-CASES // BATCHES)
    for case in range(batch * share, min(CASES, (batch + 1) * share)):
        seed = SEED + case
        print(f"seed {seed} (BANJIE_SEED={seed} BANJIE_CASES=1)")
        walk_once(seed)
