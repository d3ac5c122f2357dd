"""The office with the procedure that meets every office action, and its acts said briefly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from engine import actions
from engine.actions import Actor, Receipt
from engine.errors import Refused
from engine.store import tables as t
from engine.store.office import Office
from tests.actions.desk import command_id, kinds, last_body, rows
from tests.conftest import close
from tests.matters import VALUES, matter


class Matters:
    """The office with `matter` published; methods act on instance 1 unless told otherwise."""

    def __init__(self, office: Office, clock: Any) -> None:
        self.office, self.clock = office, clock

    def start(self, by: str = "U11", **values: Any) -> Receipt:
        command = actions.StartInstance("matter", {**VALUES, **values}, command_id())
        return actions.start_instance(self.office, command, Actor(by))

    def to_fork(self) -> None:
        self.start()
        self.do("check", "O5", {"check_result": "同意"})

    def to_approve(self) -> None:
        self.to_fork()
        self.do("handle", "U10")
        self.do("opinions", "U14", {"vote": "同意"}, label="财政局")
        self.do("opinions", "U12", {"vote": "同意"}, label="农业农村局")

    def find(self, element: str, *, label: str = "", role: str = "", state: str = "") -> int:
        task = t.task.c
        wanted = select(task.id).where(task.element == element).order_by(task.id.desc()).limit(1)
        if label:
            wanted = wanted.where(task.label == label)
        wanted = wanted.where(task.role == (role or "main"))
        if state:
            wanted = wanted.where(task.state == state)
        with self.office.database.read() as connection:
            return connection.execute(wanted).scalar_one()

    def do(
        self, element: str, by: str, values: dict | None = None, opinion: str = "同意。", *, command: str = "", **find: str
    ) -> Receipt:
        complete = actions.CompleteTask(self.find(element, **find), values or {}, command or command_id(), opinion)
        return actions.complete_task(self.office, complete, Actor(by))

    def act(self, action: Any, command: Any, by: str) -> Receipt:
        return action(self.office, command, Actor(by))

    def back(self, element: str, by: str, to: str, opinion: str = "请补充。", *, direct: bool = False, **find: str) -> Receipt:
        command = actions.ReturnTask(self.find(element, **find), to, opinion, command_id(), direct)
        return self.act(actions.return_task, command, by)

    def withdraw(self, element: str, by: str, **find: str) -> Receipt:
        command = actions.WithdrawTask(self.find(element, state="completed", **find), command_id())
        return self.act(actions.withdraw_task, command, by)

    def refuses(self, code: str, action: Any, command: Any, by: str) -> Refused:
        """The act is refused with this code, and nothing but a trace of the refusal is left."""
        before = self.everything()
        with pytest.raises(Refused) as refused:
            action(self.office, command, Actor(by))
        assert refused.value.code == code, refused.value
        assert self.everything() == before
        return refused.value

    def everything(self) -> dict[str, list[Any]]:
        """All rows that an act could change, without the traces that refusals leave."""
        tables = (t.task, t.inbox, t.timer, t.opinion, t.reading, t.request, t.document, t.snapshot, t.due_change)
        with self.office.database.read() as connection:
            found = {table.name: [tuple(row) for row in connection.execute(select(table))] for table in tables}
        found["history"] = [kind for kind in self.kinds if kind != "action.refused"]
        return found

    @property
    def kinds(self) -> list[str]:
        return kinds(self.office)

    @property
    def body(self) -> dict[str, Any]:
        return last_body(self.office)

    @property
    def open(self) -> list[str]:
        """Open and held tasks: element, with ":role" when inserted and "!" when held."""
        found = rows(self.office, t.task, t.task.c.state.in_(("open", "held")))
        return sorted(
            row.element + ("" if row.role == "main" else f":{row.role}") + ("!" if row.state == "held" else "")
            for row in found
        )

    def task(self, element: str, **find: str) -> Any:
        (row,) = rows(self.office, t.task, t.task.c.id == self.find(element, **find))
        return row

    def inbox_of(self, element: str, **find: str) -> list[str]:
        return sorted(r.principal for r in rows(self.office, t.inbox, t.inbox.c.task_id == self.find(element, **find)))


@pytest.fixture
def matters(request: pytest.FixtureRequest, clock: Any, furnished: Callable[..., Office]) -> Iterator[Matters]:
    opened = furnished(clock, matter())
    yield Matters(opened, clock)
    close(opened, request)
