"""Doing things in the test office as briefly as a person would say them."""

from __future__ import annotations

from itertools import count

from sqlalchemy import select

from engine import actions
from engine.actions import Actor, Receipt
from engine.store import tables as t
from engine.store.office import Office
from engine.store.rebuild import recorded
from tests.packages import VALUES

commands = count(1)


def command_id() -> str:
    return f"command-{next(commands)}"


def start(office: Office, by: str = "U11", **values: object) -> Receipt:
    command = actions.StartInstance("approval", {**VALUES, **values}, command_id())
    return actions.start_instance(office, command, Actor(by))


def task_of(office: Office, element: str, label: str = "", instance: int = 1) -> int:
    """The newest task of a step."""
    task = t.task.c
    wanted = select(task.id).where(task.instance_id == instance, task.element == element)
    if label:
        wanted = wanted.where(task.label == label)
    with office.database.read() as connection:
        return connection.execute(wanted.order_by(task.id.desc()).limit(1)).scalar_one()


def complete(office: Office, element: str, by: str, values: dict, opinion: str = "", **more: object) -> Receipt:
    label, instance = str(more.pop("label", "")), int(more.pop("instance", 1))
    command = actions.CompleteTask(
        task_of(office, element, label, instance), values, str(more.pop("command", command_id())), opinion, **more
    )
    return actions.complete_task(office, command, Actor(by))


def review(office: Office, result: str = "同意", by: str = "O5", **more: object) -> Receipt:
    return complete(office, "review", by, {"review_result": result}, "已核。", **more)


def cosign(office: Office, unit: str, by: str, result: str = "同意", **more: object) -> Receipt:
    return complete(office, "cosign", by, {"cosign_result": result}, label=unit, **more)


def sign(office: Office, result: str = "同意", by: str = "L1", **more: object) -> Receipt:
    return complete(office, "sign", by, {"sign_result": result}, "同意印发。", **more)


def to_sign(office: Office) -> None:
    """Bring instance 1 to 签发."""
    start(office)
    review(office)
    cosign(office, "林草局", "U10")
    cosign(office, "财政局", "U14")


def kinds(office: Office, instance: int = 1) -> list[str]:
    with office.database.read() as connection:
        return [event.kind for event in recorded(connection, instance)]


def last_body(office: Office, instance: int = 1) -> dict:
    with office.database.read() as connection:
        return recorded(connection, instance)[-1].body


def rows(office: Office, table, *where):
    """In the order of their keys."""
    with office.database.read() as connection:
        return connection.execute(select(table).where(*where).order_by(*table.primary_key.columns)).all()
