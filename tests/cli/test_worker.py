"""`banjie worker` as a real process on PostgreSQL: it does what is due, survives its neighbour, ends when told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from engine.store.office import Office
from tests.actions import desk

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-c", "from engine.cli import main; main()", "worker"]


def begin(url: str, files: Path, executor: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "BANJIE_DATABASE_URL": url, "BANJIE_FILES": str(files)}
    arguments = [*COMMAND, "--executor", executor, "--json"]
    process = subprocess.Popen(arguments, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline()) == {"ok": True, "executor": executor}
    return process


def wait_until(happened: Callable[[], bool], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def end(process: subprocess.Popen[str]) -> int:
    process.send_signal(signal.SIGTERM)
    code = process.wait(timeout=30)
    assert process.stdout is not None
    process.stdout.close()
    return code


def test_two_workers_fire_each_due_timer_once_and_end_when_told(office: Office, tmp_path: Path) -> None:
    """The test office lives in February 2026, so for the workers' real clock everything in it is due."""
    if office.database.is_sqlite:
        refused = subprocess.run(
            [*COMMAND, "--database", office.database.url, "--json"], cwd=ROOT, capture_output=True, text=True
        )
        assert refused.returncode == 1 and json.loads(refused.stdout)["refused"]["code"] == "worker.sqlite"
        return
    for _ in range(5):
        desk.start(office)
    workers = [begin(office.database.url, tmp_path, name) for name in ("one", "two")]
    try:
        wait_until(lambda: all("timer.fired" in desk.kinds(office, n) for n in range(1, 6)))
        time.sleep(1)
        assert all(desk.kinds(office, n).count("timer.fired") == 1 for n in range(1, 6))
    finally:
        codes = [end(worker) for worker in workers]
    assert codes == [0, 0]
