"""The unit of work: one command, one lock, one event, one commit.

Order of locks is always the instance row first. Nothing is acknowledged before the commit; what a command
learnt in memory (live tokens) is kept only after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cached_property
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from engine.bpmn import Execution
from engine.definition import Definition
from engine.errors import Busy, Incident, NotYours, Refused
from engine.history import Event, link
from engine.instance.movement import TASKS_PER_INSTANCE
from engine.organization import Calendar, Organization
from engine.store.apply import SYSTEM, Put, Set, changes
from engine.store.execute import execute
from engine.store.free_texts import texts_of
from engine.store.locking import CHILDREN, DONE, DONE_STEPS, IN_FORCE, LOCK, PARTICIPANTS, TASK, TASKS, Locked
from engine.store.office import Office
from engine.store.rebuild import restore_execution
from engine.store.receipt import Actor, Receipt, receipt, refuse_repeat, repeated
from engine.task import Task, done_by

__all__ = ["SYSTEM", "Actor", "Locked", "Receipt", "Work", "instance_of", "receipt", "repeated", "work"]

# Refusals that an auditor wants to see: somebody tried what was not his to do.
MAX_ID = 2**43  # so that a task's id, 2**20 times as great, is a number of the database's
TRACED = frozenset({"not_yours", "separation", "claimed_by_other"})


class Work:
    """What an action may use while its transaction is open."""

    def __init__(self, office: Office, connection: Connection, actor: Actor, command_id: str | None) -> None:
        self.office = office
        self.connection = connection
        self.actor = actor
        self.command_id = command_id
        self.at = office.now()
        self.instance: Locked | None = None
        self.starter = actor.person  # of an instance being started; the clock may start one for somebody
        self.after_commit: list[Callable[[], None]] = []
        self._execution: Execution | None = None
        self._ids: dict[str, int] = {}  # key -> id of tasks read so far

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
        if not 0 < instance_id < MAX_ID:
            raise NotYours()
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
        assert self.instance is not None
        if instance_of(task_id) != self.instance.id:
            raise NotYours()
        row = self.connection.execute(TASK, {"instance_id": self.instance.id, "id": task_id}).one_or_none()
        if row is None:
            raise NotYours()
        task = Task(**{**row._mapping, "principals": tuple(row.principals), "candidates": tuple(row.candidates)})
        self._ids[task.key] = task.id
        return task

    def task_ids(self, keys: Iterable[str]) -> dict[str, int]:
        """Element-instance key -> task id; asks only for tasks not read yet (siblings that end with this one)."""
        assert self.instance is not None
        wanted = [key for key in keys if key not in self._ids]
        if wanted:
            rows = self.connection.execute(TASKS, {"instance_id": self.instance.id, "keys": wanted})
            self._ids.update({row.key: row.id for row in rows})
        return self._ids

    def children(self, parents: Iterable[int]) -> list[Any]:
        """Open inserted tasks (id, role, parent) that hang on these main tasks."""
        assert self.instance is not None
        wanted = list(parents)
        if not wanted:
            return []
        return list(self.connection.execute(CHILDREN, {"instance_id": self.instance.id, "parents": wanted}))

    def execution(self) -> Execution:
        """The instance's live tokens, from the warm cache, the snapshot, or history."""
        assert self.instance is not None
        if self._execution is None:
            key = (self.instance.id, self.instance.version)
            self._execution = self.office.executions.take(key) or restore_execution(
                self.office, self.connection, self.instance
            )
        return self._execution

    def forget_execution(self) -> None:
        """Drop the live tokens: something was tried on them that is not to be kept."""
        self._execution = None

    @cached_property
    def done_steps(self) -> list[str]:
        """Elements of the instance's completed main tasks, the last done first, each once."""
        assert self.instance is not None
        rows = self.connection.execute(DONE_STEPS, {"instance_id": self.instance.id})
        return list(dict.fromkeys(row.element for row in rows))

    @cached_property
    def participants(self) -> frozenset[str]:
        assert self.instance is not None
        rows = self.connection.execute(PARTICIPANTS, {"instance_id": self.instance.id})
        return frozenset(row.principal for row in rows)

    def done_by(self, key: str = "") -> dict[str, set[str]]:
        """Step -> everybody who completed it, stand-ins and those they acted for; the starter under "start".

        With the key of a task, what others did in rounds beside its own (another item, another unit) does not count.
        """
        if self.instance is None:  # being started
            return {"start": {self.starter}}
        return done_by(self.instance.starter, self._done, key)

    @cached_property
    def _done(self) -> list[Any]:
        assert self.instance is not None
        return list(self.connection.execute(DONE, {"instance_id": self.instance.id}))

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
        body = {"in_force": self.in_force, **body}  # by what office it was judged, whatever it was
        event = Event(
            instance_id, events + 1, kind, self.at, self.actor.person, body, on_behalf_of, self.command_id,
            self.office.alg,
        )  # fmt: skip
        definition = self.office.definition(self.connection, locked.definition_id if locked else body["definition_id"])
        sealed = link(event, head, texts_of(definition, locked.document if locked else {}, body))
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
        row = {
            "instance_id": instance_id, "seq": event.seq, "kind": kind, "at": event.at, "actor": event.actor,
            "on_behalf_of": on_behalf_of, "command_id": self.command_id, "meta": sealed.meta, "salt": sealed.salt,
            "body": sealed.body, "digest": sealed.digest, "hash": sealed.hash, "sealed": sealed.sealed,
        }  # fmt: skip
        todo.insert(0, Put("history", [row]))
        execute(self.connection, todo, locked.document if locked else None)
        if snapshot is not None:
            values = {"version": snapshot[0], "seq": event.seq, "state": snapshot[1]}
            kept = {"instance_id": instance_id}
            execute(
                self.connection, [Set("snapshot", kept, values) if locked else Put("snapshot", [{**kept, **values}])]
            )
        if locked is not None:
            locked.events, locked.head = event.seq, sealed.hash
        return event


@contextmanager
def work(office: Office, actor: Actor, command_id: str | None = None) -> Iterator[Work]:
    """Run one command. On a refusal everything is rolled back; refusals that matter leave a trace of their own.

    Raises NotNow `command_repeated` when the same command has run meanwhile.
    """
    done: Work | None = None
    try:
        with office.database.write() as connection:
            done = Work(office, connection, actor, command_id)
            yield done
    except Refused as refused:
        if (
            done is not None
            and done.instance is not None
            and (refused.code in TRACED or isinstance(refused, Incident))
            and not (command_id and repeated(office, command_id, actor))  # sent twice: nobody tried anything
        ):
            _trace(office, actor, done.instance.id, refused)
        raise
    except IntegrityError as error:
        raise refuse_repeat(error) or error from error
    for act in done.after_commit:
        act()


def _trace(office: Office, actor: Actor, instance_id: int, refused: Refused) -> None:
    """Remember the refusal in a transaction of its own; a busy database does not hide it from the person."""
    kind = "incident.raised" if isinstance(refused, Incident) else "action.refused"
    with suppress(Busy), office.database.write() as connection:
        trace = Work(office, connection, actor, None)
        trace.lock(instance_id)
        trace.record(kind, {"refusal": refused.as_json()})


def instance_of(task_id: int) -> int:
    return task_id // TASKS_PER_INSTANCE
