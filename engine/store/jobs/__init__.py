"""Background work behind one thin port: wake-ups for timers and notices, in the caller's transaction.

The rows of `timer` and `outbox` are the truth; a job only wakes whoever looks at them, and a sweep in each
running process looks anyway, so a lost job costs seconds and never an act. Runs on DBOS Transact, imported
only when used. May import the rooms below engine.store, and nothing else of engine.store.
"""

from __future__ import annotations

from engine.store.jobs.port import Job, Jobs, JobSettings, Role, open_jobs
from engine.store.jobs.wake import DELIVER_NOTICES, FIRE_TIMERS, use, wake

__all__ = ["DELIVER_NOTICES", "FIRE_TIMERS", "Job", "JobSettings", "Jobs", "Role", "open_jobs", "use", "wake"]
