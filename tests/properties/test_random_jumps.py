"""Random procedures with movements that follow no flow thrown in: 退回, 撤回, 跳转, one more round, one fewer.

After every step: waits are books kept, nothing is stuck that was not before, bytes restore, and the recorded inputs run
again to the same bytes. A failing seed is printed; `BANJIE_SEED` runs from that seed, `BANJIE_CASES` as many.
"""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.bpmn import Environment, Execution, Outcome, load
from engine.errors import Incident, NotNow
from tests import seeds
from tests.bpmn.random_procedures import Generator

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DATA = {"c": 1, "n": 0, "key": "k"}
SEED = seeds.seed()
CASES = int(os.environ.get("BANJIE_CASES") or 240)
BATCHES = 8
STEPS = 40

Act = tuple[str, tuple[Any, ...]]


def do(execution: Execution, act: Act, now: datetime) -> Outcome:
    kind, facts = act
    env = Environment(now)
    match kind:
        case "complete":
            return execution.complete(facts[0], {"c": facts[1]}, env)
        case "fire":
            return execution.fire(facts[0], env)
        case "catch":
            return execution.catch(facts[0], facts[1], env, facts[2], {"c": facts[3]})
        case "amend":
            return execution.amend(env, values={"c": facts[0]})
        case "go_back":
            return execution.go_back(facts[0], facts[1], env, facts[2])
        case "withdraw":
            return execution.withdraw(facts[0], facts[1], env)
        case "jump":
            return execution.jump(facts[0], env, facts[1])
        case "start":
            return execution.start_activity(facts[0], facts[1], env)
        case "add_round":
            return execution.add_round(facts[0], facts[1], env)
        case "remove_round":
            return execution.remove_round(facts[0], env)
        case _:
            return execution.reopen_round(facts[0], facts[1], {"item": facts[2]}, env)


def choose(rng: random.Random, execution: Execution, elements: list[str], done: list[Any]) -> Act | None:
    """One thing to try; half of the time along the flows."""
    waits = execution.waiting()
    tasks = list(waits.tasks)
    along: list[Act] = [("complete", (t.key, rng.randrange(12))) for t in tasks]
    along += [("fire", (t.key,)) for t in waits.timers]
    inner = execution._instance.program.processes["p"].elements
    along += [("start", (t.key, e)) for t in tasks if t.element in inner for e in inner[t.element].startable]
    along += [("catch", (s.kind, s.name, s.correlation, rng.randrange(12))) for s in waits.subscriptions]
    along += [("amend", (rng.randrange(12),))] if waits.conditions else []
    if not along:
        return None
    if rng.random() < 0.5:
        return rng.choice(along)
    kind = rng.choice(["go_back", "go_back", "go_back", "withdraw", "withdraw", "jump", "round", "round"])
    task = rng.choice(tasks) if tasks else None
    if kind == "go_back" and task is not None:
        return "go_back", (task.key, rng.choice([e for e, _, _ in done] or elements), rng.random() < 0.3)
    if kind == "withdraw" and done:
        element, key, names = rng.choice(done)
        body, bracket, rest = key.rpartition("/[")
        if bracket and "/" not in rest:
            return "reopen_round", (body, names["loopCounter"] - 1, names.get("item"))
        return "withdraw", (key.rpartition("/")[0], element)
    if kind == "jump":
        return "jump", (rng.choice(elements), task.key if task is not None and rng.random() < 0.5 else None)
    rounds = [t for t in tasks if "/[" in t.key and "/" not in t.key.rpartition("/[")[2]]
    if kind == "round" and rounds:
        round = rng.choice(rounds)
        body = round.key.rpartition("/[")[0]
        return ("add_round", (body, 99)) if rng.random() < 0.5 else ("remove_round", (round.key,))
    return rng.choice(along)


def kept(waits: dict[str, set[str]], outcome: Outcome) -> None:
    """The waits of before, changed exactly as the outcome says."""
    waits["tasks"] -= {c.key for c in outcome.closed}
    waits["timers"] -= set(outcome.timers_closed)
    waits["subscriptions"] -= set(outcome.subscriptions_closed)
    for name, opened in (
        ("tasks", outcome.opened), ("timers", outcome.timers_opened), ("subscriptions", outcome.subscriptions_opened)
    ):  # fmt: skip
        keys = {w.key for w in opened}
        assert not keys & waits[name], "opened twice"
        waits[name] |= keys


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_movement_of_every_random_procedure(batch):
    tried, moved = 0, 0
    for n in range(CASES // BATCHES):
        seed = SEED + batch * 1000 + n
        rng = random.Random(seed)
        source = Generator(seed).source
        program = load({"p.bpmn": source if isinstance(source, bytes) else source.encode()}, services=None)
        elements = [e for e, info in program.processes["p"].elements.items() if info.type != "startEvent"]
        try:
            execution, outcome = Execution.start(program, "p", DATA, Environment(START))
        except Incident:
            continue
        waits: dict[str, set[str]] = {"tasks": set(), "timers": set(), "subscriptions": set()}
        kept(waits, outcome)
        acts: list[Act] = []
        done: list[Any] = []
        for step in range(STEPS):
            if execution.state != "running" or execution.stuck:
                break
            act = choose(rng, execution, elements, done)
            if act is None:
                break
            where = f"seed {seed}, step {step}: {act}"
            before = execution.snapshot()
            open_tasks = {t.key: t for t in execution.waiting().tasks}
            tried += 1
            try:
                outcome = do(execution, act, START)
            except NotNow:
                assert execution.snapshot() == before, f"{where}: a refusal changed something"
                continue
            except Incident:
                execution = Execution.restore(program, before)
                continue
            acts.append(act)
            moved += act[0] not in ("complete", "fire", "catch")
            kept(waits, outcome)
            found = execution.waiting()
            assert waits == {
                "tasks": {w.key for w in found.tasks}, "timers": {w.key for w in found.timers},
                "subscriptions": {w.key for w in found.subscriptions},
            }, where  # fmt: skip
            assert not execution.stuck, f"{where}: nothing can go on"
            if act[0] == "complete":
                task = open_tasks[act[1][0]]
                done.append((task.element, task.key, task.variables))
            data = execution.snapshot()
            execution = Execution.restore(program, data)
            assert execution.snapshot() == data, f"{where}: the state does not survive being stored"
        twin, _ = Execution.start(program, "p", DATA, Environment(START))
        for act in acts:
            do(twin, act, START)
        assert twin.snapshot() == execution.snapshot(), f"seed {seed}: the same inputs ended elsewhere"
    assert moved > CASES // BATCHES // 4, "hardly anything was moved"
