"""Playing the demo's stories with real actions on a simulated clock, interleaved as an office would live them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from itertools import count

from engine import actions
from engine.actions import Actor, Upload
from engine.clock import local
from engine.definition import Definition
from engine.definition.definition import START
from engine.demo.days import Days
from engine.demo.paper import word_document
from engine.demo.story import Story
from engine.errors import NotYours, Refused
from engine.organization import Calendar
from engine.queries.totals import next_task
from engine.store.office import Office
from engine.task import typed

PROCEDURE = "outgoing-document"


@dataclass
class Player:
    """`until` is the demo's last moment; nothing happens after it. `began` hears of every matter a story starts."""

    office: Office
    days: Days
    definition: Definition
    draw: random.Random
    began: Callable[[int], object] = lambda instance_id: None

    @property
    def until(self) -> datetime:
        return self.days.until

    def play(self, stories: list[Story], progress: Callable[[], object] = lambda: None) -> None:
        """Plan every story to go as far as it wants, in the order of the clock."""
        for story in stories:
            self._next(story, self._plan(story), progress)

    def _next(self, story: Story, plan: Iterator[datetime], progress: Callable[[], object]) -> None:
        def act() -> None:
            if self._act(story):
                self._next(story, plan, progress)
            progress()

        self.days.plan(next(plan), act)

    def _plan(self, story: Story) -> Iterator[datetime]:
        """When a story's acts happen: finished ones at the office's pace, open ones up to a few hours ago.

        Every sixth open story rests for days, so that the demo also has something overdue.
        """
        with self.office.database.read() as connection:
            calendar = self.office.calendar(connection, self.office.in_force(connection)["calendar"])
        opening = calendar.closing(calendar.workdays_before(local(self.until).date(), story.age + 1))
        hours = self._hours_until(calendar, opening)
        rest = Decimal(self.draw.randint(5, 45)) / 10 + (21 if story.rests else 0)
        if story.steps and story.finishes:
            pace = Decimal(self.draw.randint(18, 28)) / 10
        else:
            pace = max(hours - rest, Decimal(1)) / (story.steps + 1)
        for n in count(1):
            drift = Decimal(self.draw.randint(-8, 8)) / 100 * pace
            yield calendar.working_hours_after(opening, min(max(pace * n + drift, Decimal("0.1")), hours + 100))

    def _hours_until(self, calendar: Calendar, opening: datetime) -> Decimal:
        """Office hours between a moment and the demo's last one, to a tenth."""
        low, high = 0, 10_000
        while low < high:
            middle = (low + high + 1) // 2
            if calendar.working_hours_after(opening, Decimal(middle) / 10) <= self.until:
                low = middle
            else:
                high = middle - 1
        return Decimal(low) / 10

    def _act(self, story: Story) -> bool:
        """Do the next thing of a story; False when it has come to its end."""
        if story.instance is None:
            story.instance = self._start(story)
            self.began(story.instance)
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
        task = next_task(self.office, story.instance) if story.instance is not None else None
        if task is None:
            return False
        with self.office.database.read() as connection:
            organization = self.office.organization(connection, self.office.in_force(connection)["organization"])
        on = local(self.office.now()).date()
        people = [p for principal in task.principals for p in organization.holders(principal, on)]
        rules = self.definition.procedure.task(task.element)
        values = typed(self.definition, task.element, task.document, story.answer(task.element, task.document))
        opinion = story.opinion(task.element, rules.opinion, self.draw)
        for n, person in enumerate(dict.fromkeys(people)):
            command = actions.CompleteTask(task.id, values, f"demo-{task.id}-{n}", opinion)
            try:
                actions.complete_task(self.office, command, Actor(person))
                return True
            except NotYours:
                continue
            except Refused as refused:
                if refused.code != "separation":
                    raise
        return False
