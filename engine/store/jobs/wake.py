"""The wake-ups the product asks for, few on purpose: timers due at one moment share one job."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import Connection

from engine.store.jobs.port import Jobs

FIRE_TIMERS, DELIVER_NOTICES = "fire-timers", "deliver-notices"
REMEMBERED = 4096
_running: dict[str, Jobs] = {}  # database -> the jobs this process enqueues into
_asked: dict[tuple[str, str], None] = {}  # (database, key) already asked for; a lost one is the sweep's business


def use(jobs: Jobs | None, url: str) -> None:
    """From now on commands on this database enqueue their wake-ups into `jobs`; None ends it."""
    if jobs is None:
        _running.pop(url, None)
    else:
        _running[url] = jobs


def wake(url: str, connection: Connection, *, timers: Iterable[datetime] = (), notices: str | None = None) -> None:
    """Ask, in the caller's transaction, for a look at the timers due at these moments and at the outbox.

    `notices` names the event that filled the outbox. Nothing happens where this process has no jobs for `url`.
    """
    jobs = _running.get(url)
    if jobs is None:
        return
    for due in sorted({moment.astimezone(UTC) for moment in timers}):
        key = f"timers-{due:%Y%m%dT%H%M%S.%f}"
        if (url, key) not in _asked:
            jobs.enqueue(connection, FIRE_TIMERS, key=key, run_at=due)
            _remember(url, key)
    if notices is not None:
        jobs.enqueue(connection, DELIVER_NOTICES, key=f"notices-{notices}")


def _remember(url: str, key: str) -> None:
    _asked[url, key] = None
    while len(_asked) > REMEMBERED:
        del _asked[next(iter(_asked))]
