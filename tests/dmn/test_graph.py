"""Requirements: what an element sees, services as functions, imported files, circles."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from engine import dmn
from engine.errors import DefinitionRefused, Missing
from engine.feel import FeelError, to_json
from tests.dmn.building import NAMESPACE, decision, file, input_data, knowledge, literal, model, needs, variable


def service(name: str, *references: str) -> str:
    """`output:#id`, `decision:#id`, `input:#id`."""
    tags = {"output": "outputDecision", "decision": "inputDecision", "input": "inputData"}
    inner = "".join(f'<{tags[kind]} href="#{href}"/>' for kind, href in (r.split(":#") for r in references))
    return f'<decisionService id="{name}" name="{name}">{variable(name)}{inner}</decisionService>'


def test_decisions_feed_each_other() -> None:
    loaded = model(
        input_data("金额", "number"),
        decision("税", literal("金额 * 0.06"), "#金额"),
        decision("合计", literal("金额 + 税"), "#金额", "decision:#税"),
    )
    assert to_json(loaded.evaluate("合计", {"金额": 100}).value) == 106
    assert loaded.inputs("合计") == {"金额"}
    assert loaded.decisions["合计"].requires == ("金额", "税")


def test_a_decision_sees_what_it_requires_and_nothing_else() -> None:
    loaded = model(input_data("n"), decision("d", literal("n")), decision("e", literal("d")))
    assert loaded.evaluate("d", {"n": 1}).value is None
    assert loaded.evaluate("e", {"n": 1}).value is None


def test_knowledge_sees_its_parameters_and_its_own_requirements() -> None:
    loaded = model(
        input_data("n", "number"),
        knowledge("inner", ["x: number"], literal("x * 2")),
        knowledge("outer", ["x: number"], literal("inner(x) + (if n = null then 0 else 1000)"), "knows:#inner"),
        decision("d", literal("outer(n)"), "#n", "knows:#outer"),
        decision("e", literal("inner(n)"), "#n", "knows:#outer"),
    )
    assert loaded.evaluate("d", {"n": 4}).value == 8
    assert loaded.evaluate("e", {"n": 4}).value is None


def test_knowledge_may_call_itself_within_bounds() -> None:
    loaded = model(
        knowledge("f", ["n: number"], literal("if n < 2 then 1 else n * f(n - 1)")),
        knowledge("endless", ["n"], literal("endless(n + 1)")),
        decision("d", literal("f(10)"), "knows:#f"),
        decision("e", literal("endless(1)"), "knows:#endless"),
    )
    assert loaded.evaluate("d", {}).value == 3628800
    with pytest.raises(FeelError) as stopped:
        loaded.evaluate("e", {})
    assert stopped.value.code == "feel_recursion"


def test_one_budget_for_everything_an_evaluation_calls() -> None:
    loaded = model(
        knowledge("work", ["n"], literal("count(for i in 1..1000 return i)")),
        decision("d", literal("for i in 1..1000 return work(i)"), "knows:#work"),
    )
    with pytest.raises(FeelError) as stopped:
        loaded.evaluate("d", {})
    assert stopped.value.code == "feel_too_long"


def test_an_argument_of_the_wrong_type_never_reaches_the_logic() -> None:
    loaded = model(knowledge("f", ["n: number"], literal('"called"')), decision("d", literal('f("x")'), "knows:#f"))
    found = loaded.evaluate("d", {})
    assert found.value is None
    assert found.warnings


SERVICE = (
    input_data("n", "number"),
    decision("factor", literal("100")),
    decision("result", literal("n * factor"), "#n", "decision:#factor"),
    decision("plain", literal("result + 1"), "decision:#result"),
    service("apply", "output:#result", "decision:#factor", "input:#n"),
    service("both", "output:#result", "output:#factor", "input:#n"),
    decision("call", literal("apply(2, 3)"), "knows:#apply"),
    decision("by name", literal("apply(factor: 3, n: 2)"), "knows:#apply"),
    decision("mixed", literal("[apply(2, 3), result]"), "knows:#apply", "decision:#result"),
)


def test_a_service_takes_inputs_then_decisions_in_order() -> None:
    loaded = model(*SERVICE)
    assert loaded.services["apply"].inputs == ("n", "factor")
    assert loaded.evaluate("call", {}).value == 6
    assert loaded.evaluate("by name", {}).value == 6


def test_a_service_does_not_disturb_the_rest() -> None:
    assert to_json(model(*SERVICE).evaluate("mixed", {"n": 5}).value) == [6, 500]


def test_a_service_called_from_outside() -> None:
    loaded = model(*SERVICE)
    assert loaded.evaluate_service("apply", {"n": 2, "factor": 3}).value == 6
    assert loaded.evaluate_service("apply", {"n": 2}).value is None
    assert to_json(loaded.evaluate_service("both", {"n": 2}).value) == {"result": 200, "factor": 100}


def test_unknown_names_are_missing_not_null() -> None:
    with pytest.raises(Missing):
        model(*SERVICE).evaluate("nowhere", {})
    with pytest.raises(Missing):
        model(*SERVICE).evaluate_service("nowhere", {})


def test_a_decision_is_found_by_id_title_or_variable() -> None:
    logic = literal("1")
    loaded = dmn.load(file(f'<decision id="x1" name="走向"><variable name="way"/>{logic}</decision>'))
    assert [loaded.evaluate(name, {}).value for name in ("x1", "走向", "way")] == [1, 1, 1]


def test_a_circle_is_null_not_endless() -> None:
    loaded = model(decision("a", literal("b"), "decision:#b"), decision("b", literal("a"), "decision:#a"))
    assert loaded.evaluate("a", {}).value is None


def test_a_missing_requirement_is_a_finding_and_null() -> None:
    loaded = model(decision("d", literal("n"), "#n"))
    assert [f.code for f in loaded.findings] == ["dmn_missing_requirement"]
    assert loaded.evaluate("d", {"n": 1}).value is None


def test_a_long_chain_of_decisions_ends_in_a_value_or_a_clear_error() -> None:
    chain = [decision("d0", literal("0"))]
    chain += [decision(f"d{i}", literal(f"d{i - 1} + 1"), f"decision:#d{i - 1}") for i in range(1, 400)]
    loaded = model(*chain)
    assert loaded.evaluate("d50", {}).value == 50
    try:
        assert loaded.evaluate("d399", {}).value == 399
    except FeelError as error:
        assert error.code == "feel_recursion"


COMMON = file(
    '<itemDefinition name="tPerson"><itemComponent name="全 名"><typeRef>string</typeRef></itemComponent>'
    "</itemDefinition>",
    input_data("人", "tPerson", id="person"),
    knowledge("问候", ["p: tPerson"], literal('"您好," + p.全 名')),
    decision("称呼", literal("问候(人)"), "#person", "knows:#问候", id="greeting"),
    namespace="common",
)


def importing(*parts: str, alias: str = "公共") -> dmn.Model:
    bring = f'<import namespace="common" name="{alias}" importType="{NAMESPACE}"/>'
    return dmn.load(file(bring, *parts), imports={"common": COMMON})


def test_an_imported_function_and_type_stand_under_the_name_of_the_import() -> None:
    loaded = importing(
        input_data("谁", "公共.tPerson", id="who"),
        decision("d", literal("公共.问候(谁)"), "#who", "knows:#问候").replace('"#问候"', '"common#问候"'),
    )
    assert loaded.findings == ()
    assert loaded.evaluate("d", {"谁": {"全 名": "张三"}}).value == "您好,张三"
    assert loaded.evaluate("d", {"谁": {"名": "张三"}}).value is None


def imported_decision(alias: str, text: str) -> dmn.Model:
    required = '<informationRequirement><requiredDecision href="common#greeting"/></informationRequirement>'
    return importing(f'<decision id="d" name="d">{variable("d")}{required}{literal(text)}</decision>', alias=alias)


def test_an_imported_decision_takes_its_inputs_from_under_the_import() -> None:
    loaded = imported_decision("公共", "公共.称呼")
    assert loaded.evaluate("d", {"公共": {"人": {"全 名": "李四"}}}).value == "您好,李四"
    assert loaded.evaluate("d", {"人": {"全 名": "李四"}}).value == "您好,李四"
    assert loaded.evaluate("d", {"公共.人": {"全 名": "李四"}}).value == "您好,李四"
    assert loaded.inputs("d") == {"公共.人"}


def test_a_decision_of_an_imported_file_may_be_asked_for() -> None:
    loaded = imported_decision("公共", "公共.称呼")
    assert loaded.evaluate("公共.称呼", {"公共": {"人": {"全 名": "李四"}}}).value == "您好,李四"
    assert loaded.inputs("公共.称呼") == {"公共.人"}


def test_an_import_without_a_name_brings_its_names_in_directly() -> None:
    assert imported_decision("", "称呼").evaluate("d", {"人": {"全 名": "李四"}}).value == "您好,李四"


def test_imports_in_a_circle_are_refused() -> None:
    def one(namespace: str, other: str) -> bytes:
        return file(f'<import namespace="{other}" name="o" importType="{NAMESPACE}"/>', namespace=namespace)

    with pytest.raises(DefinitionRefused) as refused:
        dmn.load(one("a", "b"), imports={"b": one("b", "a")})
    assert refused.value.findings[0].code == "dmn_import_cycle"


def test_a_model_is_shared_between_threads() -> None:
    loaded = model(*SERVICE)

    def work(n: int) -> Any:
        return loaded.evaluate("mixed", {"n": n}).value

    with ThreadPoolExecutor(4) as pool:
        values = list(pool.map(work, range(200)))
    assert [to_json(v) for v in values] == [[6, n * 100] for n in range(200)]


def test_something_else_than_dmn_is_refused() -> None:
    with pytest.raises(DefinitionRefused) as refused:
        dmn.load(b"<definitions/>")
    assert refused.value.findings[0].code == "dmn_not_dmn"


def test_needs_are_written_as_expected() -> None:
    assert 'requiredDecision href="#a"' in needs("decision:#a")
