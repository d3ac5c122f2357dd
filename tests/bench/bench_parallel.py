"""Eight people complete eight parallel tasks of one instance at the same moment, on both databases."""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from engine import actions
from engine.actions import Actor
from engine.organization import load_office
from engine.store.apply import SYSTEM
from engine.store.office import Office, open_office
from tests import postgres
from tests.actions import desk
from tests.packages import approval

PEOPLE = {
    "城市管理局": "U6", "住建局": "U8", "林草局": "U10", "农业农村局": "U12", "交通运输局": "U13", "财政局": "U14",
    "青石街道": "U1", "云坪镇": "U3",
}  # fmt: skip
ROUNDS = 5


def measure() -> dict[str, Any]:
    figures: dict[str, Any] = {"people": len(PEOPLE), "target_ms": 500}
    with tempfile.TemporaryDirectory() as folder:
        figures["embedded"] = _measure(f"sqlite:///{folder}/bench.sqlite3", Path(folder))
    if postgres.programs():
        with postgres.private_server() as server, tempfile.TemporaryDirectory() as folder:
            figures["postgresql"] = _measure(f"{server}/postgres", Path(folder))
    return figures


def _measure(url: str, folder: Path) -> dict[str, Any]:
    office = open_office(url, files=folder / "files")
    data = load_office("qinglan")
    actions.load_calendar(office, data.calendar, Actor(SYSTEM))
    actions.load_organization(office, data.organization, Actor(SYSTEM))
    actions.publish_definition(office, approval(), Actor(SYSTEM))
    times, errors = [], 0
    for _ in range(ROUNDS):
        instance = desk.start(office, cosign_units=list(PEOPLE)).instance_id
        desk.review(office, instance=instance)
        took, failed = _together(office, instance)
        times.append(took)
        errors += failed
    office.database.dispose()
    return {"median_ms": round(statistics.median(times), 1), "worst_ms": round(max(times), 1), "errors": errors}


def _together(office: Office, instance: int) -> tuple[float, int]:
    gate, failures = threading.Barrier(len(PEOPLE) + 1), []

    def act(unit: str, person: str) -> None:
        gate.wait()
        try:
            desk.cosign(office, unit, person, instance=instance)
        except Exception as error:  # counted: the figure is worthless if anybody was refused
            failures.append(error)

    threads = [threading.Thread(target=act, args=pair) for pair in PEOPLE.items()]
    for thread in threads:
        thread.start()
    gate.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    return (time.perf_counter() - begun) * 1000, len(failures)
