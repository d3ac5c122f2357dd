"""The port on DBOS Transact: on SQLite in the product's own file, on PostgreSQL in schema `dbos`.

Arguments are stored as JSON, never pickled. The application version is constant, so that jobs of an older
release are run by the next. One process runs at most one of these (DBOS is process-global).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from dbos import (
    DBOS,
    DBOSClient,
    DBOSConfig,
    DBOSPortableJSONSerializer,
    EnqueueOptions,
    WorkflowStatus,
    run_dbos_database_migrations,
)
from sqlalchemy import Connection

from engine.store.jobs.liveness import Liveness
from engine.store.jobs.port import Job, JobSettings, Role
from engine.store.jobs.workflow import WORKFLOW, functions

log = logging.getLogger("banjie.jobs")
APPLICATION, VERSION, QUEUE = "banjie", "1", "banjie"
EMBEDDED_EXECUTOR = "embedded"  # SQLite has one process: whatever it left unfinished is its own again
WAITING, RUNNING = ["ENQUEUED", "DELAYED"], ["PENDING"]
FAILED = ["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
STATES = {
    **dict.fromkeys(WAITING, "waiting"), **dict.fromkeys(RUNNING, "running"), **dict.fromkeys(FAILED, "failed"),
    "SUCCESS": "done", "CANCELLED": "cancelled",
}  # fmt: skip
COUNTED = 1000


class TransactJobs:
    """Implements `Jobs`; see there."""

    def __init__(self, url: str, role: Role, settings: JobSettings) -> None:
        self.role, self.settings = role, settings
        self._url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        self._sqlite = self._url.startswith("sqlite")
        self._executor = EMBEDDED_EXECUTOR if self._sqlite else settings.executor
        self._client: DBOSClient | None = None
        self._liveness: Liveness | None = None
        self._every: list[tuple[float, Callable[[], object]]] = []
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def register(self, name: str, function: Callable[..., object]) -> None:
        functions[name] = function

    def every(self, seconds: float, function: Callable[[], object]) -> None:
        self._every.append((seconds, function))

    def enqueue(
        self,
        connection: Connection,
        name: str,
        arguments: Mapping[str, Any] | None = None,
        *,
        key: str,
        run_at: datetime | None = None,
    ) -> None:
        options: EnqueueOptions = {
            "workflow_name": WORKFLOW, "queue_name": QUEUE, "workflow_id": key, "app_version": VERSION,
        }  # fmt: skip
        if run_at is not None and (delay := (run_at - datetime.now(UTC)).total_seconds()) > 0:
            options["delay_seconds"] = delay
        self._started().enqueue_in_transaction(connection, options, name, dict(arguments or {}))

    def start(self) -> None:
        if self.role == "web":
            run_dbos_database_migrations(self._url)
        else:
            self._launch()
        self._client = DBOSClient(
            system_database_url=self._url,
            serializer=DBOSPortableJSONSerializer(),
            application_name=APPLICATION,
        )
        if self.role == "web":
            return
        if not self._sqlite:
            self._liveness = Liveness(self._url, self._executor)
            self.every(self.settings.sweep_seconds, self._take_over)
        self.every(3600, self._forget)
        for seconds, function in self._every:
            thread = threading.Thread(target=self._repeat, args=(seconds, function), daemon=True, name="banjie-sweep")
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        self._stopping.set()
        functions.clear()
        for thread in self._threads:
            thread.join(timeout=10)
        if self._client is not None:
            self._client.destroy()
            self._client = None
        if self.role != "web":
            DBOS.destroy(workflow_completion_timeout_sec=5)
        if self._liveness is not None:
            self._liveness.release()

    def failed(self, limit: int = 100) -> list[Job]:
        return [_shown(w) for w in self._list(FAILED, limit, load_output=True)]

    def retry(self, key: str) -> None:
        self._started().resume_workflow(key, queue_name=QUEUE)

    def cancel(self, key: str) -> None:
        self._started().cancel_workflow(key)

    def stats(self) -> dict[str, int]:
        kinds = {"waiting": WAITING, "running": RUNNING, "failed": FAILED}
        return {
            kind: len(self._list(states, COUNTED, load_input=False, load_output=False))
            for kind, states in kinds.items()
        }

    # -- inside

    def _launch(self) -> None:
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_url": self._url,
            "application_version": VERSION,
            "executor_id": self._executor,
            "serializer": DBOSPortableJSONSerializer(),
            "sys_db_pool_size": self.settings.concurrency + 2,
            "scheduler_polling_interval_sec": 3600.0,
            "log_level": "WARNING",
        }
        DBOS(config=config)
        DBOS.launch()
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=self.settings.concurrency,
            polling_interval_sec=self.settings.poll_seconds,
        )

    def _started(self) -> DBOSClient:
        if self._client is None:
            raise RuntimeError("jobs are not started")
        return self._client

    def _list(self, states: list[str], limit: int, **which: Any) -> list[WorkflowStatus]:
        return self._started().list_workflows(status=states, name=WORKFLOW, limit=limit, sort_desc=True, **which)

    def _repeat(self, seconds: float, function: Callable[[], object]) -> None:
        """At once, because much may have fallen due while nothing ran, and then every so often."""
        while not self._stopping.is_set():
            try:
                function()
            except Exception:
                log.exception("a background sweep failed; it will be tried again")
            self._stopping.wait(seconds)

    def _take_over(self) -> None:
        """Put the unfinished jobs of dead executors back into the queue."""
        assert self._liveness is not None
        self._liveness.hold()
        left: dict[str, list[str]] = {}
        for workflow in self._list(RUNNING, COUNTED, load_input=False):
            if workflow.executor_id and workflow.executor_id != self._executor:
                left.setdefault(workflow.executor_id, []).append(workflow.workflow_id)
        for executor, keys in left.items():
            if self._liveness.is_dead(executor):
                log.warning("executor %s is gone; %d unfinished jobs go back into the queue", executor, len(keys))
                self._started().resume_workflows(keys, queue_name=QUEUE)

    def _forget(self) -> None:
        before = (datetime.now(UTC) - timedelta(hours=self.settings.keep_hours)).isoformat()
        done = self._list(
            ["SUCCESS", "CANCELLED"], COUNTED, completed_before=before, load_input=False, load_output=False
        )
        if done:
            self._started().delete_workflows([w.workflow_id for w in done])


def _shown(workflow: WorkflowStatus) -> Job:
    given: Any = workflow.input or {}
    name = next(iter(given.get("args", ())), "")
    return Job(
        key=workflow.workflow_id,
        name=str(name),
        state=STATES.get(workflow.status, workflow.status.lower()),
        attempts=int(workflow.recovery_attempts or 0),
        created_at=datetime.fromtimestamp((workflow.created_at or 0) / 1000, UTC),
        failure=str(workflow.error or ""),
    )
