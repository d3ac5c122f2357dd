"""Small diagrams with one fault each, and sound ones that look as if they had one."""

from __future__ import annotations

from ..build import (
    adhoc,
    after,
    again,
    boundary,
    call,
    catch,
    cpx,
    diagram,
    end,
    error,
    escalation,
    evg,
    file,
    flows,
    handler,
    inc,
    link,
    many,
    message,
    on_cancel,
    on_compensation,
    on_condition,
    on_error,
    on_escalation,
    on_message,
    on_signal,
    par,
    process,
    receive,
    script,
    service,
    signal,
    start,
    sub,
    tag,
    task,
    terminate,
    throw,
    timer,
    transaction,
    undo,
    user,
    when,
    xor,
)

ROOTS = message("letter") + message("other") + signal("alarm") + error("bad") + error("worse") + escalation("up")

Case = tuple[bytes, str, str, str]  # source, element at fault, the flow or element its trace ends with, severity


def drawn(*parts: str) -> bytes:
    return diagram(*parts, roots=ROOTS)


def undoing(id: str, *parts: str) -> str:
    """What compensates: a person, or a sub-process of these parts."""
    return tag("subProcess" if parts else "userTask", "".join(parts), id=id, isForCompensation="true")


def deal(last: str) -> str:
    """A transaction with a step that can be undone, and this as its other end."""
    return transaction("w", start("ws"), user("a"), undo("a", "ua"), undoing("ua"), xor("g", "we"), end("we"),
                       end("wx", last), flows("ws a g we"), when("g", "wx", "=no"))  # fmt: skip


# fmt: off
DEADLOCK: dict[str, Case] = {
    "in an ad-hoc sub-process": (
        drawn(start(), adhoc("h", user("y"), user("a"), xor("g", "b"), user("x"), user("b"), par("j"), user("q"),
              flows("a g", "g b j", "x j", "j q"), when("g", "x", "=x")), end(), flows("s h e")),
        "j", "x_j", "error"),
    "in what compensates a step": (
        drawn(start(), user("a"), undo("a", "ua"),
              undoing("ua", start("us"), xor("g", "b"), user("x"), user("b"), par("j"), end("ue"),
                      flows("us g", "g b j", "x j", "j ue"), when("g", "x", "=x")),
              throw("t", on_compensation()), end(), flows("s a t e")),
        "j", "", "error"),
    "one of two branches chosen, both awaited": (
        drawn(start(), xor("g", "b"), user("a"), user("b"), par("j"), end(),
              flows("s g", "g b j", "a j", "j e"), when("g", "a", "=x > 1")),
        "j", "a_j", "error"),
    "event gateway before a parallel join": (
        drawn(start(), evg("v"), catch("c", on_message("letter")), catch("d", after("P1D")), par("j"), end(),
              flows("s v", "v c j", "v d j", "j e")),
        "j", "", "error"),
    "a join waits for what comes after itself": (
        drawn(start(), par("j"), user("u"), xor("g", "e"), end(), flows("s j u g", "g e"), when("g", "j", "=x")),
        "j", "s_j", "error"),
    "two joins that wait for each other": (
        drawn(start(), par("f"), par("j"), par("k"), user("a"), user("b"), par("l"), end(),
              flows("s f", "f j a l e", "f k b l"), *(flows("a2 k"), task("a2"), task("b2"), flows("b2 j"))),
        "j", "", "error"),
    "inside a sub-process": (
        drawn(start(), user("u"), sub("w", start("ws"), xor("g", "b"), user("a"), user("b"), par("j"), end("we"),
              flows("ws g", "g b j", "a j", "j we"), when("g", "a", "=x")), end(), flows("s u w e")),
        "j", "", "error"),
    "inside an event sub-process": (
        drawn(start(), user("u"), end(), flows("s u e"),
              handler("h", start("hs", on_message("letter")), xor("g", "b"), task("a"), task("b"), par("j"), end("he"),
                      flows("hs g", "g b j", "a j", "j he"), when("g", "a", "=x"))),
        "j", "", "error"),
    "an inclusive split closed by a parallel join": (
        drawn(start(), inc("i", "b"), user("a"), user("b"), user("c"), par("j"), end(),
              flows("s i", "i b j", "a j", "c j", "j e"), when("i", "a", "=x"), when("i", "c", "=y")),
        "j", "", "error"),
    "a condition or a deadline, both awaited by the join": (
        drawn(start(), evg("v"), catch("c", on_condition("=x > 1")), catch("d", after("P1D") + on_message("letter")), par("j"),
              end(), flows("s v", "v c j", "v d j", "j e")),
        "j", "", "error"),
    "a task leads to two steps by conditions, both awaited": (
        drawn(start(), user("u", default="u_b"), user("a"), user("b"), par("j"), end(),
              flows("s u", "u b j", "a j", "j e"), when("u", "a", "=x > 1")),
        "j", "", "error"),
    "a complex gateway awaits more than can come": (
        drawn(start(), xor("g", "b"), user("a"), user("b"), cpx("k", "=activationCount >= 2"), end(),
              flows("s g", "g b k", "a k", "k e"), when("g", "a", "=x")),
        "k", "a_k", "error"),
    "only when two independent conditions disagree": (
        drawn(start(), par("f"), xor("g", "k"), xor("h", "k"), par("j"), par("k"), user("a"), user("b"), end(),
              flows("s f", "f g", "f h", "g k", "h k", "j a e", "k b e"), when("g", "j", "=x"), when("h", "j", "=y")),
        "j", "", "warning"),
}

