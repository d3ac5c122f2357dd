"""The demo's people: everybody does the tasks of his inbox, in his time, by real actions."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import count

from engine import actions, feel
from engine.actions import Actor, Receipt
from engine.clock import LOCAL
from engine.definition import Definition
from engine.demo.answering import Answers
from engine.demo.days import Days
from engine.demo.habit import Habits
from engine.demo.pacing import Pacing
from engine.demo.surroundings import Surroundings
from engine.errors import Invalid, NotNow, NotYours, Refused
from engine.queries import agenda
from engine.queries.agenda import Arrived, WaitingTask
from engine.queries.totals import newest_definition
from engine.store.office import Office

TRIES = 6  # before a person leaves a form, or a task that is not to be done yet
Aside = Callable[[WaitingTask, str], bool]  # does something beside the task; True: the task is not to be done now


class Staff(Surroundings):
    """Plays every procedure from its habits and its forms alone."""

    def __init__(
        self, office: Office, days: Days, draw: random.Random, habits: Mapping[str, Habits], name: str = "demo"
    ) -> None:
        """`name` begins the ids of its commands: no two players of one office may share it."""
        super().__init__(office, draw)
        self.days, self.habits = days, habits
        self.pacing = Pacing(self._in_force()[1], draw)
        self.aside: Aside = lambda task, person: False
        self.after: Callable[[WaitingTask, str, Receipt], None] = lambda task, person, receipt: None
        self.left_alone: set[int] = set()  # matters somebody else plays
        self.given_up: dict[str, int] = {}  # what was given up, by procedure/step: code
        self._name, self._commands = name, count(1)
        days.touched = self.look_into

    # -- beginning

    def start(self, habits: Habits) -> Receipt | None:
        """One new matter by one of the starters; None when nobody gets its form accepted."""
        definition = newest_definition(self.office, habits.procedure)
        person = self.draw.choice(habits.starters)
        answers = self.answers(definition, "start", {}, {}, person, habits).fill()
        for _ in range(TRIES):
            values, uploads = answers.posted(), answers.uploads()
            command = actions.StartInstance(habits.procedure, values, self.command(), uploads=uploads)
            try:
                receipt = actions.start_instance(self.office, command, Actor(person))
            except Invalid as refused:
                problem = refused
                answers.correct(refused.fields)
                continue
            self.take(receipt)
            return receipt
        self._give_up(f"{habits.procedure}/start", problem)
        return None

    def look_into(self, instance_id: int) -> None:
        """Tasks that a timer or a message has just opened."""
        if instance_id not in self.left_alone:
            self.plan(agenda.opened_since(self.office, instance_id, self.office.now()))

    def take(self, receipt: Receipt) -> None:
        self.plan(receipt.opened)

    # -- planning

    def plan(self, tasks: Sequence[int]) -> None:
        """Somebody finds each of them in his inbox and will do it."""
        for arrived in agenda.arrived(self.office, tasks):
            at = self._moment(arrived)
            self.days.plan(at, lambda task_id=arrived.id: self.do(task_id, 0))  # type: ignore[misc]

    def again(self, task_id: int, least: float, most: float, tries: int = 0) -> None:
        self.days.plan(self.pacing.soon(self.office.now(), least, most), lambda: self.do(task_id, tries))

    def _moment(self, arrived: Arrived) -> datetime:
        habits, now = self.of(arrived.procedure), self.office.now()
        text = habits.not_before.get(arrived.element)
        task = agenda.waiting_task(self.office, arrived.id) if text is not None else None
        if text is None or task is None:
            return self.pacing.done_at(arrived.element, now, arrived.due_at, habits.pace)
        chooser = self.chooser(self.definition(task), task.document, task.variables, habits)
        first = feel.to_json(feel.evaluate(text, chooser.known, chooser.environment))
        begin = max(datetime.fromisoformat(first.partition("@")[0]).replace(tzinfo=LOCAL), now) if first else now
        return self.pacing.soon(begin, 0.1, 1.5)

    # -- doing

    def do(self, task_id: int, tries: int) -> None:
        task = agenda.waiting_task(self.office, task_id)
        if task is None or tries > TRIES:
            return
        if task.hold or task.state == "held":
            self.again(task_id, 3.0, 9.0, tries)
            return
        people = self.people(task)
        if not people:
            self._give_up(f"{task.procedure}/{task.element}", NotYours())
        elif tries or not self.aside(task, people[0]):
            self.complete(task, people, tries)

    def complete(self, task: WaitingTask, people: list[str], tries: int = 0, dictated: str = "") -> Receipt | None:
        """Fill in the form and send it; None when it has to wait."""
        answers = self.answers(
            self.definition(task), task.element, task.document, task.variables, people[0], self.of(task.procedure)
        )
        main = task.role == "main"
        if main:
            answers.fill()
        problem: Refused = NotYours()
        for _ in range(TRIES):
            values = answers.posted() if main else {"result": self.draw.choices(["同意", "不同意"], [19, 1])[0]}
            opinion = answers.opinion() if main else "同意。" if values["result"] == "同意" else "请再核实。"
            command = actions.CompleteTask(
                task.id, values, self.command(), opinion, uploads=answers.uploads() if main else {}, dictated=dictated
            )
            try:
                receipt = actions.complete_task(self.office, command, Actor(people[0]))
            except Invalid as refused:
                problem = refused
                answers.correct(refused.fields)
                continue
            except (NotYours, NotNow) as refused:
                problem = refused
            except Refused as refused:
                problem = refused
            else:
                self.take(receipt)
                self.after(task, people[0], receipt)
                return receipt
            if len(people) < 2:
                break
            people = people[1:]
        if dictated:
            return None
        if tries == TRIES or isinstance(problem, Invalid):
            self._give_up(f"{task.procedure}/{task.element}", problem)
        self.again(task.id, 3.0, 9.0, tries + 1)
        return None

    # -- who, with what

    def answers(
        self, definition: Definition, element: str, document: Mapping[str, object], variables: Mapping[str, object],
        person: str, habits: Habits,
    ) -> Answers:  # fmt: skip
        chooser = self.chooser(definition, document, variables, habits)
        chooser.known["me"] = person
        return Answers(definition, element, document, habits, chooser)

    def of(self, procedure: str) -> Habits:
        return self.habits.get(procedure) or Habits(procedure)

    def command(self) -> str:
        return f"{self._name}-{next(self._commands)}"

    def _give_up(self, where: str, problem: Refused) -> None:
        fields = getattr(problem, "fields", "")
        what = f"{where}: {problem.code} {fields or ''}".strip()
        self.given_up[what] = self.given_up.get(what, 0) + 1
