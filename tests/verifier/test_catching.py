"""Who gets a message that several wait for: the engine and the verifier's interpreter name the same one."""

from __future__ import annotations

from engine.bpmn import Environment, Execution, load
from tests.bpmn.build import after, catch, diagram, end, evg, flows, message, on_message, par, receive, start
from tests.bpmn.run import START
from tests.verifier.walking import Twin


def test_of_those_that_came_by_one_fork_the_one_on_the_earlier_flow_gets_it() -> None:
    """Found by seed 686328719 of test_random_procedures: an event gateway whose turn came first listened by tokens
    younger than the receive task's own, which had come by the same fork."""
    source = diagram(
        start(), par("f"), evg("v"), receive("r", "note"), catch("c", on_message("note")), catch("t", after("PT1H")),
        end("e1"), end("e2"), end("e3"), flows("s f v c e1", "v t e2", "f r e3"), roots=message("note"),
    )  # fmt: skip
    program, env = load({"p.bpmn": source}), Environment(START)
    execution, outcome = Execution.start(program, "p", {}, env)
    twin = Twin(source)
    twin.start({}, outcome, execution, START)
    for keys in ({"c#1", "t#1"}, set()):
        execution = Execution.restore(program, execution.snapshot())
        outcome = execution.catch("message", "note", env, data={"c": 1})
        twin.follow("catch", ("message", "note", None, 1), outcome, execution, START)
        waits = execution.waiting()
        assert {wait.key for wait in (*waits.subscriptions, *waits.timers)} == keys
