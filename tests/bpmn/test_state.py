"""State as bytes, determinism, compaction: what makes replay and flat cost possible."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from engine.bpmn import Environment, Execution, Outcome, Program, load

from .build import after, boundary, diagram, end, flows, many, par, script, start, sub, user, when, xor
from .run import START

UNITS = ["林草局", "农业农村局", "水利局", "交通局", "教育局"]
# 拟稿 -> 审核 (退回) -> 会签 in parallel with 法审 -> 签发 (退回)
LOOP = diagram(
    start(), user("draft"), user("check"), xor("g1", default="f"), par("f"),
    user("cosign", many("=units", "unit", "opinions", "=opinion")), user("legal"), par("j"),
    sub("sealing", start("ss"), user("seal"), end("se"), flows("ss seal se")),
    script("count", "=turns + 1", "turns"), user("sign"), xor("g2", default="e"), end(),
    boundary("late", "check", after("P3D"), interrupting=False), end("e2"),
    flows("s draft check g1 f cosign j sealing count sign g2 e", "f legal j", "late e2"),
    when("g1", "draft", "=back = true"), when("g2", "draft", "=again"),
)  # fmt: skip
DATA = {"units": UNITS, "turns": 0, "back": False, "again": True}


def turn(execution: Execution, env: Environment, **values: Any) -> list[Outcome]:
    done = [execution.complete(execution.waiting().tasks[0].key, {}, env) for _ in range(2)]
    while tasks := [t for t in execution.waiting().tasks if t.element != "sign"]:
        done.append(execution.complete(tasks[0].key, {"opinion": "同意"}, env))
    done.append(execution.complete(execution.waiting().tasks[0].key, values, env))
    return done


def play(
    program: Program, turns: int, *, compacting: bool = True, restoring: bool = False
) -> tuple[Execution, list[bytes]]:
    env = Environment(START)
    execution, _ = Execution.start(program, "p", DATA, env, compacting=compacting)
    states = []
    for i in range(turns):
        env = Environment(START + timedelta(hours=i))
        turn(execution, env, again=i < turns - 1)
        states.append(execution.snapshot())
        if restoring:
            execution = Execution.restore(program, states[-1])
    return execution, states


def test_row_9_the_same_inputs_give_the_same_bytes_however_the_state_travelled() -> None:
    program = load({"p": LOOP})
    assert play(program, 6)[1] == play(program, 6, restoring=True)[1]
    assert play(load({"p": LOOP}), 6)[1] == play(program, 6)[1]


def test_row_9_also_under_other_hash_seeds_and_in_other_processes(tmp_path: Path) -> None:
    folders = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]
    code = (
        f"import sys, hashlib; sys.path[:0] = {folders!r}\n"
        "from bpmn.test_state import LOOP, load, play\n"
        "print(hashlib.sha256(b''.join(play(load({'p': LOOP}), 3)[1])).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"), ("3", "America/Lima"))
    }
    assert len(seen) == 1 and len(seen.pop()) == 65


def test_row_12_compaction_keeps_state_and_tree_flat_over_300_turns() -> None:
    execution, states = play(load({"p": LOOP}), 300)
    assert execution.state == "completed" and execution.data["turns"] == 300
    assert len(states[-2]) <= len(states[1]) * 1.1
    assert len(execution._instance.tasks) <= 3


def test_row_12_with_and_without_compaction_the_same_tasks_are_enabled() -> None:
    program, env = load({"p": LOOP}), Environment(START)
    small, _ = Execution.start(program, "p", DATA, env)
    large, _ = Execution.start(program, "p", DATA, env, compacting=False)
    for i in range(4):
        for one, other in zip(turn(small, env, again=i < 3), turn(large, env, again=i < 3), strict=True):
            assert one == other
    assert small.state == large.state == "completed"
    assert len(large._instance.tasks) > 60 > len(small._instance.tasks)


def test_row_3_4_sub_process_trees_are_dropped_when_they_end() -> None:
    execution, _ = play(load({"p": LOOP}), 20)
    assert execution._instance.subprocesses == {}


def test_keys_are_element_and_occurrence_never_random() -> None:
    program, env = load({"p": LOOP}), Environment(START)
    execution, first = Execution.start(program, "p", DATA, env)
    keys = {h.key for h in first.happenings}
    for i in range(2):
        for outcome in turn(execution, env, again=i < 1):
            keys |= {h.key for h in outcome.happenings}
    wanted = {"draft#1", "draft#2", "cosign#2", "cosign#2/[4]", "sealing#1/seal#1", "sealing#2/seal#1", "late#2"}
    assert wanted <= keys


def small_state(program: Program) -> bytes:
    return Execution.start(program, "p", DATA, Environment(START))[0].snapshot()


def test_a_snapshot_is_small() -> None:
    assert len(small_state(load({"p": LOOP}))) < 400


def test_programs_are_shared_between_executions() -> None:
    program, env = load({"p": LOOP}), Environment(START)
    one, _ = Execution.start(program, "p", DATA, env)
    two, _ = Execution.start(program, "p", {**DATA, "units": []}, env)
    turn(one, env, again=False)
    assert two.waiting().tasks[0].key == "draft#1" and two.data["units"] == []
