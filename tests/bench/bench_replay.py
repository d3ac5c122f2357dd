"""What replaying a long history costs: a matter of 500 events, returned again and again, over WSGI."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from engine import queries
from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.bpmn.layout import lay_out
from engine.clock import SimulatedClock
from engine.definition import Package
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.actions import desk
from tests.conftest import BEGINNING, furnish
from tests.packages import approval
from web import create_app

EVENTS = 500
PASSWORD = "measure-the-replay-2026"


def measure() -> dict[str, float]:
    """Milliseconds in the server, median; bytes as sent."""
    with tempfile.TemporaryDirectory(prefix="banjie-bench-") as folder:
        clock = SimulatedClock(BEGINNING)
        office = open_office(f"sqlite:///{folder}/bench.sqlite3", clock=clock, files=Path(folder), durable=False)
        long_story(furnish(office, drawn()), clock)
        assert len(queries.replay_of(office, "U11", 1).frames) == EVENTS
        get = _signed_in(office)
        figures = {
            "events": float(EVENTS),
            "frames_ms": _median(lambda: queries.replay_of(office, "U11", 1)),
            "page_ms": _median(lambda: get("/instances/1/replay")),
            "page_of_a_late_step_ms": _median(lambda: get(f"/instances/1/replay?step={EVENTS}")),
            "steps_ms": _median(lambda: get("/instances/1/replay/steps.json")),
            "page_bytes": float(len(get("/instances/1/replay").data)),
            "steps_bytes": float(len(get("/instances/1/replay/steps.json").data)),
        }
        office.database.dispose()
    return figures


def drawn() -> Package:
    """The small procedure with its drawing."""
    files = approval().files
    return Package({**files, "process.bpmn": lay_out(files["process.bpmn"], source="process.bpmn").data})


def long_story(office: Office, clock: SimulatedClock) -> None:
    """Reviewed, countersigned by two units, and returned by whoever signs, until there are EVENTS events."""
    desk.start(office)
    acts: list[Callable[[], object]] = [
        lambda: desk.review(office),
        lambda: desk.cosign(office, "林草局", "U10"),
        lambda: desk.cosign(office, "财政局", "U14"),
        lambda: desk.sign(office, "退回"),
    ]
    for n in range(EVENTS - 1):
        clock.move_to(clock.now() + timedelta(minutes=1))
        acts[n % len(acts)]()


def _signed_in(office: Office) -> Callable[[str], Any]:
    open_account(office, "U11", PASSWORD, Actor(SYSTEM))
    client = create_app(office).test_client()
    page = client.get("/sign-in").text
    token = page.partition('name="csrf" value="')[2].partition('"')[0]
    client.post("/sign-in", data={"login": "U11", "password": PASSWORD, "csrf": token})

    def get(path: str) -> Any:
        answer = client.get(path)
        assert answer.status_code == 200, path
        return answer

    return get


def _median(act: Callable[[], Any], repeats: int = 5) -> float:
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        act()
        times.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(times), 1)
