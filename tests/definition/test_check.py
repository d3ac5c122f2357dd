"""What the check finds in a whole procedure: each fault with its element, its sentence and what to change."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from engine.definition import Package, check
from engine.definition.skeleton import skeleton
from engine.errors import Finding
from tests.conftest import PROCESSES

PROCEDURES = sorted(path.parent.name for path in PROCESSES.glob("*/procedure.toml"))
Edit = Callable[[dict[str, str]], None]


def found(edit: Edit) -> dict[str, Finding]:
    """Code -> finding of the skeleton as edited."""
    files = {path: data.decode() for path, data in skeleton("leave-request", "请假审批").files.items()}
    edit(files)
    return {f.code: f for f in check(Package({path: text.encode() for path, text in files.items()}))}


def swap(path: str, old: str, new: str) -> Edit:
    def edit(files: dict[str, str]) -> None:
        assert old in files[path]
        files[path] = files[path].replace(old, new, 1)

    return edit


def both(*edits: Edit) -> Edit:
    def edit(files: dict[str, str]) -> None:
        for each in edits:
            each(files)

    return edit


def field(key: str, kind: str = "textfield", **more: object) -> Edit:
    """Another field in the form of the step."""

    def edit(files: dict[str, str]) -> None:
        form = json.loads(files["forms/handle.json"])
        form["components"].append({"id": key, "key": key, "label": key, "type": kind, **more})
        files["forms/handle.json"] = json.dumps(form, ensure_ascii=False)

    return edit


GATEWAY = """<bpmn:exclusiveGateway id="choose" default="no"/>
    <bpmn:sequenceFlow id="to_end" sourceRef="handle" targetRef="choose"/>
    <bpmn:sequenceFlow id="yes" sourceRef="choose" targetRef="done"><bpmn:conditionExpression>=CONDITION</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="no" sourceRef="choose" targetRef="refused"/>
    <bpmn:endEvent id="refused" name="不同意"/>"""


def choice(condition: str) -> Edit:
    return both(
        swap("process.bpmn", '<bpmn:sequenceFlow id="to_end" sourceRef="handle" targetRef="done"/>',
             GATEWAY.replace("CONDITION", condition)),
        swap("process.bpmn", "<bpmn:incoming>to_end</bpmn:incoming>", "<bpmn:incoming>yes</bpmn:incoming>"),
    )  # fmt: skip


DECIDING = """<bpmn:businessRuleTask id="decide" name="定去向"><bpmn:extensionElements>
      <zeebe:calledDecision decisionId="DECISION" resultVariable="way"/></bpmn:extensionElements></bpmn:businessRuleTask>
    <bpmn:sequenceFlow id="to_end" sourceRef="handle" targetRef="decide"/>
    <bpmn:sequenceFlow id="decided" sourceRef="decide" targetRef="done"/>"""
TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:x">
  <inputData id="in" name="INPUT"><variable id="iv" name="INPUT"/></inputData>
  <decision id="way" name="去向"><variable id="v" name="way"/><informationRequirement id="q"><requiredInput href="#in"/></informationRequirement><decisionTable id="t" hitPolicy="FIRST">
    <input id="i"><inputExpression id="e" typeRef="string"><text>INPUT</text></inputExpression></input>
    <output id="o" typeRef="string"/>
    <rule id="r"><inputEntry id="a"><text>-</text></inputEntry><outputEntry id="b"><text>"办结"</text></outputEntry></rule>
  </decisionTable></decision></definitions>"""


def decision(name: str = "way", reads: str = "result") -> Edit:
    def edit(files: dict[str, str]) -> None:
        files["decisions/way.dmn"] = TABLE.replace("INPUT", reads)

    return both(
        edit,
        swap("process.bpmn", '<bpmn:sequenceFlow id="to_end" sourceRef="handle" targetRef="done"/>',
             DECIDING.replace("DECISION", name)),
        swap("process.bpmn", "<bpmn:incoming>to_end</bpmn:incoming>", "<bpmn:incoming>decided</bpmn:incoming>"),
    )  # fmt: skip


def rule(when: str) -> Edit:
    text = f"\n[[rules]]\nform = \"handle\"\nfield = \"result\"\nwhen = '{when}'\nzh = \"不行。\"\nen = \"No.\"\n"
    return swap("procedure.toml", "[ends]", f"{text}\n[ends]")


