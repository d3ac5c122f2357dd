"""Playing the demo's stories with real actions on a simulated clock, interleaved as an office would live them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from heapq import heapify, heappop, heappush
from io import BytesIO

from sqlalchemy import select

from engine import actions
from engine.actions import Actor, Upload
from engine.clock import SimulatedClock, local
from engine.definition import Definition
from engine.definition.definition import START
from engine.demo.paper import word_document
from engine.demo.story import Story
from engine.errors import NotYours, Refused
from engine.store import tables as t
from engine.store.office import Office
from engine.task import typed

PROCEDURE = "outgoing-document"


@dataclass
class Player:
    """`until` is the demo's last moment; nothing happens after it."""

    office: Office
    clock: SimulatedClock
    definition: Definition
    until: datetime
    draw: random.Random

    def play(self, stories: list[Story], progress: Callable[[], object] = lambda: None) -> None:
        """Let every story go as far as it wants, in the order of the clock."""
        agenda = [(self._beginning(story), n) for n, story in enumerate(stories)]
        heapify(agenda)
        while agenda:
            at, n = heappop(agenda)
            if at > self.until:
                continue
            self._pass_time(at)
            story = stories[n]
            if self._act(story):
                heappush(agenda, (self._later(at), n))
            progress()
        self._pass_time(self.until)

    def _beginning(self, story: Story) -> datetime:
        with self.office.database.read() as connection:
            calendar = self.office.calendar(connection, self.office.in_force(connection)["calendar"])
        day = calendar.workdays_before(local(self.until).date() + timedelta(days=1), story.age + 1)
        opening = calendar.closing(calendar.workdays_before(day, 1))  # close of business before that day
        return calendar.working_hours_after(opening, Decimal(self.draw.randint(5, 60)) / 10)

    def _later(self, at: datetime) -> datetime:
        with self.office.database.read() as connection:
            calendar = self.office.calendar(connection, self.office.in_force(connection)["calendar"])
        return calendar.working_hours_after(at, Decimal(self.draw.randint(3, 45)) / 10)

    def _pass_time(self, at: datetime) -> None:
        while (due := actions.next_due(self.office)) is not None and due <= at:
            self.clock.move_to(due)
            if not actions.fire_timers(self.office):
                break
        self.clock.move_to(at)

    def _act(self, story: Story) -> bool:
        """Do the next thing of a story; False when it has come to its end."""
        if story.instance is None:
            story.instance = self._start(story)
            return story.steps > 0
        if story.done >= story.steps or not self._complete(story):
            return False
        story.done += 1
        return True

    def _start(self, story: Story) -> int:
        paper = word_document(story.title, [str(story.values["drafting_note"])])
        values = typed(self.definition, START, {}, story.values)
        uploads = {"body": [Upload(f"{story.title}.docx", "application/vnd.openxmlformats", BytesIO(paper))]}
        command = actions.StartInstance(PROCEDURE, values, f"demo-{story.title}", uploads=uploads)
        return actions.start_instance(self.office, command, Actor(story.by)).instance_id

    def _complete(self, story: Story) -> bool:
        task, document = t.task.c, t.document.c
        with self.office.database.read() as connection:
            row = connection.execute(
                select(task.id, task.element, task.principals)
                .where(task.instance_id == story.instance, task.state == "open")
                .order_by(task.id)
                .limit(1)
            ).one_or_none()
            content = connection.execute(select(document.content).where(document.instance_id == story.instance)).scalar_one()
            organization = self.office.organization(connection, self.office.in_force(connection)["organization"])
        if row is None:
            return False
        on = local(self.office.now()).date()
        people = [p for principal in row.principals for p in organization.holders(principal, on)]
        rules = self.definition.procedure.task(row.element)
        values = typed(self.definition, row.element, content, story.answer(row.element, content))
        opinion = story.opinion(row.element, rules.opinion, self.draw)
        for n, person in enumerate(dict.fromkeys(people)):
            command = actions.CompleteTask(row.id, values, f"demo-{row.id}-{n}", opinion)
            try:
                actions.complete_task(self.office, command, Actor(person))
                return True
            except NotYours:
                continue
            except Refused as refused:
                if refused.code != "separation":
                    raise
        return False
