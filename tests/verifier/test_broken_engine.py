"""The engine broken on purpose: what it then records, hashes and all, is found, and the first bad event is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.actions import answers, hand
from engine.actions import movement as moving
from engine.bpmn.nodes import gateways, joins, multi_instance, tasks
from engine.bpmn.nodes.multi_instance import MultiInstance
from engine.bpmn.tokens import Token
from engine.definition import Definition
from engine.definition.definition import Decide
from engine.errors import Refused
from engine.organization import Calendar
from engine.store.work import Work
from engine.task import Entitled
from tests.verifier.histories import Histories
from tests.verifier.procedures import office_at, play


class Broken:
    """Whether the fault has struck, and the first event recorded since then."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch
        self.struck = False
        self.first: int | None = None
        record = Work.record

        def recording(work: Work, kind: str, *args: Any, **kwargs: Any) -> Any:
            event = record(work, kind, *args, **kwargs)
            if self.struck and self.first is None:
                self.first = event.seq
            return event

        patch.setattr(Work, "record", recording)

    def once(self) -> bool:
        """True the first time it is asked."""
        before, self.struck = self.struck, True
        return not before


Mutation = Callable[[Broken], None]


def wrong_flow(broken: Broken) -> None:
    """An exclusive gateway takes another flow than the one whose condition holds."""
    choose = gateways.ExclusiveGateway._choose

    def wrong(step: Any, token: Token) -> Any:
        right = choose(step, token)
        others = [flow for flow in step.node.outgoing if flow is not right]
        return others[0] if others and broken.once() else right

    broken.patch.setattr(gateways.ExclusiveGateway, "_choose", wrong)


def missing_flow(broken: Broken) -> None:
    """An inclusive gateway forgets one of two flows."""
    choose = joins.choose_inclusive

    def wrong(step: Any, token: Token) -> Any:
        right = choose(step, token)
        return right[:1] if len(right) > 1 and broken.once() else right

    broken.patch.setattr(joins, "choose_inclusive", wrong)


def skipped_join(broken: Broken) -> None:
    """A parallel join does not wait for all."""

    def wrong(step: Any, token: Token) -> bool:
        kept = step.consume(token.workflow)
        broken.once()
        if kept is token:
            return True
        kept._ready()
        return False

    broken.patch.setattr(joins.ParallelGateway, "arrived", wrong)


def skipped_inclusive_join(broken: Broken) -> None:
    """An inclusive join does not wait for what may still come."""
    right = joins.InclusiveGateway.fires

    def wrong(step: Any, tree: Any) -> bool:
        if right(step, tree):
            return True
        if not tree.arrivals.get(step.node.id) or not broken.once():
            return False
        step.consume(tree)._ready()
        return True

    broken.patch.setattr(joins.InclusiveGateway, "fires", wrong)


def dropped_round(broken: Broken) -> None:
    """A countersigning asks one unit fewer."""
    items = MultiInstance._items

    def wrong(step: Any, body: Token) -> list[Any]:
        right = items(step, body)
        return right[:-1] if broken.once() else right

    broken.patch.setattr(MultiInstance, "_items", wrong)


def early_completion(broken: Broken) -> None:
    """A countersigning is taken for complete after the first answer."""
    broken.patch.setattr(MultiInstance, "_enough", lambda step, body, round: broken.once() or True)


def late_completion(broken: Broken) -> None:
    """The completion condition is not asked."""

    def never(step: Any, body: Token, round: Token) -> bool:
        enough = right(step, body, round)
        if enough:
            broken.once()
        return False

    right = MultiInstance._enough
    broken.patch.setattr(MultiInstance, "_enough", never)


def wrong_result(broken: Broken) -> None:
    """A round's answer is collected under another place."""
    put = MultiInstance.put_result

    def wrong(step: Any, body: Token, index: int, result: Any) -> None:
        if broken.once():
            result = "不同意"
        put(step, body, index, result)

    broken.patch.setattr(multi_instance.MultiInstance, "put_result", wrong)


def wrong_rule(broken: Broken) -> None:
    """A decision is made by another rule, and says so."""
    decide = Decide.__call__

    def wrong(self: Any, variables: Any, env: Any) -> Any:
        value, trace = decide(self, variables, env)
        if not broken.once():
            return value, trace
        other = {"track": "一般", "days": 1}
        row = {**trace[-1], "matched": [{"number": 2, "rule": "r2"}], "outputs": other}
        return other, [*trace[:-1], row]

    broken.patch.setattr(Decide, "__call__", wrong)


def wrong_output(broken: Broken) -> None:
    """The right rule, another output."""
    decide = Decide.__call__

    def wrong(self: Any, variables: Any, env: Any) -> Any:
        value, trace = decide(self, variables, env)
        if not broken.once():
            return value, trace
        other = {**value, "days": 9}
        return other, [*trace[:-1], {**trace[-1], "outputs": other}]

    broken.patch.setattr(Decide, "__call__", wrong)