UNSYNCHRONISED: dict[str, Case] = {
    "parallel split closed by an exclusive gateway": (
        drawn(start(), par("f"), user("a"), user("b"), xor("m"), user("u"), end(),
              flows("s f", "f a m", "f b m", "m u e")),
        "m", "m", "error"),
    "two branches into one task": (
        drawn(start(), par("f"), user("a"), user("b"), user("u"), end(), flows("s f", "f a u", "f b u", "u e")),
        "u", "u", "error"),
    "what comes late is done once more": (
        drawn(start(), par("f"), user("a"), user("b"), cpx("k", "=activationCount >= 1", "m"), user("x"), xor("m"), user("u"), end(),
              flows("s f", "f a k", "f b k", "k m u e", "x m"), when("k", "x", "=waitingForStart")),
        "m", "m", "error"),
    "a task with two ways out": (
        drawn(start(), user("a"), user("b"), user("c"), user("u"), end(), flows("s a b u e", "a c u")),
        "u", "u", "error"),
    "conditional ways out of a task come together again": (
        drawn(start(), user("a", default="a_d"), user("b"), user("c"), user("d"), user("u"), end(),
              flows("s a d u e", "b u", "c u"), when("a", "b", "=x"), when("a", "c", "=y")),
        "u", "u", "warning"),
    "automatic steps only": (
        drawn(start(), par("f"), task("a"), task("b"), xor("m"), script("u", "=1", "n"), end(),
              flows("s f", "f a m", "f b m", "m u e")),
        "m", "m", "error"),
    "inclusive split closed by an exclusive gateway": (
        drawn(start(), inc("i", "b"), user("a"), user("b"), user("c"), xor("m"), user("u"), end(),
              flows("s i", "i b m", "a m", "c m", "m u e"), when("i", "a", "=x"), when("i", "c", "=y")),
        "m", "m", "warning"),
    "what a condition throws off comes back into the main way": (
        drawn(start(), user("a"), boundary("t", "a", on_condition("=x"), False), task("r"), xor("m"), user("u"), end(),
              flows("s a m u e", "t r m")),
        "m", "m", "error"),
    "a reminder by several triggers comes back into the main way": (
        drawn(start(), user("a"), boundary("t", "a", after("P1D") + on_message("letter"), False, together=True), task("r"),
              xor("m"), user("u"), end(), flows("s a m u e", "t r m")),
        "m", "m", "error"),
    "a reminder comes back into the main way": (
        drawn(start(), user("a"), boundary("t", "a", after("P1D"), False), task("r"), xor("m"), user("u"), end(),
              flows("s a m u e", "t r m")),
        "m", "m", "error"),
    "one of three branches joined too early by mistake": (
        drawn(start(), par("f"), user("a"), user("b"), user("c"), xor("m"), user("d"), par("j"), end(),
              flows("s f", "f a m", "f b m d j", "f c j", "j e")),
        "m", "m", "error"),
    "inside a called process": (
        file(process(start(), call("c", "q"), end(), flows("s c e")),
             process(start("qs"), par("f"), user("a"), user("b"), user("u"), end("qe"),
                     flows("qs f", "f a u", "f b u", "u qe"), id="q"), roots=ROOTS),
        "u", "u", "error"),
    "several implicit starts into one step": (
        drawn(user("a"), user("b"), user("u"), end(), flows("a u e", "b u")),
        "u", "u", "error"),
}

