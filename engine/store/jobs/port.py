"""The port: what the product may ask of a job engine, whichever it is."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from sqlalchemy import Connection

# embedded: runs jobs inside `banjie serve`; worker: `banjie worker`; web: enqueues only, others run
Role = Literal["embedded", "worker", "web"]


def _executor() -> str:
    return os.environ.get("BANJIE_EXECUTOR") or f"{socket.gethostname()}-{os.getpid()}"


@dataclass(frozen=True)
class JobSettings:
    """How one process works: jobs at a time, seconds between looks at the queue and between sweeps.

    A worker runs at most `concurrency / poll_seconds` jobs a second. `executor` names the process; a supervisor
    that sets BANJIE_EXECUTOR gives a restarted worker its own unfinished work back at once.
    """

    concurrency: int = 10
    poll_seconds: float = 0.25
    sweep_seconds: float = 10.0
    keep_hours: int = 24 * 7
    executor: str = field(default_factory=_executor)


@dataclass(frozen=True)
class Job:
    """One job as the operations page shows it; `state` is waiting, running, done, failed or cancelled."""

    key: str
    name: str
    state: str
    attempts: int
    created_at: datetime
    failure: str = ""


class Jobs(Protocol):
    """Enqueue, run, look after. `register` and `every` come before `start`."""

    def register(self, name: str, function: Callable[..., object]) -> None:
        """Jobs called `name` run `function(**arguments)`; it must bear running twice."""

    def every(self, seconds: float, function: Callable[[], object]) -> None:
        """Also call `function` in this process at the start and every so often (the safety sweep)."""

    def enqueue(
        self,
        connection: Connection,
        name: str,
        arguments: Mapping[str, Any] | None = None,
        *,
        key: str,
        run_at: datetime | None = None,
    ) -> None:
        """Add a job in the caller's open transaction; a second one with the same key is ignored."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def failed(self, limit: int = 100) -> list[Job]:
        """Jobs that gave up after their retries, newest first."""

    def retry(self, key: str) -> None: ...

    def cancel(self, key: str) -> None: ...

    def stats(self) -> dict[str, int]:
        """How many jobs wait, run and failed; each counted up to 1,000."""


def open_jobs(url: str, role: Role, settings: JobSettings | None = None) -> Jobs:
    """The job engine for the product's own database; nothing runs before `start`."""
    from engine.store.jobs.transact import TransactJobs  # DBOS takes a second to import

    return TransactJobs(url, role, settings or JobSettings())
