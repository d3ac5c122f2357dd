"""The unit of work: one command, one lock, one event, one commit.

Order of locks is always the instance row first. Nothing is acknowledged before the commit; what a command
learnt in memory (live tokens) is kept only after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from engine.bpmn import Execution
from engine.definition import Definition
from engine.errors import Incident, NotYours, Refused
from engine.history import Event, link
from engine.instance.movement import TASKS_PER_INSTANCE
from engine.organization import Calendar, Organization
from engine.store import tables as t
from engine.store.apply import SYSTEM, Set, changes
from engine.store.columns import urgency_rank
from engine.store.execute import execute
from engine.store.jobs import wake
from engine.store.office import Office
from engine.store.rebuild import restore_execution
from engine.task import Task

# Refusals that an auditor wants to see: somebody tried what was not his to do.
TRACED = frozenset({"not_yours", "separation", "claimed_by_other"})


@dataclass(frozen=True)
class Actor:
    """Who acts; `person` is a person id, or SYSTEM for the clock."""

    person: str


@dataclass(frozen=True)
class Receipt:
    """What an action answers; the same again when the command is sent twice."""

    instance_id: int
    number: str
    seq: int
    opened: tuple[int, ...] = ()
    state: str = "running"
    end_state: str | None = None
    repeated: bool = False


@dataclass
class Locked:
    """An instance row under lock, with its document."""

    id: int
    number: str
    definition_id: int
    procedure: str
    title: str
    urgency: str
    state: str
    starter: str
    starter_unit: str
    started_at: datetime
    due_at: datetime | None
    document_number: str | None
    version: int
    events: int
    head: bytes
    tasks: int
    document: dict[str, Any]


IN_FORCE = ("organization", "calendar")
LOCK = (
    select(
        *(t.instance.c[name] for name in Locked.__dataclass_fields__ if name != "document"),
        t.document.c.content.label("document"),
        *(select(t.setting.c.value).where(t.setting.c.key == kind).scalar_subquery().label(kind) for kind in IN_FORCE),
    )
    .join(t.document, t.document.c.instance_id == t.instance.c.id)
    .where(t.instance.c.id == bindparam("instance_id"))
    .with_for_update(of=(t.instance, t.document))  # both, else PostgreSQL hands out the document of before the wait
)
TASKS = select(*(t.task.c[name] for name in Task.__dataclass_fields__)).where(
    t.task.c.instance_id == bindparam("instance_id"),
    (t.task.c.state == "open") | (t.task.c.id == bindparam("also")),
)


class Work:
    """What an action may use while its transaction is open."""

    def __init__(self, office: Office, connection: Connection, actor: Actor, command_id: str | None) -> None:
        self.office = office
        self.connection = connection
        self.actor = actor
        self.command_id = command_id
        self.at = office.now()
        self.instance: Locked | None = None
        self.after_commit: list[Callable[[], None]] = []
        self._tasks: dict[int, Task] = {}

    # -- what is in force

    @cached_property
    def in_force(self) -> dict[str, str]:
        return self.office.in_force(self.connection)

    @cached_property
    def organization(self) -> Organization:
        return self.office.organization(self.connection, self.in_force["organization"])

    @cached_property
    def calendar(self) -> Calendar:
        return self.office.calendar(self.connection, self.in_force["calendar"])

    # -- the instance

    def lock(self, instance_id: int) -> Locked:
        """Lock an instance; NotYours when there is none, so that ids tell nothing.

        The same statement reads its document and what is in force: a completion has few statements to spend.
        """
        row = self.connection.execute(LOCK, {"instance_id": instance_id}).one_or_none()
        if row is None:
            raise NotYours()
        columns = dict(row._mapping)
        self.in_force = {kind: columns.pop(kind) for kind in IN_FORCE}
        self.instance = Locked(**columns)
        return self.instance

    def definition(self) -> Definition:
        assert self.instance is not None
        return self.office.definition(self.connection, self.instance.definition_id)

    def task(self, task_id: int) -> Task:
        """A task of the locked instance; NotYours when it is not there."""
        if task_id not in self._tasks:
            self._read_tasks(task_id)
        if task_id not in self._tasks:
            raise NotYours()
        return self._tasks[task_id]

    def open_tasks(self) -> dict[str, int]:
        """Element-instance key -> task id of the instance's open tasks."""
        if not self._tasks:
            self._read_tasks(-1)
        return {task.key: task.id for task in self._tasks.values() if task.state == "open"}

    def _read_tasks(self, also: int) -> None:
        assert self.instance is not None
        rows = self.connection.execute(TASKS, {"instance_id": self.instance.id, "also": also})
        for row in rows:
            self._tasks[row.id] = Task(**{**row._mapping, "principals": tuple(row.principals)})

    def execution(self) -> Execution:
        """The instance's live tokens, from the warm cache, the snapshot, or history."""
        assert self.instance is not None
        key = (self.instance.id, self.instance.version)
        return self.office.executions.take(key) or restore_execution(self.office, self.connection, self.instance)

    @cached_property
    def done_by(self) -> dict[str, set[str]]:
        """Step -> everybody who completed it, stand-ins and those they acted for; the starter under "start"."""
        if self.instance is None:  # being started
            return {"start": {self.actor.person}}
        done: dict[str, set[str]] = {"start": {self.instance.starter}}
        task = t.task.c
        rows = self.connection.execute(
            select(task.element, task.closed_by, task.on_behalf_of).where(
                task.instance_id == self.instance.id, task.state == "completed"
            )
        )
        for row in rows:
            done.setdefault(row.element, set()).update({row.closed_by, row.on_behalf_of} - {None})
        return done

    # -- recording

    def record(
        self,
        kind: str,
        body: dict[str, Any],
        *,
        on_behalf_of: str | None = None,
        new: tuple[int, bytes] | None = None,
        snapshot: tuple[int, bytes] | None = None,
    ) -> Event:
        """Seal the event, execute what it changes, move the head. `snapshot` = (version, bytes)."""
        locked = self.instance
        instance_id, events, head = (locked.id, locked.events, locked.head) if locked else (new[0], 0, new[1])  # type: ignore[index]
        event = Event(instance_id, events + 1, kind, self.at, self.actor.person, body, on_behalf_of, self.command_id)
        sealed = link(event, head)
        todo = changes(event)
        progress = {"events": event.seq, "head": sealed.hash}
        if locked is None:
            todo[0].rows[0].update(progress)  # type: ignore[union-attr]
            execute(self.connection, todo[:1])
            todo = todo[1:]
        else:
            mine = [c for c in todo if isinstance(c, Set) and c.table == "instance"]
            if mine:
                todo[todo.index(mine[0])] = replace(mine[0], values={**mine[0].values, **progress})
            else:
                todo.append(Set("instance", {"id": instance_id}, progress))
        self.connection.execute(
            t.history.insert(),
            {
                "instance_id": instance_id, "seq": event.seq, "kind": kind, "at": event.at, "actor": event.actor,
                "on_behalf_of": on_behalf_of, "command_id": self.command_id, "meta": sealed.meta,
                "salt": sealed.salt, "body": sealed.body, "digest": sealed.digest, "hash": sealed.hash,
            },
        )  # fmt: skip
        execute(self.connection, todo, locked.document if locked else None)
        if snapshot is not None:
            values = {"version": snapshot[0], "seq": event.seq, "state": snapshot[1]}
            if locked is None:
                self.connection.execute(t.snapshot.insert(), {"instance_id": instance_id, **values})
            else:
                self.connection.execute(
                    update(t.snapshot).where(t.snapshot.c.instance_id == instance_id).values(values)
                )
        if locked is not None:
            locked.events, locked.head = event.seq, sealed.hash
        return event

    def notify(self, instance_id: int, event: Event, moved: dict[str, Any]) -> None:
        """Put notices into the outbox, in the same transaction: those the diagram sends, and urgent new tasks;
        ask the jobs to look at new timers and at the outbox."""
        wanted = [
            (f"{n['kind']}-{event.seq}-{i}", n["kind"], n["to"], n["task"], n["text"])
            for i, n in enumerate(moved["notices"])
        ]
        urgent = urgency_rank(event.body["urgency"]) >= 2
        if urgent:
            wanted += [
                (
                    f"task-{task['id']}-{person}",
                    "task",
                    person,
                    task["id"],
                    f"{event.body['urgency']}:请办理“{task['name']}”。",
                )
                for task in moved["opened"]
                for person in task["people"]
            ]
        if wanted:
            self.connection.execute(t.outbox.insert(), [
                {
                    "key": f"{instance_id}-{key}", "kind": kind, "recipient": person, "instance_id": instance_id,
                    "task_id": task, "urgent": urgent, "text": text, "created_at": self.at, "not_before": self.at,
                    "attempts": 0, "sent_at": None, "read_at": None, "failure": None,
                }
                for key, kind, person, task, text in wanted
            ])  # fmt: skip
        wake(
            self.office.database.url,
            self.connection,
            timers=[datetime.fromisoformat(due) for _, _, due in moved["timers"]],
            notices=f"{instance_id}-{event.seq}" if wanted else None,
        )


