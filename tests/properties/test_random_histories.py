"""Random procedures walked at random through the real actions: after every step, history alone gives the same
tokens and the same rows.

A failing seed is printed; `BANJIE_SEED` runs from that seed, `BANJIE_HISTORIES` as many.
"""

from __future__ import annotations

import os
import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import actions, bpmn
from engine.actions import Actor
from engine.definition import Package
from engine.errors import Incident, NotNow
from engine.store import tables as t
from engine.store.office import Office
from engine.store.replay import compare
from engine.store.work import SYSTEM
from tests import seeds
from tests.bpmn.random_procedures import Generator
from tests.packages import form

SEED = seeds.seed()
CASES = int(os.environ.get("BANJIE_HISTORIES") or 200)
BATCHES = 10
STEPS = 14

PROCEDURE = """
key = "random-{n}"
name = "随机流程"
code = "R{n}N"
process = "p"
title = "title"
urgency = "urgency"
starters = ["liaison"]
[defaults]
c = 1
n = 0
key = "k"
"""
START = form(
    "start",
    {"key": "title", "type": "textfield", "label": "标题"},
    {"key": "urgency", "type": "textfield", "label": "紧急程度"},
)
STEP = form("step", {"key": "c", "type": "number", "label": "c"})


def package(seed: int, n: int) -> Package:
    source = Generator(seed).source
    data = source if isinstance(source, bytes) else source.encode()
    program = bpmn.load({"process.bpmn": data}, services=None)
    tasks = [task for process in program.processes.values() for task in process.user_tasks]
    roles = b'[roles]\n"" = ["checker"]\n'  # no lane is drawn: the clerk does every task
    files = {"procedure.toml": PROCEDURE.format(n=n).encode() + roles, "process.bpmn": data, "forms/start.json": START}
    return Package(files | {f"forms/{task}.json": STEP for task in tasks})


def step(office: Office, clock, rng: random.Random, instance: int, n: int) -> bool:
    """Do any one thing the instance waits for; False when it waits for nothing."""
    with office.database.read() as connection:
        tasks = connection.execute(
            select(t.task.c.id, t.task.c.element).where(t.task.c.instance_id == instance, t.task.c.state == "open")
        ).all()
        timers = connection.execute(
            select(t.timer.c.key, t.timer.c.due_at).where(t.timer.c.instance_id == instance)
        ).all()
        subscriptions = connection.execute(
            select(t.subscription).where(t.subscription.c.instance_id == instance)
        ).all()
    choices = [*tasks, *timers, *subscriptions]
    if not choices:
        return False
    chosen = rng.choice(list(tasks) if tasks and rng.random() < 0.6 else choices)
    clock.move_to(clock.now() + timedelta(minutes=rng.randrange(90)))
    command = f"{instance}-{n}"
    try:
        inside = startable(office, instance, chosen.element) if chosen in tasks else ()
        if inside and rng.random() < 0.6:
            begun = actions.StartActivity(chosen.id, rng.choice(inside), command)
            actions.start_activity(office, begun, Actor("O5"))
        elif chosen in tasks:
            actions.complete_task(office, actions.CompleteTask(chosen.id, {"c": rng.randrange(12)}, command), Actor("O5"))
        elif chosen in timers:
            clock.move_to(chosen.due_at)
            actions.fire_timer(office, instance, chosen.key)
        else:
            message = actions.CorrelateMessage(
                chosen.name, chosen.correlation, command, {"c": rng.randrange(12)}, chosen.kind
            )
            actions.correlate_message(office, message, Actor(SYSTEM))
    except Incident:
        return False  # an uncaught error of the random diagram: a person would have to look
    except NotNow as refused:
        assert refused.code in ("nobody_waits", "adhoc_unfinished", "adhoc_sequential")
    return True


def startable(office: Office, instance: int, element: str) -> tuple[str, ...]:
    """What somebody may start in the ad-hoc sub-process of a task; nothing for other tasks."""
    with office.database.read() as connection:
        wanted = select(t.instance.c.definition_id).where(t.instance.c.id == instance)
        program = office.definition(connection, connection.execute(wanted).scalar_one()).program
    return next((p.elements[element].startable for p in program.processes.values() if element in p.elements), ())


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_step_of_every_random_history_re_executes_equal(bare_office, clock, batch):
    office = bare_office
    share = CASES // BATCHES // 2  # both databases together make CASES
    ran = 0
    for n in range(share):
        seed = SEED + batch * 1000 + n
        rng = random.Random(seed)
        actions.publish_definition(office, package(seed, n), Actor(SYSTEM))
        command = actions.StartInstance(f"random-{n}", {"title": "t", "urgency": "平件"}, f"start-{n}")
        try:
            instance = actions.start_instance(office, command, Actor("U11")).instance_id
        except Incident:
            continue
        for k in range(STEPS):
            if rng.random() < 0.3:  # another process goes on: nothing in memory
                office = Office(office.database, office.clock, office.files.folder)
            going = step(office, clock, rng, instance, k)
            assert compare(office, instance) == [], f"seed {seed}, step {k}"
            ran += 1
            if not going:
                break
    assert ran > share