DEAD: dict[str, Case] = {
    "what would undo a step that nobody undoes": (
        drawn(start(), user("a"), undo("a", "ua"), undoing("ua"), end(), flows("s a e")), "ua", "ua", "warning"),
    "a compensation event sub-process of a process nobody calls": (
        drawn(start(), user("a"), end(), flows("s a e"),
              handler("h", start("hs", on_compensation()), user("x"), end("he"), flows("hs x he"))),
        "h", "h", "warning"),
    "a cancel event of a transaction nobody cancels": (
        drawn(start(), deal(terminate()), boundary("x", "w", on_cancel()), user("m"), end(), end("n"),
              flows("s w e", "x m n")),
        "x", "x", "warning"),
    "a condition that is never true": (
        drawn(start(), xor("g", "e"), user("a"), end(), flows("s g e", "a e"), when("g", "a", "=false")),
        "a", "a", "warning"),
    "two conditions that contradict each other": (
        drawn(start(), xor("g", "e"), xor("h", "e"), user("a"), end(), flows("s g e", "h e", "a e"),
              when("g", "h", "=amount > 10"), when("h", "a", "=amount < 5")),
        "a", "a", "warning"),
    "behind a condition that is tested before": (
        drawn(start(), xor("g", "e"), user("a"), user("b"), end(), flows("s g e", "a e", "b e"),
              when("g", "a", '=kind != "x"'), when("g", "b", '=kind = "y"')),
        "b", "b", "warning"),
    "the default of conditions that leave nothing out": (
        drawn(start(), xor("g", "b"), user("a"), user("b"), user("c"), end(), flows("s g b e", "a e", "c e"),
              when("g", "a", "=x"), when("g", "c", "=not(x)")),
        "b", "b", "warning"),
    "an error nobody throws": (
        drawn(start(), sub("w", start("ws"), user("u"), end("we"), flows("ws u we")), boundary("x", "w", on_error("bad")),
              user("a"), end(), flows("s w e", "x a e")),
        "x", "x", "warning"),
    "a condition at a step that does not wait": (
        drawn(start(), script("x", "=1", "n"), boundary("t", "x", on_condition("=n = 1")), user("a"), end(),
              flows("s x e", "t a e")),
        "t", "t", "warning"),
    "a multiple event all of whose codes nobody throws": (
        drawn(start(), sub("w", start("ws"), user("u"), end("we"), flows("ws u we")),
              boundary("x", "w", on_error("bad") + on_escalation("up")), user("a"), end(), flows("s w e", "x a e")),
        "x", "x", "warning"),
    "another error is thrown": (
        drawn(start(), sub("w", start("ws"), user("u"), end("we", on_error("bad")), flows("ws u we")),
              boundary("x", "w", on_error("bad")), boundary("y", "w", on_error("worse")), user("a"), end(), end("e2"),
              flows("s w e2", "x e", "y a e")),
        "y", "y", "warning"),
    "a timer on a step that does not wait": (
        drawn(start(), script("x", "=1", "n"), boundary("t", "x", after("P1D")), user("a"), end(),
              flows("s x e", "t a e")),
        "t", "t", "warning"),
    "after a sub-process that only ends in an error": (
        drawn(start(), sub("w", start("ws"), user("u"), end("we", on_error("bad")), flows("ws u we")),
              boundary("x", "w", on_error("bad")), user("a"), end(), end("e2"), flows("s w a e", "x e2")),
        "a", "a", "warning"),
    "a condition at a task that is never true": (
        drawn(start(), user("u", default="u_e"), user("a"), end(), flows("s u e", "a e"), when("u", "a", "=false")),
        "a", "a", "warning"),
    "a value written in the diagram decides": (
        drawn(start(), script("x", '="a"', "kind"), xor("g", "e"), user("a"), end(), flows("s x g e", "a e"),
              when("g", "a", '=kind = "b"')),
        "a", "a", "warning"),
    "after a signal that ends all else in its scope": (
        drawn(start(), throw("t", on_signal("alarm")), user("a"), end(), flows("s t a e"),
              handler("h", start("hs", on_signal("alarm")), user("c"), end("he"), flows("hs c he"))),
        "a", "a", "warning"),
    "an escalation handler nobody calls": (
        drawn(start(), user("u"), end(), flows("s u e"),
              handler("h", start("hs", on_escalation("up")), user("a"), end("he"), flows("hs a he"))),
        "h", "h", "warning"),
}

