"""Movements that follow no flow: what ends, what stays, and what is refused (docs/actions.md)."""

from __future__ import annotations

import pytest

from engine.errors import NotNow

from .build import after, boundary, diagram, end, flows, many, par, start, sub, timer, user, when, xor
from .run import Run


def back(run: Run, element: str, target: str, direct: bool = False, **values):
    key = next(task.key for task in run.execution.waiting().tasks if task.element == element)
    return run._after(run.execution.go_back(key, target, run.env, direct, values))


def withdraw(run: Run, element: str, scope: str = ""):
    return run._after(run.execution.withdraw(scope, element, run.env))


def jump(run: Run, target: str, source: str | None = None):
    return run._after(run.execution.jump(target, run.env, source))


def refused(code: str):
    return pytest.raises(NotNow, match=rf"\[{code}\]")


LINE = diagram(start(), user("a"), user("b"), user("c"), end(), flows("s a b c e"))
FORK = diagram(
    start(), user("draft"), par("f"), user("a"), user("a2"), user("b"), par("j"), user("sign"), end(),
    flows("s draft f a a2 j sign e", "f b j"),
)  # fmt: skip


def test_a_return_along_a_line_asks_again_what_lies_between() -> None:
    run = Run(LINE)
    run.done("a")
    run.done("b")
    outcome = back(run, "c", "a")
    assert run.open == ["a"]
    assert [(c.key, c.how) for c in outcome.closed] == [("c#1", "cancelled")]
    run.done("a"), run.done("b"), run.done("c")
    assert run.state == "completed"


def test_direct_comes_straight_back_to_who_returned_it() -> None:
    run = Run(LINE)
    run.done("a"), run.done("b")
    back(run, "c", "a", direct=True)
    assert run.execution.waiting().tasks[0].back == "c"
    run.done("a")
    assert run.open == ["c"]
    run.done("c")
    assert run.state == "completed"


def test_a_step_that_does_not_lead_here_is_refused_and_nothing_changes() -> None:
    run = Run(LINE)
    run.done("a")
    before = run.execution.snapshot()
    for target, code in (("c", "return_impossible"), ("s", "target_unknown"), ("nowhere", "target_unknown")):
        with refused(code):
            back(run, "b", target)
    assert run.execution.snapshot() == before and run.open == ["b"]


def test_within_a_branch_the_siblings_stay() -> None:
    run = Run(FORK)
    run.done("draft"), run.done("a")
    back(run, "a2", "a")
    assert run.open == ["a", "b"]
    run.done("b"), run.done("a"), run.done("a2")
    assert run.open == ["sign"]


def test_before_the_fork_all_branches_end_and_only_one_token_starts() -> None:
    run = Run(FORK)
    run.done("draft"), run.done("b")  # b waits at the join
    back(run, "a", "draft")
    assert run.open == ["draft"]
    run.done("draft")
    assert run.open == ["a", "b"]
    run.done("a"), run.done("a2")
    assert run.open == ["b"], "the vote of before must not count at the join"
    run.done("b")
    assert run.open == ["sign"]


def test_a_branch_does_not_return_into_its_sibling() -> None:
    run = Run(FORK)
    run.done("draft"), run.done("a")
    with refused("return_impossible"):
        back(run, "b", "a")
    assert run.open == ["a2", "b"]


def test_after_the_join_a_return_into_one_branch_would_starve_it() -> None:
    run = Run(FORK)
    for step in ("draft", "a", "a2", "b"):
        run.done(step)
    with refused("return_impossible"):
        back(run, "sign", "a")
    back(run, "sign", "draft")
    assert run.open == ["draft"]


def test_direct_is_refused_where_others_would_end() -> None:
    run = Run(FORK)
    run.done("draft")
    with refused("direct_impossible"):
        back(run, "a", "draft", direct=True)
    assert run.open == ["a", "b"]


def test_out_of_one_round_all_rounds_end_and_are_asked_again() -> None:
    run = Run(
        diagram(
            start(), user("draft"), user("sign", many("=units", "unit", "votes", "=vote")), user("after"), end(),
            flows("s draft sign after e"),
        ),
        {"units": ["甲", "乙"]},
    )  # fmt: skip
    run.done("draft")
    run.complete("sign#1/[0]", vote="同意")
    back(run, "sign", "draft")
    assert run.open == ["draft"]
    assert run.data["votes"] == ["同意", None]
    run.done("draft")
    assert run.keys == ["sign#2/[0]", "sign#2/[1]"]


