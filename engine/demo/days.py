"""The demo's calendar of things to come: acts in order of the clock, timers and messages in between."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import date, datetime
from heapq import heappop, heappush
from itertools import count

from engine import actions
from engine.clock import SimulatedClock
from engine.queries import agenda
from engine.store.office import Office

Act = Callable[[], None]


class Days:
    """Nothing happens after `until`. `touched` hears of matters that the clock or a message moved."""

    def __init__(self, office: Office, clock: SimulatedClock, until: datetime) -> None:
        self.office, self.clock, self.until = office, clock, until
        self.touched: Callable[[int], None] = lambda instance_id: None
        self._plans: list[tuple[datetime, int, Act]] = []
        self._order = count()
        self._asked_on: date | None = None
        self._undelivered = 0  # messages that nobody took when they were last offered

    def plan(self, at: datetime, act: Act) -> None:
        """Do something at this moment; forgotten when it lies after the last day."""
        if at <= self.until:
            heappush(self._plans, (at, next(self._order), act))

    def run(self) -> None:
        """Let everything happen. What is loaded stays loaded: the collector need not look at it again."""
        gc.freeze()
        try:
            self._run()
        finally:
            gc.unfreeze()

    def _run(self) -> None:
        while self._plans:
            at, _, act = heappop(self._plans)
            self._pass_time(at)
            act()
        self._pass_time(self.until)

    def _pass_time(self, at: datetime) -> None:
        """Move the clock, stopping at every timer on the way; messages go out before anything else happens."""
        while True:
            due, sent = agenda.clockwork(self.office)
            if sent != self._undelivered or (sent and self._asked_on != self.clock.now().date()):
                self._deliver()
                continue
            if due is None or due > at:
                break
            self.clock.move_to(due)
            matters = agenda.matters_with_due_timers(self.office)
            if not actions.fire_timers(self.office):
                break
            for instance_id in matters:
                self.touched(instance_id)
        self.clock.move_to(at)

    def _deliver(self) -> None:
        now = self.office.now()
        self._asked_on = now.date()  # once a day again: somebody may wait for it by now
        while actions.deliver_messages(self.office):
            pass
        self._undelivered = agenda.clockwork(self.office)[1]
        for instance_id in dict.fromkeys(agenda.receivers_since(self.office, now)):
            self.touched(instance_id)
