"""Background work on both databases: once per key, only what was committed, and nothing lost with a dead worker."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.store.database import Database
from engine.store.jobs import Jobs, JobSettings, Role, open_jobs, use, wake

ROOT = Path(__file__).resolve().parents[2]
QUICK = JobSettings(concurrency=4, poll_seconds=0.1, sweep_seconds=0.3, executor="this-test")


def wait_until(happened: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@contextmanager
def running(url: str, role: Role = "embedded", **functions: Callable[..., object]) -> Iterator[Jobs]:
    jobs = open_jobs(url, role, QUICK)
    for name, function in functions.items():
        jobs.register(name, function)
    jobs.start()
    try:
        yield jobs
    finally:
        jobs.stop()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    with opened.read():  # as in the product, where the schema is there before any job: SQLite is in WAL mode now
        pass
    yield opened
    opened.dispose()


def test_it_runs_what_was_committed_once_per_key_and_not_before_its_time(database: Database) -> None:
    ran: list[tuple[str, float]] = []
    with running(database.url, note=lambda what: ran.append((what, time.time()))) as jobs:
        later = datetime.now(UTC) + timedelta(seconds=1.5)
        with database.write() as connection:
            for what in ("a", "a", "b"):
                jobs.enqueue(connection, "note", {"what": what}, key=what)
            jobs.enqueue(connection, "note", {"what": "later"}, key="later", run_at=later)
        with pytest.raises(ZeroDivisionError), database.write() as connection:
            jobs.enqueue(connection, "note", {"what": "rolled back"}, key="never")
            1 / 0  # noqa: B018
        wait_until(lambda: len(ran) == 3)
        time.sleep(0.5)
    assert sorted(what for what, _ in ran) == ["a", "b", "later"]
    assert dict(ran)["later"] >= later.timestamp()


def test_it_tries_again_what_failed(database: Database) -> None:
    attempts: list[int] = []

    def unlucky() -> None:
        attempts.append(1)
        if len(attempts) < 3:
            raise ConnectionError("the mail server is away")

    with running(database.url, unlucky=unlucky) as jobs:
        with database.write() as connection:
            jobs.enqueue(connection, "unlucky", key="u")
        wait_until(lambda: len(attempts) == 3)
        wait_until(lambda: jobs.stats() == {"waiting": 0, "running": 0, "failed": 0})


def test_a_waiting_job_is_counted_and_may_be_cancelled_and_taken_up_again(database: Database) -> None:
    ran: list[int] = []
    with running(database.url, note=lambda: ran.append(1)) as jobs:
        with database.write() as connection:
            jobs.enqueue(connection, "note", key="far", run_at=datetime.now(UTC) + timedelta(days=9))
        assert jobs.stats()["waiting"] == 1
        jobs.cancel("far")
        assert jobs.stats() == {"waiting": 0, "running": 0, "failed": 0} and ran == []
        jobs.retry("far")
        wait_until(lambda: ran == [1])
        assert jobs.failed() == []


def test_an_unknown_job_harms_no_other(database: Database) -> None:
    ran: list[int] = []
    with running(database.url, note=lambda: ran.append(1)) as jobs:
        with database.write() as connection:
            jobs.enqueue(connection, "nobody knows this", key="x")
            jobs.enqueue(connection, "note", key="y")
        wait_until(lambda: ran == [1])
        wait_until(lambda: jobs.stats()["failed"] == 1)
        (failed,) = jobs.failed()
        assert (failed.key, failed.name, failed.state) == ("x", "nobody knows this", "failed")
        assert "nobody knows this" in failed.failure


def test_the_sweep_goes_on_whatever_happens_to_it(database: Database) -> None:
    calls: list[int] = []

    def stumble() -> None:
        calls.append(1)
        raise OSError("gone for a moment")

    jobs = open_jobs(database.url, "embedded", QUICK)
    jobs.every(0.1, stumble)
    jobs.start()
    try:
        wait_until(lambda: len(calls) >= 3)
    finally:
        jobs.stop()
    count = len(calls)
    time.sleep(0.4)
    assert len(calls) == count and not [t for t in threading.enumerate() if t.name == "banjie-sweep"]


def test_timers_due_together_share_one_wake_up(database: Database) -> None:
    ran: list[int] = []
    due = datetime.now(UTC) + timedelta(hours=3)
    jobs = open_jobs(database.url, "embedded", QUICK)
    jobs.register("fire-timers", lambda: ran.append(1))
    jobs.start()
    use(jobs, database.url)
    try:
        for _ in range(5):
            with database.write() as connection:
                wake(database.url, connection, timers=[due, due])
        assert jobs.stats()["waiting"] == 1
        with database.write() as connection:
            wake(database.url, connection, timers=[datetime.now(UTC) - timedelta(seconds=1)])
        wait_until(lambda: ran == [1])
    finally:
        use(None, database.url)
        jobs.stop()
    with database.write() as connection:
        wake(database.url, connection, timers=[due])  # nobody runs jobs here: nothing to do, nothing fails


WORKER = """
    import sys, time
    from pathlib import Path
    from engine.store.jobs import JobSettings, open_jobs

    url, role, executor, marks, seconds = sys.argv[1:]

    def slow(n):
        with open(marks, "a") as file:
            file.write(f"{executor} begins\\n")
        time.sleep(float(seconds))
        with open(marks, "a") as file:
            file.write(f"{executor} ends\\n")

    jobs = open_jobs(url, role, JobSettings(poll_seconds=0.1, sweep_seconds=0.5, executor=executor))
    jobs.register("slow", slow)
    jobs.start()
    print("ready", flush=True)
    time.sleep(120)
