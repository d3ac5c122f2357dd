"""Background work on a running office: what is due happens, with wake-ups and without, and stops when told."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from engine import actions
from engine.actions import Actor
from engine.actions.background import start_background
from engine.actions.deliver_notices import MailSettings
from engine.actions.fire_timers import next_due
from engine.clock import SimulatedClock
from engine.organization import load_office
from engine.store import tables as t
from engine.store.jobs import JobSettings, wake
from engine.store.office import Office
from engine.store.work import SYSTEM
from tests.actions import desk

OFTEN = JobSettings(concurrency=2, poll_seconds=0.1, sweep_seconds=0.2, executor="this-test")
SELDOM = JobSettings(concurrency=2, poll_seconds=0.1, sweep_seconds=3600, executor="this-test")


def wait_until(happened: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def due_timers(office: Office) -> int:
    with office.database.read() as connection:
        wanted = select(func.count()).select_from(t.timer).where(t.timer.c.due_at <= office.now())
        return int(connection.execute(wanted).scalar_one())


def test_the_sweep_fires_what_no_wake_up_told_it_of(office: Office, clock: SimulatedClock) -> None:
    desk.start(office)
    due = next_due(office)
    assert due is not None
    stop = start_background(office, "embedded", settings=OFTEN)
    try:
        time.sleep(0.5)
        assert "timer.fired" not in desk.kinds(office)
        clock.move_to(due + timedelta(seconds=1))
        wait_until(lambda: "timer.fired" in desk.kinds(office))
        wait_until(lambda: due_timers(office) == 0)
    finally:
        stop()
    fired = desk.kinds(office).count("timer.fired")
    clock.move_to(due + timedelta(days=400))
    time.sleep(0.5)
    assert desk.kinds(office).count("timer.fired") == fired


def test_a_wake_up_fires_long_before_the_sweep(office: Office, clock: SimulatedClock) -> None:
    desk.start(office)
    due = next_due(office)
    assert due is not None
    stop = start_background(office, "embedded", settings=SELDOM)
    try:
        time.sleep(0.5)  # the look at the beginning finds nothing
        clock.move_to(due)
        with office.database.write() as connection:
            wake(office.database.url, connection, timers=[clock.now() - timedelta(days=400)])
        wait_until(lambda: "timer.fired" in desk.kinds(office))
    finally:
        stop()


def test_an_act_wakes_the_delivery_of_its_notices_and_its_timers(office: Office) -> None:
    stop = start_background(office, "embedded", settings=SELDOM)
    try:
        time.sleep(0.5)  # the look at the beginning finds nothing
        desk.start(office, urgency="特急")
        assert desk.rows(office, t.outbox)
        wait_until(lambda: all(row.sent_at for row in desk.rows(office, t.outbox)))
        due = next_due(office)
        assert due is not None
        with office.database.read() as connection:
            table = "workflow_status" if office.database.is_sqlite else "dbos.workflow_status"
            keys = connection.exec_driver_sql(f"SELECT workflow_uuid FROM {table}").scalars().all()
        assert f"timers-{due:%Y%m%dT%H%M%S.%f}" in keys
    finally:
        stop()


def test_a_mail_server_that_never_answers_slows_no_act(office: Office) -> None:
    data = load_office("qinglan").organization
    people = tuple(replace(person, email=f"{person.id}@qinglan.example") for person in data.people)
    actions.load_organization(office, replace(data, people=people), Actor(SYSTEM))
    silent = socket.create_server(("127.0.0.1", 0))  # accepts, and says nothing
    mail = MailSettings("127.0.0.1", silent.getsockname()[1], "a@b.example", timeout=4)
    stop = start_background(office, "embedded", settings=OFTEN, mail=mail)
    try:
        slowest = 0.0
        for n in range(1, 4):
            begun = time.monotonic()
            desk.start(office, urgency="特急")
            desk.complete(office, "review", "O5", {"review_result": "同意"}, "已核。", instance=n)
            slowest = max(slowest, time.monotonic() - begun)
        assert slowest < 3, "an act waited for the mail"
        wait_until(lambda: any(row.attempts and row.failure for row in desk.rows(office, t.outbox)))
    finally:
        stop()
        silent.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "banjie-sweep"]