def test_into_and_out_of_a_sub_process() -> None:
    run = Run(
        diagram(
            start(), user("a"),
            sub("box", start("is"), user("x"), user("y"), end("ie"), flows("is x y ie")),
            user("b"), end(), flows("s a box b e"),
        )
    )  # fmt: skip
    run.done("a"), run.done("x")
    back(run, "y", "a")
    assert run.open == ["a"]
    run.done("a"), run.done("x"), run.done("y")
    back(run, "b", "y")
    assert run.open == ["y"] and run.keys == ["box#3/y#1"]
    run.done("y")
    assert run.open == ["b"]


def test_a_round_of_a_sub_process_returns_within_itself_and_nobody_enters_a_finished_one() -> None:
    run = Run(
        diagram(
            start(), user("a"),
            sub("box", many("=[1, 2]", "n"), start("is"), user("x"), user("y"), end("ie"), flows("is x y ie")),
            user("b"), end(), flows("s a box b e"),
        )
    )  # fmt: skip
    run.done("a")
    run.complete("box#1/[0]/x#1")
    run._after(run.execution.go_back("box#1/[0]/y#1", "x", run.env))
    assert run.keys == ["box#1/[1]/x#1", "box#1/[0]/x#2"]
    for key in ("box#1/[1]/x#1", "box#1/[0]/x#2"):
        run.complete(key)
    run.done("y"), run.done("y")
    with refused("return_impossible"):
        back(run, "b", "x")
    back(run, "b", "box")
    assert run.open == ["x", "x"]


def test_timers_of_what_ends_go_and_a_step_reached_again_counts_anew() -> None:
    run = Run(
        diagram(
            start(), user("a"), user("b"), boundary("late", "b", after("PT2H"), interrupting=False), user("urge"),
            end(), end("ue"), flows("s a b e", "late urge ue"),
        )
    )  # fmt: skip
    run.done("a")
    first = run.execution.waiting().timers[0]
    outcome = back(run, "b", "a")
    assert outcome.timers_closed == (first.key,) and not run.execution.waiting().timers
    run.now += first.due - run.now
    run.done("a")
    assert run.execution.waiting().timers[0].due > first.due


def test_a_completed_step_is_withdrawn_and_what_came_of_it_ends() -> None:
    run = Run(FORK)
    run.done("draft")
    withdraw(run, "draft")
    assert run.open == ["draft"]
    run.done("draft"), run.done("b")
    withdraw(run, "b")  # its token waited at the join
    assert run.open == ["a", "b"]
    run.done("a"), run.done("a2"), run.done("b")
    with refused("withdraw_impossible"):
        withdraw(run, "b")  # the join has fired
    assert run.open == ["sign"]


@pytest.mark.parametrize("kind", ["parallel", "sequential"])
def test_one_vote_is_taken_back(kind: str) -> None:
    loop = many("=units", "unit", "votes", "=vote", sequential=kind == "sequential")
    run = Run(diagram(start(), user("sign", loop), user("after"), end(), flows("s sign after e")),
              {"units": ["甲", "乙", "丙"]})  # fmt: skip
    run.complete("sign#1/[0]", vote="同意")
    run._after(run.execution.reopen_round("sign#1", 0, {"unit": "甲"}, run.env))
    again = next(task for task in run.execution.waiting().tasks if task.variables["unit"] == "甲")
    assert again.key == "sign#1/[0]~1" and again.loop_counter == 1
    run.complete(again.key, vote="不同意")
    while "sign" in run.open:
        run.done("sign", vote="弃权")
    assert run.data["votes"] == ["不同意", "弃权", "弃权"] and run.open == ["after"]


def test_a_vote_is_taken_back_only_where_it_stands() -> None:
    loop = many("=units", "unit", "votes", "=vote", sequential=True)
    run = Run(diagram(start(), user("sign", loop), end(), flows("s sign e")), {"units": ["甲", "乙", "丙"]})
    run.complete("sign#1/[0]", vote="同意"), run.complete("sign#1/[1]", vote="同意")
    for index in (0, 2, 7, -1):
        with refused("withdraw_impossible"):
            run.execution.reopen_round("sign#1", index, {"unit": "甲"}, run.env)
    with refused("not_multiple"):
        run.execution.reopen_round("sign#9", 0, {}, run.env)


def test_the_next_in_turn_is_asked_under_a_new_key_after_a_vote_was_taken_back() -> None:
    loop = many("=units", "unit", "votes", "=vote", sequential=True)
    run = Run(diagram(start(), user("sign", loop), end(), flows("s sign e")), {"units": ["甲", "乙", "丙"]})
    keys = list(run.keys)
    for _ in range(2):
        run.complete(run.keys[0], vote="同意")
        keys += run.keys  # 乙 is asked
        run._after(run.execution.reopen_round("sign#1", 0, {"unit": "甲"}, run.env))
        keys += run.keys
    run.complete(run.keys[0], vote="不同意")
    keys += run.keys
    assert len(set(keys)) == len(keys), "a key is used once"
    run.done("sign", vote="同意"), run.done("sign", vote="同意")
    assert run.state == "completed" and run.data["votes"] == ["不同意", "同意", "同意"]


