"""No path from a file to Python evaluation: the attacks of the audit study, wherever SpiffWorkflow evaluates text."""

from __future__ import annotations

import builtins
import contextlib
import os
import time
from pathlib import Path
from typing import Any

import pytest

from engine.bpmn import Environment, Execution, Limits, check, load
from engine.bpmn.refusing import RefusingEnvironment, RefusingScriptEngine
from engine.errors import DefinitionRefused, Incident, Refused

from .build import (
    after,
    again,
    boundary,
    call,
    catch,
    diagram,
    end,
    file,
    flows,
    many,
    message,
    on_message,
    process,
    script,
    start,
    tag,
    task,
    user,
    when,
    xor,
)
from .run import START, Run

ATTACKS = [
    "__import__('os').system('id')",
    "open('/etc/passwd').read()",
    "(1).__class__.__base__.__subclasses__()",
    "[].__class__.__mro__[1].__subclasses__()",
    "exec('import os')",
    "eval('1+1')",
    "globals()",
    "().__class__.__bases__[0]",
    "lambda: 1",
    "'{0.__class__}'.format(1)",
    "f'{1}'",
    "[x for x in (1,)]",
    "import os",
]


@pytest.fixture(autouse=True)
def watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """eval and exec of text from SpiffWorkflow's modules, and any command, fail the test."""

    def guard(name: str) -> Any:
        real = getattr(builtins, name)

        def watch(source: Any, *args: Any, **kwargs: Any) -> Any:
            import sys

            caller = sys._getframe(1).f_globals.get("__name__", "")
            assert not caller.startswith(("SpiffWorkflow", "engine.")), f"{name} called by {caller}"
            return real(source, *args, **kwargs)

        return watch

    monkeypatch.setattr(builtins, "eval", guard("eval"))
    monkeypatch.setattr(builtins, "exec", guard("exec"))
    monkeypatch.setattr(os, "system", lambda *_: pytest.fail("a command was run"))


def places(text: str) -> dict[str, bytes]:
    """The text in every place a file can put an expression."""
    feel = f"={text}"
    body = text.replace("&", "&amp;").replace("<", "&lt;")
    return {
        "condition": diagram(start(), xor("g", default="a"), user("a"), user("b"), end(), flows("s g a e", "b e"), when("g", "b", feel)),
        "script": diagram(start(), script("x", feel, "r"), end(), flows("s x e")),
        "script body": diagram(start(), f'<scriptTask id="x"><script>{body}</script></scriptTask>', end(), flows("s x e")),
        "timer": diagram(start(), catch("x", after(feel)), end(), flows("s x e")),
        "literal timer": diagram(start(), catch("x", after(text)), end(), flows("s x e")),
        "completion condition": diagram(start(), user("x", many(cardinality="2", until=feel)), end(), flows("s x e")),
        "cardinality": diagram(start(), user("x", many(cardinality=feel)), end(), flows("s x e")),
        "collection": diagram(start(), user("x", many(feel, "y")), end(), flows("s x e")),
        "output element": diagram(start(), user("x", many("=[1]", "y", "out", feel)), end(), flows("s x e")),
        "loop condition": diagram(start(), task("x", again(feel, maximum=3)), end(), flows("s x e")),
        "correlation": diagram(start(), catch("x", on_message("m")), end(), flows("s x e"), roots=message("m", feel)),
        "message name": diagram(start(), catch("x", on_message("m")), end(), flows("s x e"), roots=message("m", name=feel)),
        "input": diagram(start(), user("x", inputs={"y": feel}), end(), flows("s x e")),
        "output": diagram(start(), task("x"), user("u", outputs={"y": feel}), end(), flows("s x u e")),
        "assignee": diagram(start(), user("x", extensions=tag("zeebe:assignmentDefinition", assignee=feel)), end(), flows("s x e")),
        "called process": file(process(start(), call("x", feel), end(), flows("s x e"))),
        "preScript": diagram(start(), user("x", extensions=f"<spiffworkflow:preScript>{body}</spiffworkflow:preScript>"), end(), flows("s x e")),
        "postScript": diagram(start(), user("x", extensions=f"<spiffworkflow:postScript>{body}</spiffworkflow:postScript>"), end(), flows("s x e")),
        "standard correlation": diagram(start(), user("x"), end(), flows("s x e"), roots=f'<correlationProperty id="c"><correlationPropertyRetrievalExpression messageRef="m"><messagePath>{body}</messagePath></correlationPropertyRetrievalExpression></correlationProperty>'),
        "standard cardinality": diagram(start(), user("x", f"<multiInstanceLoopCharacteristics><loopCardinality>{body}</loopCardinality></multiInstanceLoopCharacteristics>"), end(), flows("s x e")),
        "conditional event": diagram(start(), user("x"), end(), boundary("b", "x", f"<conditionalEventDefinition><condition>{body}</condition></conditionalEventDefinition>"), flows("s x e", "b e")),
    }  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_fact_1_nothing_in_a_file_runs_as_python(attack: str, tmp_path: Path) -> None:
    """Each place refuses the text, or reads it as FEEL, where it is nothing but an undefined name."""
    for place, source in places(attack).items():
        try:
            run = Run(load({"p": source}, services=None), {})
            if run.open:
                run.complete(run.keys[0])
        except Refused:
            continue
        text = repr(run.data) + repr(run.execution.waiting())
        assert "root:" not in text and "class" not in text.replace("__class__", ""), (place, text)


