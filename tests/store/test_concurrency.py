"""Several people at once: parallel tasks do not hinder each other, one task has one winner."""

from __future__ import annotations

import threading
import time

import pytest

from engine import actions
from engine.actions import Actor
from engine.errors import NotNow, Refused
from engine.store import tables as t
from engine.store.replay import compare
from tests.actions import desk
from tests.packages import VALUES

UNITS = {
    "城市管理局": "U6", "住建局": "U8", "林草局": "U10", "农业农村局": "U12", "交通运输局": "U13", "财政局": "U14",
    "青石街道": "U1", "云坪镇": "U3",
}  # fmt: skip


def together(*acts):
    """Run the acts at the same moment; returns what each raised or answered."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(n, act):
        gate.wait()
        try:
            results[n] = act()
        except Refused as refused:
            results[n] = refused

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_eight_people_complete_eight_parallel_tasks_at_once(office):
    desk.start(office, cosign_units=list(UNITS))
    desk.review(office)
    before = time.perf_counter()
    results = together(*(lambda u=unit, p=person: desk.cosign(office, u, p) for unit, person in UNITS.items()))
    took = time.perf_counter() - before
    assert not [r for r in results if isinstance(r, Refused)]
    assert sum(len(r.opened) for r in results) == 1  # the last one opens 签发, exactly once
    assert len(desk.rows(office, t.opinion)) == 1 + len(UNITS)
    assert compare(office, 1) == []
    assert took < 5  # the bench measures; this only guards against waiting for a lock time-out


def test_one_task_has_one_winner(office):
    desk.start(office)
    results = together(*(lambda: desk.review(office) for _ in range(12)))
    refused = [r for r in results if isinstance(r, NotNow)]
    assert (len(refused), {r.code for r in refused}) == (11, {"task_closed"})
    assert desk.kinds(office) == ["instance.started", "task.completed"]
    assert compare(office, 1) == []


def test_the_same_command_from_many_windows_has_one_effect(office):
    desk.start(office)
    results = together(*(lambda: desk.review(office, command="same") for _ in range(8)))
    assert not [r for r in results if isinstance(r, Refused)]
    assert {r.seq for r in results} == {2}


def test_numbers_have_no_gap_when_many_start_at_once(office):
    receipts = together(*(lambda: desk.start(office) for _ in range(12)))
    assert sorted(r.number for r in receipts) == [f"QS2026{n:04d}" for n in range(1, 13)]


def test_the_same_start_from_many_windows_has_one_effect(office):
    command = actions.StartInstance("approval", VALUES, "same-start")
    results = together(*(lambda: actions.start_instance(office, command, Actor("U11")) for _ in range(6)))
    assert not [r for r in results if isinstance(r, Refused)]
    assert {r.number for r in results} == {"QS20260001"}


def test_another_persons_command_id_tells_nothing(office):
    desk.start(office)
    desk.review(office, command="mine")
    with pytest.raises(Refused) as refused:
        desk.cosign(office, "林草局", "U10", command="mine")
    assert refused.value.code == "command_repeated"
    assert len(desk.kinds(office)) == 2