"""


class Worker:
    """A real second process that may be killed."""

    def __init__(self, url: str, role: str, executor: str, marks: Path, seconds: float) -> None:
        code = textwrap.dedent(WORKER)
        arguments = [sys.executable, "-c", code, url, role, executor, str(marks), str(seconds)]
        self.process = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None and self.process.stdout.readline() == "ready\n"

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def test_the_work_of_a_killed_process_is_done_by_another(database: Database, tmp_path: Path) -> None:
    """SQLite: by the same product started again. PostgreSQL: by a worker of another name that was alive all along."""
    marks = tmp_path / "marks"
    marks.touch()
    role, second = ("embedded", "first") if database.is_sqlite else ("worker", "second")
    workers = [Worker(database.url, role, "first", marks, 60)]
    try:
        jobs = open_jobs(database.url, "web", QUICK)
        jobs.start()
        with database.write() as connection:
            jobs.enqueue(connection, "slow", {"n": 1}, key="once")
        wait_until(lambda: "first begins" in marks.read_text())
        if not database.is_sqlite:
            workers.append(Worker(database.url, role, second, marks, 0))
            time.sleep(2)  # several sweeps: what a living worker does is left to it
            assert marks.read_text().split("\n")[:-1] == ["first begins"]
        workers[0].kill()
        if database.is_sqlite:
            workers.append(Worker(database.url, role, second, marks, 0))
        wait_until(lambda: f"{second} ends" in marks.read_text())
        wait_until(lambda: jobs.stats() == {"waiting": 0, "running": 0, "failed": 0})
        jobs.stop()
    finally:
        for worker in workers:
            if worker.process.poll() is None:
                worker.kill()
    assert marks.read_text().split("\n")[:-1] == ["first begins", f"{second} begins", f"{second} ends"]


def test_a_web_process_may_enqueue_before_any_worker_was_ever_started(database: Database) -> None:
    ran: list[int] = []
    with running(database.url, "web") as web, database.write() as connection:
        web.enqueue(connection, "note", {"n": 7}, key="early")
    with running(database.url, "embedded", note=lambda n: ran.append(n)):
        wait_until(lambda: ran == [7])
