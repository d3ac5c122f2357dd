"""Transactions: cancelled, all that completed inside is undone and the cancel event leads on (BPMN 2.0.2, 10.3.5)."""

from __future__ import annotations

import pytest

from engine.bpmn import check

from .build import (
    after,
    boundary,
    diagram,
    end,
    error,
    flows,
    handler,
    many,
    message,
    on_cancel,
    on_error,
    on_message,
    par,
    start,
    sub,
    transaction,
    undo,
    user,
    when,
    xor,
)
from .run import Run


def deal(*more: str, last: str = "", **attributes: object) -> str:
    return transaction(
        "w", start("ws"), user("a"), user("b"), undo("a", "ua"), undo("b", "ub"),
        user("ua", isForCompensation="true"), user("ub", isForCompensation="true"),
        xor("g", default="we"), end("we"), end("wc", on_cancel()), flows("ws a b g we"), when("g", "wc", "=no"),
        *more, last, **attributes,
    )  # fmt: skip


AROUND = (boundary("x", "w", on_cancel()), user("m"), user("n"), end(), end("e2"), flows("s w n e", "x m e2"))


def test_one_that_ends_well_leaves_by_its_flow_and_undoes_nothing() -> None:
    run = Run(diagram(start(), deal(), *AROUND))
    run.done("a")
    run.done("b", no=False)
    assert run.open == ["n"]


def test_cancelled_it_undoes_what_completed_and_leaves_by_the_cancel_event() -> None:
    run = Run(diagram(start(), deal(), *AROUND))
    run.done("a")
    run.done("b", no=True)
    assert run.open == ["ub"]
    run.done("ub")
    assert run.open == ["ua"]
    run.done("ua")
    assert run.open == ["m"]
    run.done("m")
    assert run.state == "completed"
    assert [h.detail for h in run.happenings if h.kind == "throw"] == [{"event": "cancel"}]


def test_all_that_is_still_at_work_ends_first() -> None:
    both = transaction("w", start("ws"), par("f"), user("a"), undo("a", "ua"), user("ua", isForCompensation="true"),
                       user("slow"), par("j"), user("b"), end("wc", on_cancel()), end("we"),
                       flows("ws f", "f a j", "f slow j we", "f b wc"))  # fmt: skip
    run = Run(diagram(start(), both, *AROUND))
    run.done("a")
    outcome = run.done("b")
    assert [(c.key, c.how) for c in outcome.closed] == [("w#1/b#1", "completed"), ("w#1/slow#1", "cancelled")]
    assert run.open == ["ua"]
    run.done("ua")
    assert run.open == ["m"]


def test_with_nothing_to_undo_it_is_left_at_once() -> None:
    short = transaction("w", start("ws"), user("a"), end("wc", on_cancel()), flows("ws a wc"))
    run = Run(diagram(start(), short, *AROUND))
    run.done("a")
    assert run.open == ["m"]


def test_an_error_leaves_it_without_undoing_anything() -> None:
    """A hazard (10.3.5): the normal way is given up, and nobody may compensate on his own authority."""
    bad = transaction("w", start("ws"), user("a"), undo("a", "ua"), user("ua", isForCompensation="true"), end("we", on_error("bad")),
                      end("wc", on_cancel()), xor("g", default="we"), when("g", "wc", "=no"), flows("ws a g we"))  # fmt: skip
    run = Run(diagram(start(), bad, *AROUND, boundary("h", "w", on_error("bad")), user("mend"), end("e3"),
                      flows("h mend e3"), roots=error("bad")))  # fmt: skip
    run.done("a", no=False)
    assert run.open == ["mend"]
    run.done("mend")
    assert run.state == "completed" and "ua" not in run.seen("enter")


def test_a_timer_at_its_boundary_ends_it_while_it_is_being_undone() -> None:
    run = Run(diagram(start(), deal(), *AROUND, boundary("late", "w", after("P1D")), user("l"), end("e3"),
                      flows("late l e3")))  # fmt: skip
    run.done("a")
    run.done("b", no=True)
    run.fire("late")
    assert run.open == ["l"]
    run.done("l")
    assert run.state == "completed"


def test_nothing_else_starts_in_a_cancelled_transaction() -> None:
    asked = handler("h", start("hs", on_message("ask"), isInterrupting="false"), user("answer"), end("he"),
                    flows("hs answer he"))  # fmt: skip
    run = Run(diagram(start(), deal(asked), *AROUND, roots=message("ask")))
    run.done("a")
    run.done("b", no=True)
    assert not run.execution.catches("message", "ask")


def test_one_of_many_cancelled_ends_them_all() -> None:
    run = Run(diagram(start(), deal(last=many("=[1,2]", "n")), *AROUND))
    run.complete("w#1/[0]/a#1")
    run.complete("w#1/[0]/b#1", no=True)
    run.complete("w#1/[0]/ub#1")
    run.complete("w#1/[0]/ua#1")
    assert run.open == ["m"], "the event hangs at the whole"


def test_a_completed_transaction_can_be_undone_like_any_sub_process() -> None:
    from .build import on_compensation, throw

    run = Run(diagram(start(), deal(), boundary("x", "w", on_cancel()), throw("t", on_compensation("w")), end(),
                      end("e2"), flows("s w t e", "x e2")))  # fmt: skip
    run.done("a")
    run.done("b", no=False)
    run.done("ub")
    run.done("ua")
    assert run.state == "completed"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((transaction("w", start("ws"), end("we", on_cancel()), flows("ws we")), flows("s w e")), "cancel_uncaught"),
        ((sub("w", start("ws"), end("we", on_cancel()), flows("ws we")), flows("s w e")), "cancel_outside"),
        ((user("w"), boundary("x", "w", on_cancel()), flows("s w e", "x e")), "cancel_outside"),
        ((deal(), boundary("x", "w", on_cancel()), boundary("y", "w", on_cancel()), flows("s w e", "x e", "y e")), "catch_ambiguous"),
    ],
)  # fmt: skip
def test_the_check_refuses_cancelling_that_leads_nowhere(parts: tuple[str, ...], code: str) -> None:
    assert code in {finding.code for finding in check({"p.bpmn": diagram(start(), end(), *parts)})}


def test_an_empty_transaction_is_passed() -> None:
    assert Run(diagram(start(), transaction("w"), end(), flows("s w e"))).state == "completed"
