"""Boxed expressions beside tables and texts."""

from __future__ import annotations

from typing import Any

import pytest

from engine.feel import to_json
from tests.dmn.building import decide, literal


def value(logic: str, **inputs: Any) -> Any:
    return to_json(decide(logic, inputs).value)


def entry(name: str, inner: str) -> str:
    return f'<contextEntry><variable name="{name}"/>{inner}</contextEntry>'


def test_a_context_names_what_stands_above() -> None:
    logic = f"<context>{entry('净 额', literal('总额 * 0.9'))}{entry('税', literal('净 额 / 10'))}</context>"
    assert value(logic, 总额=100) == {"净 额": 90, "税": 9}


def test_an_entry_without_a_name_is_the_result() -> None:
    logic = f"<context>{entry('a', literal('1'))}<contextEntry>{literal('a + 1')}</contextEntry></context>"
    assert value(logic) == 2


def test_a_function_entry_may_call_itself() -> None:
    body = literal("if n < 2 then 1 else n * f(n - 1)")
    function = f'<functionDefinition><formalParameter name="n"/>{body}</functionDefinition>'
    logic = f"<context>{entry('f', function)}<contextEntry>{literal('f(5)')}</contextEntry></context>"
    assert value(logic) == 120


def test_lists_and_relations() -> None:
    assert value(f"<list>{literal('1')}{literal('a')}</list>", a="x") == [1, "x"]
    relation = (
        '<relation><column name="单位"/><column name="时限"/>'
        f"<row>{literal(chr(34) + '林草局' + chr(34))}{literal('n')}</row>"
        f"<row>{literal(chr(34) + '水利局' + chr(34))}{literal('n + 1')}</row></relation>"
    )
    assert value(relation, n=2) == [{"单位": "林草局", "时限": 2}, {"单位": "水利局", "时限": 3}]


def test_an_invocation_binds_by_name() -> None:
    function = literal("function(a, b) a - b")
    call = (
        f'<invocation>{literal("f")}<binding><parameter name="b"/>{literal("1")}</binding>'
        f'<binding><parameter name="a"/>{literal("10")}</binding></invocation>'
    )
    logic = f"<context>{entry('f', function)}<contextEntry>{call}</contextEntry></context>"
    assert value(logic) == 9
    wrong = logic.replace('parameter name="b"', 'parameter name="c"')
    found = decide(wrong)
    assert found.value is None
    assert [w.code for w in found.warnings] == ["dmn_wrong_arguments"]


@pytest.mark.parametrize(("condition", "wanted"), [("n > 1", "then"), ("n < 1", "else"), ("null", "else")])
def test_conditional(condition: str, wanted: str) -> None:
    logic = (
        f"<conditional><if>{literal(condition)}</if><then>{literal(chr(34) + 'then' + chr(34))}</then>"
        f"<else>{literal(chr(34) + 'else' + chr(34))}</else></conditional>"
    )
    assert value(logic, n=2) == wanted


def filtered(source: str, match: str, **inputs: Any) -> Any:
    return value(f"<filter><in>{literal(source)}</in><match>{literal(match)}</match></filter>", **inputs)


def test_filter() -> None:
    assert filtered("[1,2,3]", "item > 1") == [2, 3]
    assert filtered("[{a: 1},{a: 2}]", "a = 2") == [{"a": 2}]
    assert filtered("[5,6,7]", "2") == 6
    assert filtered("null", "item > 1") is None
    assert filtered("[1,null,3]", "item > 1") == [3]
    assert filtered("[1,2,3]", '"yes"') is None
    assert filtered("[1,2,3]", "item > n", n=2) == [3]


def iterated(tag: str, source: str, body: str) -> Any:
    inner = "return" if tag == "for" else "satisfies"
    return value(f'<{tag} iteratorVariable="x"><in>{literal(source)}</in><{inner}>{literal(body)}</{inner}></{tag}>')


def test_for() -> None:
    assert iterated("for", "[1,2,3]", "x * x") == [1, 4, 9]
    assert iterated("for", "[1..3]", "x") == [1, 2, 3]
    assert iterated("for", "[1,2,3]", "x + count(partial)") == [1, 3, 5]
    assert iterated("for", "null", "x") is None


def test_every_and_some_are_three_valued() -> None:
    assert iterated("every", "[1,2]", "x > 0") is True
    assert iterated("every", "[1,2]", "x > 1") is False
    assert iterated("every", "[1,2]", 'if x = 1 then true else "?"') is None
    assert iterated("every", "[]", "false") is True
    assert iterated("some", "[1,2]", "x > 1") is True
    assert iterated("some", "[1,2]", "x > 2") is False
    assert iterated("some", "[1,2]", "null") is None
    assert iterated("some", "[]", "true") is False


def java(cls: str, signature: str, call: str) -> Any:
    quoted = [literal(f'"{text}"') for text in (cls, signature)]
    body = f"<context>{entry('class', quoted[0])}{entry('method signature', quoted[1])}</context>"
    function = (
        '<functionDefinition kind="Java"><formalParameter name="a" typeRef="number"/>'
        f'<formalParameter name="b" typeRef="number"/>{body}</functionDefinition>'
    )
    return decide(f"<context>{entry('f', function)}<contextEntry>{literal(call)}</contextEntry></context>")


def test_java_is_never_run_but_its_arithmetic_is_known() -> None:
    assert java("java.lang.Math", "max(double, double)", "f(1, 2)").value == 2
    assert java("java.lang.Math", "max(int, int)", "f(1, 3000000000)").value is None
    for cls, signature in (
        ("java.lang.Runtime", "exec(java.lang.String, int)"),
        ("java.lang.Math", "getClass(int, int)"),
        ("java.lang.System", "exit(int, int)"),
    ):
        found = java(cls, signature, "f(1, 2)")
        assert found.value is None
        assert [w.code for w in found.warnings] == ["dmn_external_function"]


def test_another_expression_language_is_null_and_noted() -> None:
    from engine import dmn
    from tests.dmn.building import decision, file

    model = dmn.load(file(decision("d", literal("${a.b()}", expressionLanguage="juel"))))
    assert model.evaluate("d", {}).value is None
    assert [f.code for f in model.findings] == ["dmn_language"]


def test_bad_feel_does_not_stop_its_neighbours() -> None:
    from tests.dmn.building import decision, model

    loaded = model(decision("bad", literal("1 +")), decision("good", literal("1 + 1")))
    assert loaded.evaluate("good", {}).value == 2
    found = loaded.evaluate("bad", {})
    assert found.value is None
    assert [w.code for w in found.warnings] == ["feel_syntax"]
    assert [f.code for f in loaded.findings] == ["feel_syntax"]


def test_the_textual_form_of_an_external_function() -> None:
    text = 'function(a, b) external {java: {class: "java.lang.Math", method signature: "min(double,double)"}}'
    logic = f"<context>{entry('f', literal(text))}<contextEntry>{literal('f(3, 2)')}</contextEntry></context>"
    assert decide(logic).value == 2
    assert decide(logic.replace("Math", "System")).value is None
