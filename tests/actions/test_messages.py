"""Messages between matters: who is the starter of what they start, what waits, what is stopped in between."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine import actions
from engine.actions import Actor
from engine.errors import NotYours
from engine.store import tables as t
from engine.store.office import Office, open_office
from tests.actions.desk import command_id, kinds, rows, task_of
from tests.conftest import close, furnish
from tests.exchanging import VALUES, answering, asking
from tests.faults.racing import Racing

delivery = import_module("engine.actions.deliver_messages")  # its name in the package is the function's
ASKED, ANSWERED = 1, 2  # the first matter and the one it starts


@pytest.fixture
def exchange(request: pytest.FixtureRequest, database_url: str, clock: Any, tmp_path: Path) -> Iterator[Office]:
    opened = furnish(open_office(database_url, clock=clock, files=tmp_path / "files"), asking(), answering())
    yield opened
    close(opened, request)


def do(office: Office, element: str, by: str, instance: int) -> None:
    command = actions.CompleteTask(task_of(office, element, instance=instance), {}, command_id())
    actions.complete_task(office, command, Actor(by))


def ask(office: Office, by: str = "O5") -> None:
    actions.start_instance(office, actions.StartInstance("asking", VALUES, command_id()), Actor("U11"))
    do(office, "write", by, ASKED)


def links(office: Office) -> list[tuple[int, int, str]]:
    return sorted((row.instance_id, row.other_id, row.direction) for row in rows(office, t.link))


def unsent(office: Office) -> list[str]:
    return [row.name for row in rows(office, t.message, t.message.c.receiver.is_(None))]


def test_a_question_starts_a_matter_and_its_answer_comes_back(exchange: Office) -> None:
    ask(exchange)
    assert actions.deliver_messages(exchange) == 1
    do(exchange, "reply", "O5", ANSWERED)
    assert actions.deliver_messages(exchange) == 1 and actions.deliver_messages(exchange) == 0
    assert links(exchange) == [(1, 2, "received"), (1, 2, "sent"), (2, 1, "received"), (2, 1, "sent")]
    do(exchange, "file", "O5", ASKED)
    assert {row.end_state for row in rows(exchange, t.instance)} == {"已办结"}


def test_the_starter_is_who_sent_it_and_nobody_who_came_later(exchange: Office) -> None:
    ask(exchange)
    urge = actions.UrgeTask(task_of(exchange, "write", instance=ASKED), command_id())
    with pytest.raises(NotYours):  # leaves a trace in the sender's history
        actions.complete_task(exchange, actions.CompleteTask(urge.task_id, {}, command_id()), Actor("U1"))
    assert kinds(exchange, ASKED)[-1] == "action.refused"
    actions.circulate(exchange, actions.Circulate(ASKED, ("U3",), command_id()), Actor("U11"))
    actions.deliver_messages(exchange)
    (started,) = rows(exchange, t.instance, t.instance.c.id == ANSWERED)
    assert started.starter == "O5"


def test_who_stands_still_gets_its_message_when_it_goes_on(exchange: Office) -> None:
    ask(exchange)
    actions.deliver_messages(exchange)
    actions.suspend_instance(exchange, actions.SuspendInstance(ASKED, "复议。", command_id()), Actor("O1"))
    do(exchange, "reply", "O5", ANSWERED)
    assert actions.deliver_messages(exchange) == 0 and unsent(exchange) == ["answered"]
    actions.resume_instance(exchange, actions.ResumeInstance(ASKED, "", command_id()), Actor("O1"))
    assert actions.deliver_messages(exchange) == 1 and unsent(exchange) == []


def test_what_nobody_takes_keeps_nothing_else_waiting(exchange: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "PAGE", 1)
    for _ in range(2):  # answers to nobody: no matter has this number
        started = actions.start_instance(exchange, actions.StartInstance("answering", VALUES, command_id()), Actor("U11"))
        do(exchange, "reply", "O5", started.instance_id)
    third = actions.start_instance(exchange, actions.StartInstance("asking", VALUES, command_id()), Actor("U11"))
    do(exchange, "write", "O5", third.instance_id)
    assert actions.deliver_messages(exchange, limit=1) == 1
    assert unsent(exchange) == ["answered", "answered"]


def test_what_is_stopped_between_the_two_commits_goes_on_from_there(exchange: Office) -> None:
    ask(exchange)
    (message,) = delivery._waiting(exchange, None)
    received = delivery._receive(exchange, message)  # and here the machine stopped
    assert received is not None and unsent(exchange) == ["answering"]
    assert actions.deliver_messages(exchange) == 1
    assert {row.id for row in rows(exchange, t.instance)} == {ASKED, ANSWERED}
    assert kinds(exchange, ASKED).count("message.delivered") == 1 and unsent(exchange) == []


@pytest.mark.parametrize("step", ["question", "answer"])
def test_two_workers_deliver_once(exchange: Office, tmp_path: Path, step: str) -> None:
    """Both have read the message before either has taken it."""
    ask(exchange)
    if step == "answer":
        actions.deliver_messages(exchange)
        do(exchange, "reply", "O5", ANSWERED)
    (message,) = delivery._waiting(exchange, None)
    other = open_office(exchange.database.url, clock=exchange.clock, files=tmp_path / "files")
    racing = Racing(exchange, other)

    def deliver(office: Office) -> int:
        received = delivery._receive(office, message)
        assert received is not None
        delivery._tell_sender(office, message, received)
        return received.instance_id

    first, second = racing.run(deliver, deliver)
    racing.close()
    assert first == second == (ANSWERED if step == "question" else ASKED)
    with exchange.database.read() as connection:
        events = connection.execute(select(t.history.c.kind)).scalars().all()
    assert events.count("message.delivered") == (1 if step == "question" else 2)
    assert len(rows(exchange, t.instance)) == 2 and unsent(exchange) == []
