"""Moving a running execution to another diagram: where tokens stand then, what they listen for, what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.bpmn import Environment, Execution, load, match, misfits
from engine.errors import NotNow
from tests.bpmn.build import (
    after,
    boundary,
    call,
    catch,
    diagram,
    end,
    evg,
    file,
    flows,
    handler,
    inc,
    many,
    message,
    on_message,
    par,
    process,
    start,
    sub,
    user,
)
from tests.bpmn.run import START

NOTE = message("note", "=key") + message("open")


def program(source: bytes) -> Any:
    return load({"p.bpmn": source}, services=None)


class Moved:
    """An execution of the first diagram, brought to a point and moved to the second."""

    def __init__(self, first: bytes, *done: str, data: dict[str, Any] | None = None) -> None:
        self.now = START
        self.program = program(first)
        self.execution, _ = Execution.start(self.program, "p", data or {"key": "k"}, self.env)
        for element in done:
            self.done(element)

    @property
    def env(self) -> Environment:
        return Environment(self.now)

    def done(self, element: str, **values: Any) -> Any:
        key = next(one.key for one in self.execution.waiting().tasks if one.element == element)
        return self.execution.complete(key, values, self.env)

    def to(self, second: bytes, recount: bool = False, **chosen: str) -> Any:
        other = program(second)
        mapping = match(self.program, "p", other, "p", chosen)
        outcome = self.execution.migrate(other, "p", mapping, self.env, recount)
        self.program = other
        state = self.execution.snapshot()
        self.execution = Execution.restore(other, state)
        assert self.execution.snapshot() == state
        return outcome

    def refused(self, second: bytes, code: str, **chosen: str) -> NotNow:
        other, before = program(second), self.execution.snapshot()
        mapping = match(self.program, "p", other, "p", chosen)
        assert [one.code for one in self.execution.hindrances(other, "p", mapping)][:1] == [code]
        with pytest.raises(NotNow) as refusal:
            self.execution.migrate(other, "p", mapping, self.env)
        assert refusal.value.code == code and self.execution.snapshot() == before
        return refusal.value

    @property
    def standing(self) -> list[tuple[str, str]]:
        return list(self.execution.standing())

    @property
    def timers(self) -> dict[str, str]:
        return {one.key: one.element for one in self.execution.waiting().timers}


def line(*elements: str, roots: str = "", **more: str) -> bytes:
    """start, then these user tasks one after another, then the end; `more` are drawn besides."""
    ids = " ".join(elements)
    return diagram(start("s"), *(user(id) for id in elements), end("e"), flows(f"s {ids} e"), *more.values(), roots=roots)


def test_a_token_keeps_its_key_on_a_renamed_element_and_new_runs_count_on() -> None:
    moved = Moved(line("a", "b"))
    moved.to(line("x", "b"), a="x")
    assert moved.standing == [("a#1", "x")]
    moved.execution.jump("x", moved.env)
    assert moved.standing == [("x#2", "x")], "no key is used twice"
    moved.to(line("a", "b"), x="a")
    assert moved.standing == [("x#2", "a")]
    assert moved.done("a").opened[0].element == "b"


def test_elements_find_partners_by_id_then_by_name_and_by_kind_only() -> None:
    old = diagram(start("s"), user("a", name="核稿"), user("b", name="签发"), end("e"), flows("s a b e"))
    new = diagram(start("s"), user("c", name="核稿"), sub("b", start("bs"), end("be"), flows("bs be"), name="签发"), end("e"),
                  flows("s c b e"))  # fmt: skip
    pairs = match(program(old), "p", program(new), "p", {})
    assert pairs == {"s": "s", "e": "e", "a": "c"}
    assert [one.code for one in misfits(program(old), "p", program(new), "p", {"b": "b", "a": "no"})] == [
        "migration_kind", "migration_unknown",
    ]  # fmt: skip
    inside = diagram(start("s"), sub("w", start("ws"), user("a"), end("we"), flows("ws a we")), end("e"), flows("s w e"))
    assert "a" not in match(program(old), "p", program(inside), "p", {}), "another part is another scope"
    assert [one.code for one in misfits(program(old), "p", program(inside), "p", {"a": "a"})] == ["migration_scope"]


def test_an_element_with_a_token_needs_a_partner() -> None:
    moved = Moved(line("a", "b"))
    refusal = moved.refused(line("b"), "migration_orphan")
    assert refusal.details["findings"][0]["element"] == "a"
    moved.to(line("b"), a="b")
    assert moved.standing == [("a#1", "b")]


def with_timer(host: str, event: str, duration: str = "PT5H", interrupting: bool = False) -> bytes:
    return diagram(
        start("s"), user(host), boundary(event, host, after(duration), interrupting), user("late"), end("e"), end("f"),
        flows(f"s {host} e", f"{event} late f"),
    )  # fmt: skip


def test_a_timer_waits_on_under_its_new_name_and_is_counted_anew_only_when_asked() -> None:
    moved = Moved(with_timer("a", "b"))
    due = moved.execution.waiting().timers[0].due
    moved.now += timedelta(hours=1)
    outcome = moved.to(with_timer("a", "c", "PT9H"), b="c")
    assert moved.timers == {"b#1": "c"} and moved.execution.waiting().timers[0].due == due
    assert not outcome.timers_opened and not outcome.timers_closed
    outcome = moved.to(with_timer("a", "c", "PT9H"), recount=True)
    assert moved.execution.waiting().timers[0].due == START + timedelta(hours=9), "from when it began"
    assert [one.key for one in outcome.timers_moved] == ["b#1"]


def test_what_is_new_is_listened_for_what_is_gone_is_not_and_what_fired_is_not_armed_again() -> None:
    moved = Moved(line("a"))
    outcome = moved.to(with_timer("a", "b"))
    assert [one.element for one in outcome.timers_opened] == ["b"]
    moved.execution.fire("b#1", moved.env)
    assert moved.timers == {} and ("late#1", "late") in moved.standing
    moved.done("late")
    moved.to(with_timer("a", "b", "PT7H"))
    assert moved.timers == {}, "it has fired"
    moved = Moved(with_timer("a", "b"))
    assert moved.to(line("a")).timers_closed == ("b#1",)


def test_an_event_alone_of_its_kind_at_a_step_needs_no_name() -> None:
    moved = Moved(with_timer("a", "b"))
    moved.to(with_timer("a", "c"))
    assert moved.timers == {"b#1": "c"}


def test_a_message_called_otherwise_is_waited_for_by_its_new_name() -> None:
    def waiting(name: str, key: str) -> bytes:
        return diagram(start("s"), catch("c", on_message("m")), end("e"), flows("s c e"), roots=message("m", key, name=name))

    moved = Moved(waiting("note", "=key"), data={"key": "k", "other": "o"})
    outcome = moved.to(waiting("news", "=other"))
    assert outcome.subscriptions_closed == ("c#1",) and [one.name for one in outcome.subscriptions_opened] == ["news"]
    assert not moved.execution.catches("message", "note", "k")
    assert moved.execution.catch("message", "news", moved.env, "o").state == "completed"
    moved = Moved(waiting("note", "=key"))
    assert not moved.to(waiting("note", "=key")).subscriptions_opened, "unchanged, it waits on"


def fork(*branches: str, gate: str = "j", more: str = "") -> bytes:
    ways = [f"f {branch} {gate}" for branch in branches]
    return diagram(start("s"), par("f"), *(user(b) for b in branches), par(gate), user("z"), end("e"),
                   flows("s f", *ways, f"{gate} z e"), more)  # fmt: skip


def test_a_token_at_a_join_waits_at_its_partner_having_come_from_the_partner_of_where_it_came_from() -> None:
    moved = Moved(fork("a", "b"), "a")
    moved.to(fork("x", "b", gate="k"), a="x", j="k")
    assert ("", "k") in moved.standing
    assert [one.element for one in moved.done("b").opened] == ["z"]


def test_a_join_that_asks_for_no_more_fires_and_one_that_would_starve_is_refused() -> None:
    moved = Moved(fork("a", "b"), "a")
    moved.refused(fork("a", "b", "c"), "migration_starving")
    moved.refused(fork("b", "c"), "migration_flow")
    three = Moved(fork("a", "b", "c"), "a", "b")
    outcome = three.to(fork("a", "b"), c="z")
    assert [one.element for one in outcome.opened] == ["z"], "c went on behind the join, which has all it asks for"
    assert sorted(element for _, element in three.standing) == ["z", "z"]


def test_an_inclusive_join_fires_once_nothing_more_can_come() -> None:
    def ways(*branches: str) -> bytes:
        return diagram(start("s"), par("f"), *(user(b) for b in branches), inc("j"), user("z"), end("e"),
                       flows("s f", *(f"f {b} j" for b in branches), "j z e"))  # fmt: skip

    moved = Moved(ways("a", "b"), "a")
    assert [one.element for one in moved.to(ways("a", "b"), b="z").opened] == ["z"]


def test_rounds_go_on_with_their_items_under_the_loops_new_names() -> None:
    def countersigned(id: str, item: str, into: str) -> bytes:
        return diagram(start("s"), user(id, many("=[1,2,3]", item, into, "=c")), user("z"), end("e"), flows(f"s {id} z e"))

    moved = Moved(countersigned("m", "unit", "results"))
    moved.execution.complete("m#1/[1]", {"c": "乙"}, moved.env)
    moved.to(countersigned("n", "asked", "answers"), m="n")
    assert [one.variables["asked"] for one in moved.execution.waiting().tasks] == [1, 3]
    moved.execution.complete("m#1/[0]", {"c": "甲"}, moved.env)
    moved.execution.complete("m#1/[2]", {"c": "丙"}, moved.env)
    assert moved.execution.data["answers"] == ["甲", "乙", "丙"] and "results" not in moved.execution.data
    assert moved.standing == [("z#1", "z")]
    moved = Moved(countersigned("m", "unit", "results"))
    moved.refused(line("m", "z"), "migration_kind")


def test_what_runs_in_a_sub_process_goes_to_the_partners_inside() -> None:
    def nested(outer: str, inner: str) -> bytes:
        return diagram(start("s"), sub(outer, start("i"), user(inner), user("z"), end("o"), flows(f"i {inner} z o")),
                       end("e"), flows(f"s {outer} e"))  # fmt: skip

    moved = Moved(nested("w", "a"))
    moved.refused(nested("w", "b"), "migration_orphan")
    moved.to(nested("v", "b"), w="v", a="b")
    assert moved.standing == [("w#1", "v"), ("w#1/a#1", "b")]
    assert moved.done("b").opened[0].key == "w#1/z#1"
    assert moved.done("z").state == "completed"


def test_a_called_process_goes_on_under_its_own_id() -> None:
    def calling(called: str) -> bytes:
        main = process(start("s"), call("c", called), end("e"), flows("s c e"))
        return file(main, process(start("qs"), user("a"), user("b"), end("qe"), flows("qs a b qe"), id=called))

    moved = Moved(calling("q"))
    moved.to(calling("q"))
    assert moved.done("a").opened[0].key == "c#1/b#1"
    moved.refused(calling("r"), "migration_call")


def test_an_event_gateway_listens_for_the_events_of_the_other_version() -> None:
    def choosing(*events: str) -> bytes:
        catches = [catch(id, on_message("open") if id == "m" else after("PT1H")) for id in events]
        return diagram(start("s"), evg("g"), *catches, *(end(f"e{id}") for id in events),
                       flows("s g", *(f"g {id} e{id}" for id in events)), roots=NOTE)  # fmt: skip

    moved = Moved(choosing("m", "t"))
    outcome = moved.to(choosing("m", "u", "v"))
    assert outcome.timers_closed == ("t#1",) and [one.key for one in outcome.timers_opened] == ["u#1", "v#1"]
    assert moved.execution.catch("message", "open", moved.env).state == "completed"


def test_an_event_sub_process_waits_on_a_new_one_begins_to_and_an_interrupted_scope_gets_none() -> None:
    def handled(*handlers: str) -> bytes:
        parts = [handler(id, start(f"{id}s", on_message("open"), isInterrupting="true"), user(f"{id}u"), end(f"{id}e"),
                         flows(f"{id}s {id}u {id}e")) for id in handlers]  # fmt: skip
        return diagram(start("s"), user("a"), end("e"), flows("s a e"), *parts, roots=NOTE)

    moved = Moved(handled())
    outcome = moved.to(handled("h"))
    assert [one.element for one in outcome.subscriptions_opened] == ["hs"]
    assert not moved.to(handled("h")).subscriptions_opened
    moved.execution.catch("message", "open", moved.env)
    assert [element for _, element in moved.standing] == ["h", "hu"]
    assert not moved.to(handled("h", "k")).subscriptions_opened


def test_what_goes_straight_back_goes_to_the_partner() -> None:
    moved = Moved(line("a", "b", "c"), "a", "b")
    moved.execution.go_back("c#1", "a", moved.env, direct=True)
    moved.refused(line("a", "b"), "migration_orphan")
    moved.to(line("a", "b", "d"), c="d")
    assert [one.element for one in moved.done("a").opened] == ["d"]