__all__ = ["SYSTEM", "Actor", "Locked", "Receipt", "Work", "instance_of", "receipt", "repeated", "work"]


@contextmanager
def work(office: Office, actor: Actor, command_id: str | None = None) -> Iterator[Work]:
    """Run one command. On a refusal everything is rolled back; refusals that matter leave a trace of their own."""
    done: Work | None = None
    try:
        with office.database.write() as connection:
            done = Work(office, connection, actor, command_id)
            yield done
    except Refused as refused:
        if done is not None and done.instance is not None and (refused.code in TRACED or isinstance(refused, Incident)):
            _trace(office, actor, done.instance.id, refused)
        raise
    for act in done.after_commit:
        act()


def _trace(office: Office, actor: Actor, instance_id: int, refused: Refused) -> None:
    kind = "incident.raised" if isinstance(refused, Incident) else "action.refused"
    with office.database.write() as connection:
        trace = Work(office, connection, actor, None)
        trace.lock(instance_id)
        trace.record(kind, {"refusal": refused.as_json(), "task": getattr(refused, "task_id", None)})


def repeated(office: Office, command_id: str) -> Receipt | None:
    """The answer given to this command before, if it was."""
    with office.database.read() as connection:
        row = connection.execute(
            select(t.history.c.instance_id, t.history.c.seq, t.history.c.body, t.instance.c.number)
            .join(t.instance, t.instance.c.id == t.history.c.instance_id)
            .where(t.history.c.command_id == command_id)
        ).one_or_none()
    return None if row is None else receipt(row.instance_id, row.number, row.seq, row.body, repeated=True)


def receipt(
    instance_id: int, number: str, seq: int, body: bytes | dict[str, Any], *, repeated: bool = False
) -> Receipt:
    read = orjson.loads(body) if isinstance(body, bytes) else body
    moved = read.get("moved")
    if moved is None:
        return Receipt(instance_id, number, seq, repeated=repeated)
    opened = tuple(task["id"] for task in moved["opened"])
    return Receipt(instance_id, number, seq, opened, moved["state"], moved["end_state"], repeated)


def instance_of(task_id: int) -> int:
    return task_id // TASKS_PER_INSTANCE


def is_repeat(error: IntegrityError) -> bool:
    """Whether a unique constraint failed on the command id: the same command ran at the same time."""
    return "command_id" in str(error.orig)
