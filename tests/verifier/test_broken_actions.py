"""Office actions whose rules the engine forgets: what it then records is found, and the event is named."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine import actions
from engine.clock import SimulatedClock
from engine.store.office import open_office
from tests.actions.conftest import Matters
from tests.actions.desk import command_id
from tests.conftest import BEGINNING, furnish
from tests.matters import matter
from tests.verifier.histories import Histories

Patch = pytest.MonkeyPatch
CASES: dict[str, tuple[Callable[[Patch], None], Callable[[Matters], Any], str]] = {}


def case(code: str, broken: Callable[[Patch], None]) -> Callable[[Callable[[Matters], Any]], Callable[[Matters], Any]]:
    """Registers a story whose last act only a broken engine does, and the code of the fault it should be."""

    def register(story: Callable[[Matters], Any]) -> Callable[[Matters], Any]:
        CASES[story.__name__] = (broken, story, code)
        return story

    return register


def instead(module: str, name: str, answer: Callable[..., Any]) -> Callable[[Patch], None]:
    """Another function in the place of a rule. Modules of actions bear the names of their functions: hence by name."""
    return lambda monkeypatch: monkeypatch.setattr(importlib.import_module(module), name, answer)


def nothing(module: str, name: str, answer: Any = None) -> Callable[[Patch], None]:
    """A rule that is not asked any more."""
    return instead(module, name, lambda *args, **kwargs: answer)


def both(*patches: Callable[[Patch], None]) -> Callable[[Patch], None]:
    def patch(monkeypatch: Patch) -> None:
        for one in patches:
            one(monkeypatch)

    return patch


# -- back and forth


@case("withdraw_late", nothing("engine.actions.withdraw_task", "refuse_seen"))
def withdrawn_after_it_was_opened(m: Matters) -> Any:
    m.to_fork()
    actions.open_task(m.office, m.find("handle"), actions.Actor("U10"))
    return m.act(actions.withdraw_task, actions.WithdrawTask(m.find("check"), command_id()), "O5")


@case("return_not_allowed", nothing("engine.actions.return_task", "return_targets", {"check": "核稿"}))
def returned_from_where_none_is_allowed(m: Matters) -> Any:
    m.to_approve()
    m.do("approve", "L1")
    return m.act(actions.return_task, actions.ReturnTask(m.find("seal"), "check", "退回。", command_id()), "O7")


@case("move_impossible", nothing("engine.bpmn.jumps", "_refuse_starving"))
def set_where_a_join_starves(m: Matters) -> Any:
    m.to_fork()
    command = actions.JumpInstance(1, "receive", "跳转。", command_id(), m.find("handle"))
    return m.act(actions.jump_instance, command, "O1")


@case("not_entitled", nothing("engine.actions.hand", "require"))
def jumped_by_somebody_who_answers_for_nothing(m: Matters) -> Any:
    m.to_fork()
    return m.act(actions.jump_instance, actions.JumpInstance(1, "check", "跳转。", command_id()), "U11")


@case("not_entitled", nothing("engine.actions.cancel_instance", "_handled_by_others", False))
def cancelled_by_the_starter_when_others_had_acted(m: Matters) -> Any:
    m.to_fork()
    return m.act(actions.cancel_instance, actions.CancelInstance(1, "不办了。", command_id()), "U11")


# -- handing on, asking, answering


@case("transfer_to_unit", nothing("engine.actions.transfer_task", "same_unit", True))
def transferred_to_another_unit(m: Matters) -> Any:
    m.to_fork()
    return m.act(actions.transfer_task, actions.TransferTask(m.find("handle"), "U14", "请办。", command_id()), "U10")


@case("not_entitled", nothing("engine.actions.remove_signer", "_added_round", True))
def a_round_removed_by_a_stranger(m: Matters) -> Any:
    m.to_fork()
    return m.act(actions.remove_signer, actions.RemoveSigner(m.find("opinions", label="财政局"), command_id()), "U10")


@case("asked_already", both(nothing("engine.actions.add_signer", "_asked", set()), nothing("engine.actions.add_signer", "colleagues")))
def a_unit_asked_twice(m: Matters) -> Any:
    m.to_fork()
    command = actions.AddSigner(m.find("opinions", label="财政局"), ("农业农村局",), "round", command_id())
    return m.act(actions.add_signer, command, "U14")


@case("oneself", both(nothing("engine.actions.transfer_task", "colleagues", ("U10",)), nothing("engine.actions.transfer_task", "same_unit", True)))
def a_task_given_to_oneself(m: Matters) -> Any:
    m.to_fork()
    return m.act(actions.transfer_task, actions.TransferTask(m.find("handle"), "U10", "请办。", command_id()), "U10")


@case("result_wrong", nothing("engine.actions.answer_signer", "_result", "弃权"))
def an_answer_that_is_none(m: Matters) -> Any:
    m.to_fork()
    command = actions.AddSigner(m.find("handle"), ("U11",), "before", command_id(), "请会。")
    m.act(actions.add_signer, command, "U10")
    return m.do("handle", "U11", {"result": "弃权"}, role="before")


# -- terms


@case("extension_not_allowed", instead(
    "engine.actions.extend_due", "extended_due",
    lambda calendar, rules, clock, at, days: calendar.closing(calendar.workdays_after(clock.due.date(), days)),
))  # fmt: skip
def an_extension_over_the_cap(m: Matters) -> Any:
    m.to_fork()
    patched = actions.AskExtension(m.find("handle"), 9, "需延期。", command_id())
    m.act(actions.ask_extension, patched, "U10")
    m.do("handle", "L1", {"result": "同意"}, role="request")
    return m.act(actions.ask_extension, actions.AskExtension(m.find("handle"), 4, "再延期。", command_id()), "U10")


@case("amended_wrong", instead(
    "engine.actions.hold_instance", "resume", lambda calendar, old, since, now: old + (now - since) + timedelta(days=1)
))  # fmt: skip
def resumed_with_a_day_too_many(m: Matters) -> Any:
    m.to_fork()
    m.act(actions.pause_instance, actions.PauseInstance(1, "等待。", command_id()), "O1")
    m.clock.move_to(m.clock.now() + timedelta(days=3))
    return m.act(actions.resume_instance, actions.ResumeInstance(1, "恢复。", command_id()), "O1")


@case("on_hold", both(nothing("engine.actions.hand", "refuse_hold")))
def a_step_done_while_the_matter_stands_still(m: Matters) -> Any:
    m.to_fork()
    m.act(actions.pause_instance, actions.PauseInstance(1, "等待。", command_id()), "O1")
    return m.do("handle", "U10")


# -- who stands in


@case("not_entitled", nothing("engine.organization.deputies", "is_active", True))
def done_by_a_deputy_while_his_principal_is_there(m: Matters) -> Any:
    m.to_approve()
    return m.do("approve", "L2")


@pytest.fixture
def matters(tmp_path: Path) -> Iterator[Matters]:
    clock = SimulatedClock(BEGINNING)
    office = furnish(open_office(f"sqlite:///{tmp_path}/b.sqlite3", clock=clock, files=tmp_path / "files"), matter())
    yield Matters(office, clock)
    office.database.dispose()


@pytest.mark.parametrize("name", CASES)
def test_a_forgotten_rule_is_found(name: str, matters: Matters, monkeypatch: Patch) -> None:
    broken, story, code = CASES[name]
    broken(monkeypatch)
    receipt = story(matters)
    monkeypatch.undo()
    histories = Histories(matters.office)
    fault = histories.judge(1, histories.events(1)).fault
    assert fault is not None and (fault.seq, fault.code) == (receipt.seq, code), fault