@pytest.mark.parametrize("kind", ["parallel", "sequential"])
def test_signers_are_added_and_taken_out(kind: str) -> None:
    loop = many("=units", "unit", "votes", "=unit + vote", sequential=kind == "sequential")
    run = Run(diagram(start(), user("sign", loop), user("after"), end(), flows("s sign after e")),
              {"units": ["甲", "乙"]})  # fmt: skip
    run._after(run.execution.add_round("sign#1", "丙", run.env))
    if kind == "parallel":
        run._after(run.execution.remove_round("sign#1/[1]", run.env))
    else:
        run.complete("sign#1/[0]", vote="同意")
        run._after(run.execution.remove_round("sign#1/[1]", run.env))
        assert [task.variables["unit"] for task in run.execution.waiting().tasks] == ["丙"]
    while "sign" in run.open:
        run.done("sign", vote="同意")
    assert run.data["votes"] == ["甲同意", "丙同意"] and run.open == ["after"]


def test_taking_out_the_only_one_left_who_has_not_answered_ends_the_countersigning() -> None:
    run = Run(diagram(start(), user("sign", many("=[1, 2]", "n", "votes", "=vote")), user("after"), end(),
                      flows("s sign after e")))  # fmt: skip
    run.complete("sign#1/[0]", vote="同意")
    run._after(run.execution.remove_round("sign#1/[1]", run.env))
    assert run.open == ["after"] and run.data["votes"] == ["同意"]


def test_the_last_signer_stays() -> None:
    run = Run(diagram(start(), user("sign", many("=[1]", "n")), end(), flows("s sign e")))
    with refused("last_signer"):
        run.execution.remove_round("sign#1/[0]", run.env)


def test_a_ratio_of_approvals_counts_without_those_taken_out() -> None:
    condition = '=count(votes[item = "同意"]) >= 0.5 * numberOfInstances'
    run = Run(diagram(start(), user("sign", many("=[1, 2, 3, 4]", "n", "votes", "=vote", until=condition)),
                      user("after"), end(), flows("s sign after e")))  # fmt: skip
    run.complete("sign#1/[0]", vote="不同意"), run.complete("sign#1/[1]", vote="同意")
    assert run.open == ["sign", "sign"]
    run._after(run.execution.remove_round("sign#1/[3]", run.env))
    assert run.open == ["sign"], "one approval of three is not half"
    run.complete("sign#1/[2]", vote="同意")
    assert run.open == ["after"]


def test_a_jump_ends_the_scope_or_one_task() -> None:
    run = Run(FORK)
    run.done("draft")
    jump(run, "sign")
    assert run.open == ["sign"]
    run = Run(FORK)
    run.done("draft")
    jump(run, "a2", source=run.keys[0])
    assert run.open == ["a2", "b"]
    with refused("return_impossible"):
        jump(run, "b")  # a alone would be missing at the join
    with refused("target_unknown"):
        jump(run, "j")
    with refused("not_waiting"):
        jump(run, "a", source="nobody#1")


def test_a_loop_around_a_fork_does_not_hide_what_runs_in_parallel() -> None:
    run = Run(
        diagram(
            start(), user("draft"), par("f"), user("a"), user("a2"), user("b"), par("j"), user("sign"),
            xor("g", default="e"), end(), flows("s draft f a a2 j sign g e", "f b j"), when("g", "draft", "=again"),
        )
    )  # fmt: skip
    for turn in range(3):
        run.done("draft"), run.done("a")
        back(run, "a2", "a")
        assert run.open == ["a", "b"], turn
        run.done("b"), run.done("a"), run.done("a2")
        run.done("sign", again=turn < 2)
    assert run.state == "completed"


def test_dues_of_timers_move_with_what_they_read() -> None:
    run = Run(
        diagram(
            start(), user("a"), boundary("late", "a", timer("date", "=until"), interrupting=False), end(),
            end("le"), flows("s a e", "late le"),
        ),
        {"until": "2026-03-05T10:00:00+08:00"},
    )  # fmt: skip
    key = run.execution.waiting().timers[0].key
    moved = run._after(run.execution.amend(run.env, values={"until": "2026-03-09T10:00:00+08:00"}, recount=True))
    assert [(t.key, t.due.isoformat()) for t in moved.timers_moved] == [(key, "2026-03-09T02:00:00+00:00")]
    assert moved.happenings == () and run.open == ["a"]
    moved = run._after(run.execution.amend(run.env, timers={key: "2026-03-03T02:00:00+00:00"}))
    assert run.execution.waiting().timers[0].due.isoformat() == "2026-03-03T02:00:00+00:00"
    assert run._after(run.execution.amend(run.env)).timers_moved == ()