IMPROPER: dict[str, Case] = {
    "one branch ends, the other is awaited elsewhere": (
        drawn(start(), par("f"), user("a"), user("b"), end("e1"), par("j"), end("e2"), xor("g", "e1"),
              flows("s f", "f a g", "g e1", "f b j e2"), when("g", "j", "=x")),
        "j", "", "error"),
    "a third branch ends by itself": (
        drawn(start(), par("f"), user("a"), user("b"), user("c"), xor("g", "j"), par("j"), end("e1"), end("e2"),
              flows("s f", "f a j", "f b j", "f c g", "g j", "j e1"), when("g", "e2", "=x")),
        "j", "", "error"),
    "a branch of the fork returns before it": (
        drawn(start(), xor("m"), user("u"), par("f"), user("a"), user("b"), xor("g", "j"), par("j"), end(),
              flows("s m u f", "f a j", "f b g j", "j e"), when("g", "m", "=x")),
        "j", "", "error"),
    "an interrupted branch ends, its sister waits": (
        drawn(start(), par("f"), user("a"), user("b"), par("j"), end("e"), end("late"), boundary("t", "a", on_message("letter")),
              flows("s f", "f a j", "f b j", "j e", "t late")),
        "j", "", "error"),
    "inside a sub-process": (
        drawn(start(), sub("w", start("ws"), par("f"), user("a"), xor("g", "j"), user("b"), par("j"), end("w1"), end("w2"),
              flows("ws f", "f a g", "g j", "f b j", "j w1"), when("g", "w2", "=stop")), end(), flows("s w e")),
        "j", "", "error"),
    "event gateway: only one answer leads to the join": (
        drawn(start(), par("f"), user("a"), evg("v"), catch("c", on_message("letter")), catch("d", after("P9D")), par("j"),
              end("e1"), end("e2"), flows("s f", "f a j", "f v", "v c j", "v d e2", "j e1")),
        "j", "", "error"),
}

ENDLESS: dict[str, Case] = {
    "a return without a way on": (
        drawn(start(), xor("m"), user("a"), user("b"), xor("g", "m"), end(), flows("s m a b g", "g m")),
        "m", "", "error"),
    "a branch that can never leave": (
        drawn(start(), xor("g", "e"), xor("m"), user("a"), user("b"), end(), flows("s g e", "m a b m"),
              when("g", "m", "=x")),
        "m", "", "error"),
    "the exit reads what the loop never sets": (
        drawn(start(), xor("m"), user("a", outputs={"n": "=n"}), xor("g", "e"), end(), flows("s m a g", "g e"),
              when("g", "m", "=not(ok)")),
        "m", "", "error"),
    "the exit condition is never true": (
        drawn(start(), xor("m"), user("a"), xor("g", "m"), end(), flows("s m a g", "g m"), when("g", "e", "=false")),
        "m", "", "error"),
    "a watching loop beside a branch that ends without ending it": (
        drawn(start(), par("f"), user("a"), end(), xor("m"), catch("c", after("P1D")), service("u", "urge"),
              flows("s f", "f a e", "f m c u m")),
        "m", "", "error"),
    "inside a sub-process": (
        drawn(start(), sub("w", start("ws"), xor("m"), user("a"), task("b"), flows("ws m a b m")), end(),
              flows("s w e")),
        "m", "", "error"),
    "by links": (
        drawn(start(), xor("m"), user("a"), throw("t", link("L")), catch("c", link("L")), flows("s m a t", "c m")),
        "m", "", "error"),
}