# (the fault, its code, the element, error or warning, its like that is no fault)
CASES: dict[str, tuple[Edit, str, str | None, str, Edit]] = {
    "a condition reads what nobody sets": (
        choice('resullt = "同意"'), "unknown_name", "yes", "error", choice('result = "同意"'),
    ),
    "a default sets it": (
        choice("tries > 2"), "unknown_name", "yes", "error",
        both(choice("tries > 2"), swap("procedure.toml", "[ends]", "[defaults]\ntries = 0\n[ends]")),
    ),
    "an assignment reads what nobody sets": (
        swap("process.bpmn", 'candidateGroups="=[&quot;clerk&quot;]"', 'candidateGroups="=[&quot;clerk@&quot; + unitt]"'),
        "unknown_name", "handle", "warning",
        swap("process.bpmn", 'candidateGroups="=[&quot;clerk&quot;]"', 'candidateGroups="=[&quot;clerk@&quot; + drafter_unit]"'),
    ),
    "a decision reads what nobody sets": (
        decision(reads="amount"), "unknown_name", "decide", "error", decision(reads="result"),
    ),
    "a decision's result is set": (
        both(decision(), rule('wayy = "x"')), "unknown_name", "rules[1]", "error", both(decision(), rule('way != "x"')),
    ),
    "a rule reads what nobody sets": (
        rule("count(unitss) > 0"), "unknown_name", "rules[1]", "error", rule("count(units) > 0"),
    ),
    "a form's condition reads what nobody sets": (
        field("why", conditional={"hide": '=resullt = "同意"'}), "unknown_name", "handle", "warning",
        field("why", conditional={"hide": '=result = "同意"'}),
    ),
    "an office function is known": (
        rule("workdays afterr(today(), 1) != null"), "unknown_function", "rules[1]", "error",
        rule("workdays after(today(), 1) != null"),
    ),
    "an unknown decision": (decision("wayward"), "decision_unknown", "decide", "error", decision()),
    "an unknown role in a lane": (
        swap("procedure.toml", "[ends]", '[roles]\n"科室" = ["clark"]\n[ends]'), "unknown_role", "roles.科室", "warning",
        swap("procedure.toml", "[ends]", '[roles]\n"科室" = ["clerk@文秘科"]\n[ends]'),
    ),
    "an unknown role in the diagram": (
        swap("process.bpmn", "&quot;clerk&quot;", "&quot;clark&quot;"), "unknown_role", "handle", "warning",
        swap("process.bpmn", "[&quot;clerk&quot;]", "[&quot;clerk&quot;, &quot;section-head@&quot; + drafter_unit]"),
    ),
    "an unknown role with its unit computed": (
        swap("process.bpmn", "[&quot;clerk&quot;]", "[&quot;clark@&quot; + drafter_unit]"), "unknown_role", "handle",
        "warning", swap("process.bpmn", "[&quot;clerk&quot;]", "[&quot;clerk@&quot; + drafter_unit]"),
    ),
    "unknown starters": (
        swap("procedure.toml", '"liaison"', '"liason"'), "unknown_role", "starters", "warning",
        swap("procedure.toml", '"liaison"', '"unit-head"'),
    ),
    "a step without a term": (
        swap("procedure.toml", '[terms.handle]\n"其他" = "3 WD"', ""), "task_without_term", "handle", "warning",
        swap("procedure.toml", '[terms.handle]\n"其他" = "3 WD"', '[instance_term]\n"其他" = "3 WD"'),
    ),
    "a step with a reason for none": (
        swap("procedure.toml", '[terms.handle]\n"其他" = "3 WD"', '[tasks.handle]\nuntimed = ""'), "task_without_term",
        "handle", "warning",
        swap("procedure.toml", '[terms.handle]\n"其他" = "3 WD"', '[tasks.handle]\nuntimed = "等外部材料"'),
    ),
    "nobody is asked": (
        swap("process.bpmn", '<zeebe:assignmentDefinition candidateGroups="=[&quot;clerk&quot;]"/>', ""),
        "unassigned_task", "handle", "error", swap("procedure.toml", "[ends]", "[ends]"),
    ),
    "an unknown form": (
        swap("process.bpmn", 'formId="handle"', 'formId="handel"'), "unknown_form", "handle", "error",
        swap("process.bpmn", '<zeebe:formDefinition formId="handle"/>', ""),
    ),
    "a result that is no field": (
        swap("procedure.toml", "[ends]", '[tasks.handle]\nresult = "verdict"\n[ends]'), "unknown_field", "handle", "error",
        swap("procedure.toml", "[ends]", '[tasks.handle]\nresult = "result"\n[ends]'),
    ),
    "a form nobody uses": (
        lambda files: files.update({"forms/other.json": files["forms/handle.json"]}), "unused_form", "other", "warning",
        lambda files: None,
    ),
    "no default flow": (
        both(choice('result = "同意"'), swap("process.bpmn", ' default="no"', ""),
             swap("process.bpmn", 'id="no" sourceRef="choose" targetRef="refused"/>',
                  'id="no" sourceRef="choose" targetRef="refused"><bpmn:conditionExpression>=result = "不同意"</bpmn:conditionExpression></bpmn:sequenceFlow>')),
        "default_missing", "choose", "warning", choice('result = "同意"'),
    ),
    "an unreachable step": (
        swap("process.bpmn", '<bpmn:endEvent id="done"', '<bpmn:endEvent id="never"/><bpmn:endEvent id="done"'),
        "unreachable", "never", "warning", lambda files: None,
    ),
    "an unsupported element": (
        swap("process.bpmn", '<bpmn:endEvent id="done"', '<bpmn:wonder id="odd"/><bpmn:endEvent id="done"'),
        "element_unknown", "odd", "error", lambda files: None,
    ),
    "a wrong expression": (
        choice("result = = 1"), "expression_wrong", "yes", "error", choice('result = "同意"'),
    ),
    "a term that is none": (
        swap("procedure.toml", '"3 WD"', '"3 days"'), "bad_term", "handle", "error", swap("procedure.toml", '"3 WD"', '"3 CD"'),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_fault_is_told_with_its_place_and_what_to_change(case: str) -> None:
    faulty, code, element, severity, clean = CASES[case]
    findings = found(faulty)
    assert code in findings, findings
    finding = findings[code]
    assert (finding.element, finding.severity) == (element, severity)
    assert finding.zh and finding.en and finding.fix_zh and finding.fix_en and finding.file
    assert code not in found(clean), found(clean)[code]


def test_what_a_message_brings_is_only_doubtful() -> None:
    caught = """<bpmn:intermediateCatchEvent id="wait"><bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>
    <bpmn:sequenceFlow id="to_handle" sourceRef="begin" targetRef="wait"/><bpmn:sequenceFlow id="came" sourceRef="wait" targetRef="handle"/>"""
    message = """<bpmn:message id="m" name="ruling"><bpmn:extensionElements><zeebe:subscription correlationKey="=instance_number"/></bpmn:extensionElements></bpmn:message>
  <bpmn:process id="""
    findings = found(
        both(
            choice('ruling = "准"'),
            swap("process.bpmn", '<bpmn:sequenceFlow id="to_handle" sourceRef="begin" targetRef="handle"/>', caught),
            swap("process.bpmn", "<bpmn:process id=", message),
            swap("process.bpmn", "<bpmn:incoming>to_handle</bpmn:incoming>", "<bpmn:incoming>came</bpmn:incoming>"),
        )
    )
    assert findings["unknown_name"].severity == "warning", findings


def test_a_near_name_is_offered() -> None:
    assert "是不是“result”" in found(choice('resullt = "同意"'))["unknown_name"].fix_zh


def test_the_roles_an_office_has_may_be_fewer() -> None:
    package = skeleton("leave-request", "请假审批")
    (finding,) = {f.element: f for f in check(package, roles={"drafter", "liaison"}) if f.element == "handle"}.values()
    assert finding.code == "unknown_role" and "drafter、liaison" in finding.fix_zh


@pytest.mark.parametrize("name", PROCEDURES)
def test_the_shipped_procedures_are_clean(name: str) -> None:
    assert check(Package.from_folder(PROCESSES / name)) == []


def test_a_hostile_text_in_a_finding_stays_text() -> None:
    finding = found(choice("&lt;script&gt; = 1"))
    assert finding
