"""Verifying every history: a database of BANJIE_BENCH_EVENTS events (200,000; the promise is for a million), sealed,
signed, and read again by one process and by two."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import delete, select, update

from engine import actions
from engine.actions import Actor
from engine.actions.make_keys import make_office_key
from engine.actions.take_checkpoint import take_checkpoint
from engine.clock import SimulatedClock
from engine.history import GENESIS, Event, link, opened
from engine.store import tables as t
from engine.store.evidence import EvidenceSettings
from engine.store.free_texts import texts_of
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.actions import desk
from tests.conftest import BEGINNING, furnish
from tests.packages import approval

EVENTS = int(os.environ.get("BANJIE_BENCH_EVENTS", "200000"))
BATCH = 500  # matters written at a time
VERIFY = (sys.executable, "-m", "engine.cli", "verify", "--all", "--json")


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/banjie.sqlite3"
        office = furnish(
            open_office(url, clock=SimulatedClock(BEGINNING), files=folder / "files", durable=False), approval()
        )
        begun = time.perf_counter()
        matters, events, body = fill(office, EVENTS)
        filled = time.perf_counter() - begun
        settings = EvidenceSettings(folder / "keys", folder / "out")
        make_office_key(office, settings, "bench", Actor(SYSTEM))
        begun = time.perf_counter()
        take_checkpoint(office, settings, Actor(SYSTEM))
        first = time.perf_counter() - begun
        desk.start(office)
        begun = time.perf_counter()
        take_checkpoint(office, settings, Actor(SYSTEM))
        next_one = time.perf_counter() - begun
        office.database.dispose()
        found: dict[str, Any] = {
            "events": events, "matters": matters, "bytes_of_body": body,
            "file_megabytes": round((folder / "banjie.sqlite3").stat().st_size / 1e6), "filled_seconds": round(filled, 1),
            "first_checkpoint_seconds": round(first, 1), "next_checkpoint_seconds": round(next_one, 2),
        }  # fmt: skip
        for processes in (1, 2):
            found |= _verify(url, folder, processes)
        found["verify_megabytes_at_most"] = round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
        return found


def _verify(url: str, folder: Path, processes: int) -> dict[str, float]:
    """The command as people call it, start of Python included."""
    known = {"BANJIE_KEYS": f"{folder}/keys", "BANJIE_CHECKPOINTS": f"{folder}/out", "BANJIE_FILES": f"{folder}/files"}
    begun, spent = time.perf_counter(), _cpu()
    done = subprocess.run(
        [*VERIFY, "--processes", str(processes), "--database", url], env={**os.environ, **known}, capture_output=True,
        check=True,
    )  # fmt: skip
    assert orjson.loads(done.stdout)["ok"] is True
    took, cpu = time.perf_counter() - begun, _cpu() - spent
    return {f"verify_{processes}_seconds": round(took, 1), f"verify_{processes}_cpu_seconds": round(cpu, 1)}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def fill(office: Office, events: int) -> tuple[int, int, int]:
    """Copies of one matter that went its whole way, each in a chain of its own; (matters, events, mean body)."""
    desk.start(office)
    for element, person, label in (("review", "O5", ""), ("cosign", "U10", "林草局"), ("cosign", "U14", "财政局")):
        actions.open_task(office, desk.task_of(office, element, label), Actor(person))
        desk.review(office) if element == "review" else desk.cosign(office, label, person)
    desk.sign(office)
    with office.database.read() as connection:
        pattern = list(connection.execute(select(t.history).where(t.history.c.instance_id == 1).order_by(t.history.c.seq)))
        matter = dict(connection.execute(select(t.instance).where(t.instance.c.id == 1)).one()._mapping)
        definition = office.definition(connection, matter["definition_id"])
        document = connection.execute(select(t.document.c.content)).scalar_one()
    bodies = [opened(row.body, row.sealed) for row in pattern]
    matters = max(events // len(pattern), 1)
    texts = texts_of(definition, document, bodies[0])

    def copy(id: int) -> Iterator[dict[str, Any]]:
        head = GENESIS
        for row, body in zip(pattern, bodies, strict=True):
            mine = {**body, "number": f"QS2026{id:07d}"} if row.seq == 1 else body
            at = row.at + timedelta(minutes=id % 500)
            command = None if row.command_id is None else f"{row.command_id}-{id}"
            event = Event(id, row.seq, row.kind, at, row.actor, mine, row.on_behalf_of, command)
            sealed = link(event, head, texts)
            head = sealed.hash
            yield {
                "instance_id": id, "seq": row.seq, "kind": row.kind, "at": at, "actor": row.actor,
                "on_behalf_of": row.on_behalf_of, "command_id": command, "meta": sealed.meta, "salt": sealed.salt,
                "body": sealed.body, "digest": sealed.digest, "hash": sealed.hash, "sealed": sealed.sealed,
            }  # fmt: skip

    for first in range(2, matters + 1, BATCH):
        ids = range(first, min(first + BATCH, matters + 1))
        copies = {id: list(copy(id)) for id in ids}
        rows = [
            {**matter, "id": id, "number": f"QS2026{id:07d}", "started_at": copies[id][0]["at"],
             "head": copies[id][-1]["hash"]}
            for id in ids
        ]  # fmt: skip
        with office.database.write() as connection:
            connection.execute(t.instance.insert(), rows)
            connection.execute(t.history.insert(), [row for id in ids for row in copies[id]])
    with office.database.write() as connection:
        connection.execute(
            update(t.number_series).where(t.number_series.c.series == "instance").values(last=matters)
        )
        connection.execute(delete(t.outbox))
    size = sum(len(row.body) + len((row.sealed or "").encode()) for row in pattern) // len(pattern)
    return matters, matters * len(pattern), size