UNCAUGHT: dict[str, Case] = {
    "from what undoes a step": (
        drawn(start(), user("a"), undo("a", "ua"), undoing("ua", start("us"), end("ue", on_error("bad")), flows("us ue")),
              throw("t", on_compensation("a")), end(), flows("s a t e")),
        "t", "t", "error"),
    "an error end in the process itself": (
        drawn(start(), user("a"), end("x", on_error("bad")), flows("s a x")), "x", "x", "error"),
    "an end that throws an error beside a message": (
        drawn(start(), user("a"), end("x", on_message("letter") + on_error("bad")), flows("s a x")), "x", "x", "error"),
    "another code is caught": (
        drawn(start(), sub("w", start("ws"), user("u"), xor("g", "we"), end("we"), end("wx", on_error("bad")),
              flows("ws u g we"), when("g", "wx", "=x")), boundary("y", "w", on_error("worse")), end(), end("e2"),
              flows("s w e", "y e2")),
        "w", "w", "error"),
}

FAULTY: dict[str, dict[str, Case]] = {
    "deadlock": DEADLOCK,
    "no_synchronisation": UNSYNCHRONISED,
    "dead_task": DEAD,
    "improper_completion": IMPROPER,
    "endless_loop": ENDLESS,
    "error_uncaught": UNCAUGHT,
}

