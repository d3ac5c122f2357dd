"""Two connections to one office: the second command waits for the lock the first one holds, every time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import event, text

from engine.errors import Refused
from engine.store.office import Office

PATIENCE = 10


class Racing:
    """`first` and `second` are two open offices on one database, each with connections of its own."""

    def __init__(self, first: Office, second: Office) -> None:
        self.first, self.second = first, second
        self._pool = ThreadPoolExecutor(2)
        self._locked, self._waiting = threading.Event(), threading.Event()
        self._armed = False
        self._holder: Any = None
        event.listen(first.database.engine, "before_cursor_execute", self._first_executes)
        event.listen(first.database.engine, "commit", self._first_commits)
        event.listen(second.database.engine, "before_cursor_execute", self._second_executes)

    def run(self, one: Callable[[Office], Any], other: Callable[[Office], Any]) -> tuple[Any, Any]:
        """`one` holds the lock, and commits only when `other` waits for it; what each answered or was refused with."""
        self._locked.clear(), self._waiting.clear()
        self._holder, self._armed = None, True
        winner = self._pool.submit(_tried, one, self.first)
        assert self._locked.wait(PATIENCE), "the first one took no lock"
        loser = self._pool.submit(_tried, other, self.second)
        answers = winner.result(PATIENCE), loser.result(PATIENCE)
        self._armed = False
        assert self._waiting.is_set(), "the second one did not wait: there was no race"
        return answers

    def close(self) -> None:
        self._pool.shutdown()
        self.second.database.dispose()

    # -- what the connections say

    def _first_executes(self, connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        if self._armed and self._holder is None and _locks(statement):
            self._holder = connection

    def _first_commits(self, connection: Any) -> None:
        if self._armed and connection is self._holder:
            self._locked.set()
            assert self._waiting.wait(PATIENCE), "nobody came to wait"
            if not self.first.database.is_sqlite:
                self._await_lock()

    def _second_executes(self, connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        if self._armed and _locks(statement):
            self._waiting.set()

    def _await_lock(self) -> None:
        """PostgreSQL tells whether the second one really waits; SQLite's writer cannot but wait at its BEGIN."""
        until = time.monotonic() + PATIENCE
        with self.first.database.engine.connect() as watch:
            while not watch.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one():
                assert time.monotonic() < until, "the second one never waited for the lock"
                time.sleep(0.001)


def _locks(statement: str) -> bool:
    return statement == "BEGIN IMMEDIATE" or "FOR UPDATE" in statement


def _tried(act: Callable[[Office], Any], office: Office) -> Any:
    try:
        return act(office)
    except Refused as refused:
        return refused