def test_fact_1_scripts_of_any_language_are_refused_by_the_check() -> None:
    for name in ("script body", "preScript", "postScript"):
        found = check({"p": places("x = 1")[name]})
        assert [(f.code, f.element) for f in found if f.severity == "error"] == [("foreign_script", "x")], name
    for language in ("python", "javascript", "groovy", "juel"):
        source = diagram(start(), script("x", "=1", "r").replace("<scriptTask", f'<scriptTask scriptFormat="{language}"'),
                         end(), flows("s x e"))  # fmt: skip
        assert "foreign_script" in [f.code for f in check({"p": source})]


def test_fact_3_the_environment_itself_refuses() -> None:
    """Some of SpiffWorkflow calls `script_engine.environment.evaluate` directly."""
    for attempt in (
        lambda: RefusingEnvironment().evaluate("1+1", {}),
        lambda: RefusingEnvironment().execute("x=1", {}),
        lambda: RefusingEnvironment().call_service({}),
        lambda: RefusingScriptEngine().environment.evaluate("1+1", {}, None),
        lambda: RefusingScriptEngine().evaluate(None, "1+1"),
        lambda: RefusingScriptEngine().execute(None, "x=1"),
        lambda: RefusingScriptEngine().call_service(None),
        lambda: RefusingScriptEngine().validate("1"),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "script_refused"


def test_every_running_instance_has_the_refusing_engine() -> None:
    execution, _ = Execution.start(
        load({"p": diagram(start(), user("x"), end(), flows("s x e"))}), "p", {}, Environment(START)
    )
    for instance in (execution, Execution.restore(execution._instance.program, execution.snapshot())):
        assert isinstance(instance._instance.script_engine, RefusingScriptEngine)
        assert isinstance(instance._instance.script_engine.environment, RefusingEnvironment)


def test_no_task_data_is_kept_where_spiff_could_evaluate_it() -> None:
    execution, _ = Execution.start(
        load({"p": diagram(start(), user("x"), end(), flows("s x e"))}), "p", {"a": 1}, Environment(START)
    )
    assert all(token.data == {} for token in execution._instance.tasks.values())


def test_fact_4_a_snapshot_is_data_never_code() -> None:
    """Loading SpiffWorkflow JSON tagged 1.0/1.1 ran eval; ours refuses everything but its own version."""
    import orjson
    import zstandard

    program = load({"p": diagram(start(), user("x"), end(), flows("s x e"))})
    execution, _ = Execution.start(program, "p", {}, Environment(START))
    planted = orjson.dumps({"serializer_version": "1.0", "spec": {"x": "__import__('os').system('id')"}})
    for data in (b"", b"\x00", planted, b"\x02" + execution.snapshot()[1:], b"\x01" + planted,
                 b"\x01" + zstandard.compress(planted), execution.snapshot()[:-3]):  # fmt: skip
        with pytest.raises(Refused) as refused:
            Execution.restore(program, data)
        assert refused.value.code in ("snapshot_version", "snapshot_broken", "snapshot_foreign")


def test_a_damaged_snapshot_is_refused_whatever_is_wrong_with_it() -> None:
    import random

    import orjson
    import zstandard

    program = load({"p": diagram(start(), user("x", many(cardinality="3")), end(), flows("s x e"))})
    execution, _ = Execution.start(program, "p", {}, Environment(START))
    good = execution.snapshot()
    rng = random.Random(4)
    for _ in range(400):
        size = int.from_bytes(good[1:5], "big")
        head = orjson.loads(zstandard.decompress(good[5 : 5 + size]))
        target = head
        while isinstance(target, list) and target and rng.random() < 0.8:
            index = rng.randrange(len(target))
            if not isinstance(target[index], list) or rng.random() < 0.4:
                target[index] = rng.choice([None, -1, 99, "x", [], {}, [[]]])
                break
            target = target[index]
        frame = zstandard.compress(orjson.dumps(head))
        bad = good[:1] + len(frame).to_bytes(4, "big") + frame + good[5 + size :]
        try:
            Execution.restore(program, bad)
        except Refused as refused:
            assert refused.code in ("snapshot_broken", "snapshot_foreign")


def test_a_snapshot_belongs_to_one_program() -> None:
    one = load({"p": diagram(start(), user("x"), end(), flows("s x e"))})
    two = load({"p": diagram(start(), user("x", name="changed"), end(), flows("s x e"))})
    execution, _ = Execution.start(one, "p", {}, Environment(START))
    with pytest.raises(Refused) as refused:
        Execution.restore(two, execution.snapshot())
    assert refused.value.code == "snapshot_foreign"


@pytest.mark.parametrize(
    "text", ["9**9**9", '"x" + repeat', "for i in 1..1000000000 return i", "sum(for i in 1..100000000 return i)"]
)
def test_fact_2_expensive_expressions_end_quickly(text: str) -> None:
    began = time.process_time()
    with contextlib.suppress(Incident, DefinitionRefused):
        Run(diagram(start(), script("x", f"={text}", "r"), end(), flows("s x e")))
    assert time.process_time() - began < 5


def test_endless_or_huge_procedures_are_bounded() -> None:
    loop = diagram(start(), xor("m"), task("a"), flows("s m a m"))
    began = time.process_time()
    with pytest.raises(Incident) as caught:
        Run(loop)
    assert caught.value.code == "too_many_steps"
    with pytest.raises(Incident) as caught:
        Run(diagram(start(), user("x", many(cardinality="999999999")), end(), flows("s x e")))
    assert caught.value.code == "too_many_instances"
    with pytest.raises(Incident) as caught:
        Run(loop, limits=Limits(steps=10))
    assert time.process_time() - began < 3


def test_a_very_long_chain_of_elements_needs_no_recursion() -> None:
    ids = [f"t{i}" for i in range(600)]
    run = Run(diagram(start(), *(task(id) for id in ids), end(), flows("s " + " ".join(ids) + " e")))
    assert run.state == "completed"