SOUND: dict[str, bytes] = {
    "activities somebody starts, some of which meet": drawn(
        start(), adhoc("h", user("a"), user("b"), par("j"), user("c"), user("d"), user("f"), user("g"),
        flows("a j c", "b j", "d f", "g f")), end(), flows("s h e")),
    "an ad-hoc sub-process that goes round until somebody ends it": drawn(
        start(), adhoc("h", user("a"), xor("m"), user("b"), flows("a m b m")), end(), flows("s h e")),
    "an error out of an ad-hoc sub-process": drawn(
        start(), adhoc("h", user("a"), sub("w", start("ws"), end("we", on_error("bad")), flows("ws we")), flows("a w")),
        boundary("x", "h", on_error("bad")), xor("m"), end(), flows("s h m e", "x m")),
    "a condition starts an event sub-process between steps nobody does": drawn(
        start(), script("x", "=1", "n"), end(), flows("s x e"),
        handler("h", start("hs", on_condition("=n = 1")), user("c"), end("he"), flows("hs c he"))),
    "a condition at the edge of a sub-process of scripts": drawn(
        start(), sub("w", start("ws"), script("x", "=1", "n"), end("we"), flows("ws x we")),
        boundary("t", "w", on_condition("=n = 1")), user("a"), end(), flows("s w e", "t a e")),
    "a multiple end tells before it terminates": drawn(
        start(), par("f"), user("a"), user("b"), end("e", on_message("letter") + terminate()), par("j"),
        xor("g", "j"), flows("s f", "f a g", "g j", "f b j", "j e"), when("g", "e", "=x")),
    "an error or a message ends a sub-process": drawn(
        start(), sub("w", start("ws"), user("u"), xor("g", "we"), end("we"), end("wx", on_error("bad")),
                     flows("ws u g we"), when("g", "wx", "=x")),
        boundary("t", "w", on_error("bad") + on_message("letter")), end(), end("e2"), flows("s w e", "t e2")),
    "all of several triggers, then one way on": drawn(
        start(), par("f"), user("a"), catch("c", on_message("letter") + on_condition("=x"), parallelMultiple="true"), par("j"),
        end(), flows("s f", "f a j", "f c j", "j e")),
    "steps undone by name and all at once": drawn(
        start(), user("a"), sub("w", start("ws"), user("b"), undo("b", "ub"), undoing("ub"), end("we"),
        flows("ws b we"), handler("h", start("hs", on_compensation()), throw("ht", on_compensation("b")), end("he"),
        flows("hs ht he"))), undo("a", "ua"), undoing("ua"), throw("t", on_compensation("w")),
        end("e", on_compensation()), flows("s a w t e")),
    "a transaction that may be cancelled": drawn(
        start(), deal(on_cancel()), boundary("x", "w", on_cancel()), user("m"), xor("j"), end(), flows("s w j e", "x m j")),
    "a transaction that fails, and a failure while it is undone": drawn(
        start(), transaction("w", start("ws"), user("a"), undo("a", "ua"),
        undoing("ua", start("us"), end("ue", on_error("bad")), flows("us ue")), xor("g", "we"), end("we"),
        end("wx", on_cancel()), flows("ws a g we"), when("g", "wx", "=no")),
        boundary("x", "w", on_error("bad")), boundary("y", "w", on_cancel()), end(), end("n"), end("m"),
        flows("s w e", "x n", "y m")),
    "two of three start a complex gateway": drawn(
        start(), par("f"), user("a"), user("b"), user("c"), cpx("k", "=activationCount >= 2"), user("u"), end(),
        flows("s f", "f a k", "f b k", "f c k", "k u e")),
    "a complex gateway data may start early": drawn(
        start(), par("f"), user("a"), user("b"), cpx("k", "=urgent or activationCount = 2"), user("u"), end(),
        flows("s f", "f a k", "f b k", "k u e")),
    "a straight line": drawn(start(), user("a"), end(), flows("s a e")),
    "an exclusive split inside an inclusive one, joined by it": drawn(
        start(), inc("i", "b"), user("a"), user("b"), xor("g", "y"), user("x"), user("y"), inc("k"), user("u"), end(),
        flows("s i", "i b k", "a g", "g y k", "x k", "k u e"), when("i", "a", "=p"), when("g", "x", "=q")),
    "an inclusive join after an exclusive split": drawn(
        start(), xor("g", "b"), user("a"), user("b"), inc("k"), user("u"), end(),
        flows("s g", "g b k", "a k", "k u e"), when("g", "a", "=p")),
    "a task leads to two steps, joined": drawn(
        start(), user("a"), user("b"), user("c"), par("j"), end(), flows("s a", "a b j", "a c j", "j e")),
    "conditional ways out of a task, joined inclusively": drawn(
        start(), user("a", default="a_d"), user("b"), user("c"), user("d"), user("o"), inc("k"), user("u"), end(),
        flows("s a", "a d k", "a o k", "b k", "c k", "k u e"), when("a", "b", "=x"), when("a", "c", "=y")),
    "conditions at a task of which always one alone holds": drawn(
        start(), user("a"), user("b"), user("c"), user("u"), end(),
        flows("s a", "b u", "c u", "u e"), when("a", "b", "=n > 5"), when("a", "c", "=n <= 5")),
    "an inclusive join after a parallel split": drawn(
        start(), par("f"), user("a"), user("b"), inc("k"), user("u"), end(), flows("s f", "f a k", "f b k", "k u e")),
    "an inclusive join one branch of which ends elsewhere": drawn(
        start(), par("f"), user("a"), user("b"), xor("g", "k"), inc("k"), user("u"), end(), end("e2"),
        flows("s f", "f a g", "g k", "f b k", "k u e"), when("g", "e2", "=x")),
    "reminders that do not interrupt": drawn(
        start(), user("a"), user("b"), boundary("t", "a", timer("cycle", "R/P1D"), False), service("r", "urge"), end("te"),
        boundary("t2", "b", after("P1D"), False), user("r2"), end("te2"), xor("g", "e"), end(),
        flows("s a b g", "g e", "t r te", "t2 r2 te2"), when("g", "a", "=again")),
    "terminate beside an open branch": drawn(
        start(), par("f"), user("a"), user("b"), par("j"), end(), xor("g", "j"), end("stop", terminate()),
        flows("s f", "f a j", "f b g", "g j", "j e"), when("g", "stop", "=x")),
    "an endless watch ended by terminate": drawn(
        start(), par("f"), user("a"), end("e", terminate()), xor("m"), catch("c", after("P1D")), service("u", "urge"),
        flows("s f", "f a e", "f m c u m")),
    "an endless sub-process that its deadline interrupts": drawn(
        start(), sub("w", start("ws"), xor("m"), user("a"), flows("ws m a m")), boundary("t", "w", after("P9D")), end(),
        flows("s w", "t e")),
    "an endless sub-process beside a terminate": drawn(
        start(), par("f"), user("a"), end("e", terminate()),
        sub("w", start("ws"), xor("m"), catch("c", after("P1D")), service("u", "urge"), flows("ws m c u m")),
        flows("s f", "f a e", "f w")),
    "an event sub-process that interrupts": drawn(
        start(), par("f"), user("a"), user("b"), par("j"), end(), flows("s f", "f a j", "f b j", "j e"),
        handler("h", start("hs", on_message("letter")), user("c"), end("he"), flows("hs c he"))),
    "an event sub-process that does not": drawn(
        start(), user("a"), end(), flows("s a e"),
        handler("h", start("hs", on_signal("alarm"), isInterrupting="false"), user("c"), end("he"), flows("hs c he"))),
    "a loop with an exit": drawn(
        start(), xor("m"), user("a"), xor("g", "e"), end(), flows("s m a g", "g e"), when("g", "m", '=result = "退回"')),
    "a loop that counts": drawn(
        start(), xor("m"), script("x", "=n + 1", "n"), xor("g", "e"), end(), flows("s m x g", "g e"),
        when("g", "m", "=n < 3")),
    "multi-instance with a boundary that cancels": drawn(
        start(), user("a", many("=list", "one", until="=numberOfCompletedInstances > 1")), boundary("t", "a", after("P3D")),
        user("b"), xor("m"), end(), flows("s a m e", "t b m")),
    "multi-instance sub-process that may err": drawn(
        start(), sub("w", start("ws"), user("u"), xor("g", "we"), end("we"), end("wx", on_error("bad")),
                     flows("ws u g we"), when("g", "wx", "=x"), many("=list", "one")),
        boundary("x", "w", on_error("bad")), end(), end("e2"), flows("s w e", "x e2")),
    "a standard loop": drawn(start(), user("a", again("=c", maximum=3)), end(), flows("s a e")),
    "the same condition on both branches": drawn(
        start(), par("f"), xor("g", "k"), xor("h", "k"), par("j"), par("k"), user("a"), user("b"), end(),
        flows("s f", "f g", "f h", "g k", "h k", "j a e", "k b e"), when("g", "j", "=x"), when("h", "j", "=x")),
    "complementary conditions on both branches": drawn(
        start(), par("f"), xor("g", "k"), xor("h", "j"), par("j"), par("k"), user("a"), user("b"), end(),
        flows("s f", "f g", "f h", "g k", "h j", "j a e", "k b e"), when("g", "j", "=x > 5"), when("h", "k", "=x <= 5")),
    "forked and joined under the same condition": drawn(
        start(), xor("g", "m"), par("f"), user("a", outputs={"o": "=o"}), xor("m"), user("u", outputs={"o": "=o"}),
        xor("h", "e2"), par("j"), end(), end("e2"), flows("s g m u h e2", "f m", "f a j", "j e"),
        when("g", "f", '=kind = "大"'), when("h", "j", '=kind = "大"')),
    "links": drawn(start(), user("a"), throw("t", link("L")), catch("c", link("L")), user("b"), end(),
                   flows("s a t", "c b e")),
    "an event gateway whose ways meet": drawn(
        start(), evg("v"), catch("c", on_message("letter")), catch("d", after("P1D")), receive("r", "other"), xor("x"), user("u"),
        end(), flows("s v", "v c x", "v d x", "v r x", "x u e")),
    "escalation that interrupts, and one that does not": drawn(
        start(), sub("w", start("ws"), user("u"), throw("t", on_escalation("up")), user("v"), end("we"),
                     flows("ws u t v we")), boundary("b", "w", on_escalation("up"), False), user("k"), end("be"), end(),
        flows("s w e", "b k be")),
    "several starts into one task": drawn(
        start(), start("s2", on_message("letter")), user("a"), end(), flows("s a e", "s2 a")),
    "branches that end by themselves": drawn(
        start(), par("f"), user("a"), user("b"), end("e1"), end("e2"), flows("s f", "f a e1", "f b e2")),
    "branches into one end": drawn(
        start(), par("f"), user("a"), user("b"), xor("m"), end(), flows("s f", "f a m", "f b m", "m e")),
    "a branch thrown off at every turn": drawn(
        start(), par("f"), user("work"), end("done", terminate()), catch("c", on_message("letter")), par("again"), user("note"),
        end("noted"), xor("m"), flows("s f", "f work done", "f m c again", "again m", "again note noted")),
    "nested parallel blocks in a return loop": drawn(
        start(), xor("m"), par("f"), user("a"), par("f2"), user("b"), user("c"), par("j2"), par("j"), xor("g", "e"), end(),
        flows("s m f", "f a j", "f f2", "f2 b j2", "f2 c j2", "j2 j g", "g e"), when("g", "m", "=again")),
    "a called process that errs": file(
        process(start(), call("c", "q"), boundary("x", "c", on_error("bad")), end(), end("e2"), flows("s c e", "x e2")),
        process(start("qs"), user("qa"), xor("g", "qe"), end("qe"), end("qx", on_error("bad")), flows("qs qa g qe"),
                when("g", "qx", "=x"), id="q"), roots=ROOTS),
    "an empty sub-process": drawn(start(), sub("w"), user("a"), end(), flows("s w a e")),
}