def wrong_script(broken: Broken) -> None:
    """A script task leaves another value."""
    evaluate = tasks.evaluate_json

    def wrong(token: Token, formula: Any, extra: Any = None) -> Any:
        value = evaluate(token, formula, extra)
        return 900 if formula.text.startswith("=amount * 2") and broken.once() else value

    broken.patch.setattr(tasks, "evaluate_json", wrong)


def lost_answer(broken: Broken) -> None:
    """An answer that routes the matter is lost on its way into the variables."""
    routing = Definition.routing

    def wrong(self: Definition, values: Any) -> dict[str, Any]:
        right = routing(self, values)
        if "vote" in right and broken.once():
            right.pop("vote")
        return right

    broken.patch.setattr(Definition, "routing", wrong)


def anybody(broken: Broken) -> None:
    """Whoever asks may do a task."""

    def wrong(task: Any, person: str, organization: Any, at: Any, procedure: str) -> Entitled:
        broken.once()
        return Entitled(person, None, organization.name(person), "")

    broken.patch.setattr(hand, "entitle", wrong)


def no_recusal(broken: Broken) -> None:
    """回避 is not asked."""
    ask = answers.refuse_separated

    def wrong(*args: Any) -> None:
        try:
            ask(*args)
        except Refused:
            broken.once()

    broken.patch.setattr(hand, "refuse_own", lambda *args: None)
    broken.patch.setattr(answers, "refuse_separated", wrong)


def wrong_people(broken: Broken) -> None:
    """A task is given to other people than the diagram asks."""
    assign = moving.assign

    def wrong(wait: Any, *args: Any, **kwargs: Any) -> Any:
        right = assign(wait, *args, **kwargs)
        return replace(right, principals=("U11",), people=("U11",)) if broken.once() else right

    broken.patch.setattr(moving, "assign", wrong)


def wrong_due(broken: Broken) -> None:
    """A term is counted a day too long."""
    after = Calendar.workdays_after

    def wrong(self: Calendar, start: Any, n: int) -> Any:
        broken.once()
        return after(self, start, n) + timedelta(days=1)

    broken.patch.setattr(Calendar, "workdays_after", wrong)


def wrong_number(broken: Broken) -> None:
    """A step is taken for done without anybody having done it: its task is left open."""
    describe = moving.describe

    def wrong(*args: Any, **kwargs: Any) -> Any:
        moved = describe(*args, **kwargs)
        if moved["opened"] and broken.once():
            moved["opened"] = [*moved["opened"][:-1], {**moved["opened"][-1], "name": "另一环节"}]
        return moved

    broken.patch.setattr(moving, "describe", wrong)


MUTATIONS: dict[str, tuple[Mutation, dict[str, Any]]] = {
    one.__name__: (one, values)
    for one, values in [
        (wrong_flow, {}), (missing_flow, {}), (skipped_join, {}), (skipped_inclusive_join, {}), (dropped_round, {}),
        (early_completion, {}), (late_completion, {}), (wrong_result, {}), (wrong_rule, {}), (wrong_output, {}),
        (wrong_script, {}), (lost_answer, {}), (anybody, {}), (no_recusal, {}), (wrong_people, {}), (wrong_due, {}),
        (wrong_number, {}),
    ]
}  # fmt: skip
STRANGERS = {"anybody": lambda task, people: "U12" if task.element == "check" else people[-1],
             "no_recusal": lambda task, people: people[0]}  # fmt: skip
# what strikes in the variables shows when they are read
LATER = frozenset({"wrong_result", "wrong_script"})


@pytest.mark.parametrize("name", MUTATIONS)
def test_what_a_broken_engine_records_is_found(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mutation, values = MUTATIONS[name]
    office, clock = office_at(tmp_path)
    try:
        with monkeypatch.context() as patch:
            broken = Broken(patch)
            mutation(broken)
            choose = STRANGERS.get(name, lambda task, people: people[-1])
            instance = play(office, clock, choose, **values)
        assert broken.first is not None, "the fault never struck"
        histories = Histories(office)
        found = histories.judge(instance, histories.events(instance)).fault
        assert found is not None, "not found"
        print(name, broken.first, found)
        assert found.seq == broken.first if name not in LATER else found.seq >= broken.first
        assert found.zh and found.en
    finally:
        office.database.dispose()


def test_the_same_engine_unbroken_verifies(tmp_path: Path) -> None:
    office, clock = office_at(tmp_path)
    try:
        instance = play(office, clock)
        assert Histories(office).verify(instance).state == "completed"
    finally:
        office.database.dispose()
