"""What changed between two packages, told in sentences an analyst reads."""

from __future__ import annotations

import json
import random
import time
from dataclasses import fields
from pathlib import Path

import pytest

from engine.comparison import Change, compare
from engine.comparison.setting_words import SETTINGS, TASKS
from engine.definition import Package
from engine.definition.auditing import AuditRules
from engine.definition.procedure import ExtensionRules, Procedure, TaskRules
from tests.bpmn.build import diagram, end, flows, start, tag, user, when, xor
from tests.packages import DIAGRAM, PROCEDURE, approval

ROOT = Path(__file__).resolve().parents[2]
OUTGOING = Package.from_folder(ROOT / "processes" / "outgoing-document")
FOLDERS = sorted(path.parent for path in (ROOT / "processes").glob("*/procedure.toml"))


def changed(path: str, *pairs: tuple[str, str], of: Package = OUTGOING) -> list[str]:
    """The sentences after these replacements in one file."""
    return [change.zh for change in changes(path, *pairs, of=of)]


def changes(path: str, *pairs: tuple[str, str], of: Package = OUTGOING) -> tuple[Change, ...]:
    text = of.files[path].decode()
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return compare(of, Package({**of.files, path: text.encode()})).changes


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_package_is_equal_to_itself(folder: Path) -> None:
    package = Package.from_folder(folder)
    assert compare(package, package).changes == ()
    everything = compare(Package({}), package)
    assert len(everything.changes) == len(package.files) and {c.kind for c in everything.changes} == {"added"}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('[terms.sign]\n"平件" = "1 WD"', '[terms.sign]\n"平件" = "2 WD"', "签发:平件时限由 1 个工作日改为 2 个工作日"),
        ('[terms.mediate]\n"其他" = "2 WD"', '[terms.mediate]\n"其他" = "16 WH"', "协调:时限由 2 个工作日改为 16 个工作小时"),
        ('"其他" = "month end"', '"其他" = "next year 06-30"', "归档:时限由当月最后一个工作日改为次年 6 月 30 日"),
        ('[terms.consult_end]              # 重大行政决策: at least 30 days (law)\n"其他" = "30 CD"\n', "",
         "征求期满:取消时限(原为 30 天)"),
        ('[terms.mediate]\n', '[terms.resume]\n"特急" = "30 min"\n[terms.mediate]\n', "恢复办理:新增特急时限 30 分钟"),
        ('"文秘科" = ["checker", "clerk"]', '"文秘科" = ["clerk"]', "泳道“文秘科”:办理角色由 checker、clerk 改为 clerk"),
        ('"3" = 0', '"3" = 1', "亮灯:3 天以内的时限变黄时的剩余天数由 0 改为 1"),
        ('pattern = "青岚政〔{year}〕{n}号"', 'pattern = "青岚政〔{year}〕第{n}号"',
         "编号系列“青岚政”:格式由“青岚政〔{year}〕{n}号”改为“青岚政〔{year}〕第{n}号”"),
        ('[tasks.print]\ndeputy = "none"', '[tasks.print]\ndeputy = "order"', "印制用印:代理由不得代理改为只认主持工作"),
        ('risks = ["sign", "print", "witness"]', 'risks = ["sign"]', "监察:廉政风险点由签发、印制用印、监印改为签发"),
        ("threshold = 500000", "threshold = 300000", "监察:金额限额由 500000 改为 300000"),
        ('"核稿" = ["check"]', '"核稿" = ["check", "proof"]', "文书“drafting-sheet”:意见栏“核稿”由核稿改为核稿、复核编号"),
        ("cap = 10", "cap = 5", "合法性审核:延期上限(工作日)由 10 改为 5"),
        ('end_refused = "不予发文"', 'end_refused = "不发"', "不予发文:结束时的状态由不予发文改为不发"),
        ("mediations = 0", "mediations = 1", "变量“mediations”:初始值由 0 改为 1"),
        ('retention = "永久"', 'retention = "30年"', "流程设置:保管期限由永久改为 30年"),
        ('opinion = "none"\nkind', 'opinion = "required"\nkind', "签收:意见由不填改为必填"),
        ('[lights]', '[personal]\nfields = ["phone"]\n[lights]', "个人信息:新增字段 phone"),
        ('zh = "请示应当一文一事。"', 'zh = "一文一事。"',
         "表单规则“一文一事。”:提示由“请示应当一文一事。”改为“一文一事。”"),
    ],
)  # fmt: skip
def test_settings_are_told_in_words(old: str, new: str, sentence: str) -> None:
    assert changed("procedure.toml", (old, new)) == [sentence]


def test_a_rule_of_the_form_comes_and_goes() -> None:
    rule = '[[rules]]\nform = "print"\nwhen = \'sealed_copies <= printed_copies\'\nfield = "sealed_copies"\n'
    zh = 'zh = "用印份数不能多于印制份数。"\nen = "No more copies are sealed than printed."\n'
    assert changed("procedure.toml", (rule + zh, "")) == ["删除表单规则“用印份数不能多于印制份数。”"]


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        ('name="复核编号"', 'name="校对"', ["校对:名称由“复核编号”改为“校对”"]),
        ('=["seal-witness"]', '=["registry"]', ["监印:办理角色由“=[\"seal-witness\"]”改为“=[\"registry\"]”"]),
        ('<zeebe:formDefinition formId="proof" />', '<zeebe:formDefinition formId="sign" />',
         ["复核编号:表单由“proof”改为“sign”"]),
        ('<bpmn:flowNodeRef>print</bpmn:flowNodeRef>', "", ["印制用印:取消泳道(原为“机要室、行政科”)"]),
        ('<bpmn:lane id="lane_registry" name="机要室、行政科">', '<bpmn:lane id="lane_registry" name="机要室">',
         ["机要室:名称由“机要室、行政科”改为“机要室”"]),
        ('=due(term("cosign", urgency), now())', '=due("5 WD", now())',
         ["会签到期:定时由“=due(term(\"cosign\", urgency), now())”改为“=due(\"5 WD\", now())”"]),
        ('inputCollection="=pending_units"', 'inputCollection="=units"',
         ["会签:会签名单由“=pending_units”改为“=units”"]),
        ('attachedToRef="cosign" cancelActivity="false"', 'attachedToRef="cosign"',
         ["会签到期:取消中断所附环节(原为否)"]),
    ],
)  # fmt: skip
def test_steps_are_told_by_their_names(old: str, new: str, sentences: list[str]) -> None:
    text = OUTGOING.files["process.bpmn"].decode()
    if old not in text:  # attributes in the other order
        old, new = (" ".join(reversed(part.split(" "))) if " cancelActivity" in part else part for part in (old, new))
    assert changed("process.bpmn", (old, new)) == sentences


def small(*parts: str) -> Package:
    return Package({"process.bpmn": diagram(*parts)})


def test_a_step_put_between_two_is_a_step_and_its_flows() -> None:
    before = small(start("s"), user("a", name="核稿"), user("b", name="签发"), end("e"), flows("s a b e"))
    after = small(
        start("s"), user("a", name="核稿"), user("n", name="法制复核"), user("b", name="签发"), end("e"),
        flows("s a n b e"),
    )  # fmt: skip
    assert [change.zh for change in compare(before, after).changes] == [
        "删除连线“核稿 → 签发”", "新增办理环节“法制复核”", "新增连线“核稿 → 法制复核”", "新增连线“法制复核 → 签发”",
    ]  # fmt: skip
    back = [(change.kind, change.element) for change in compare(after, before).changes]
    assert ("removed", "n") in back and ("added", "a_b") in back


def test_conditions_and_default_flows_are_told() -> None:
    def way(condition: str, default: str) -> Package:
        return small(
            start("s"), xor("g", default=default[2:], name="同意?"), user("a", name="办理"), end("e"),
            flows("s g", "a e"), when("g", "a", condition), flows("g e"),
        )  # fmt: skip

    told = [change.zh for change in compare(way("=n > 1", "g_e"), way("=n > 2", "g_e")).changes]
    assert told == ["连线“同意? → 办理”:条件由“=n > 1”改为“=n > 2”"]
    told = [change.zh for change in compare(way("=n > 1", "g_e"), way("=n > 1", "g_a")).changes]
    assert told == ["连线“同意? → 办理”:默认分支由否改为是", "连线“同意? → 结束事件 e”:默认分支由是改为否"]


def test_what_was_only_moved_stands_apart() -> None:
    found = changes("process.bpmn", ('<dc:Bounds x="', '<dc:Bounds x="1'))
    assert {change.kind for change in found} == {"moved"} and len(found) > 20
    both = compare(OUTGOING, OUTGOING)
    assert both.meaning == both.moved == ()


def test_rows_of_a_table_are_added_removed_moved_and_changed() -> None:
    path, text = "decisions/cosign.dmn", OUTGOING.files["decisions/cosign.dmn"].decode()
    begin = text.index('<rule id="after_cosign_rule_1">')
    second = text.index('<rule id="after_cosign_rule_2">')
    third = text.index('<rule id="after_cosign_rule_3">')
    first_row, second_row = text[begin:second], text[second:third]
    assert changed(path, ("<text>&gt; 0</text></inputEntry>", "<text>&gt; 1</text></inputEntry>"))[0] == (
        "决策表“会签后的走向”:第 1 行的“不同意的单位数”由 > 0 改为 > 1"
    )
    [gone] = changed(path, (first_row, ""))
    assert gone.startswith("决策表“会签后的走向”删除第 1 行:若 不同意的单位数 > 0")
    new = first_row.replace("after_cosign_r", "after_cosign_new")
    [added] = changed(path, (second_row, second_row + new))
    assert added.startswith("决策表“会签后的走向”新增第 3 行:若 不同意的单位数 > 0") and ",则 走向 = " in added
    assert changed(path, (first_row + second_row, second_row + first_row)) in (
        ["决策表“会签后的走向”:第 2 行移到第 1 行"], ["决策表“会签后的走向”:第 1 行移到第 2 行"],
    )  # fmt: skip
    policy = '<decisionTable id="logic_after_cosign" hitPolicy="FIRST">'
    assert changed(path, (policy, policy.replace("FIRST", "UNIQUE"))) == [
        "决策表“会签后的走向”:命中方式由第一条(FIRST) 改为唯一(UNIQUE)"
    ]
    assert changed(path, ("<text>count(dissenters)</text>", "<text>count(agreed_now)</text>")) == [
        "决策表“会签后的走向”:输入列“不同意的单位数”的表达式由 count(dissenters) 改为 count(agreed_now)"
    ]


def test_rows_without_ids_are_matched_by_what_they_say() -> None:
    path = "decisions/cosign.dmn"
    text = OUTGOING.files[path].decode()
    for n in range(1, 9):
        text = text.replace(f' id="after_cosign_rule_{n}"', "")
    bare = Package({**OUTGOING.files, path: text.encode()})
    told = changed(path, ("<text>&gt; 0</text></inputEntry>", "<text>&gt; 1</text></inputEntry>"), of=bare)
    assert told[0] == "决策表“会签后的走向”:第 1 行的“不同意的单位数”由 > 0 改为 > 1"


def test_fields_of_a_form_are_told_by_their_labels() -> None:
    path = "forms/sign.json"
    schema = json.loads(OUTGOING.files[path])

    def told(edit) -> list[str]:
        copy = json.loads(OUTGOING.files[path])
        edit(copy["components"])
        return [c.zh for c in compare(OUTGOING, Package({**OUTGOING.files, path: json.dumps(copy).encode()})).changes]

    assert told(lambda c: None) == [], "another way to write the same JSON says nothing"
    assert schema["components"][1]["key"] == "sign_changes"
    assert told(lambda c: c[1].update(label="意见")) == ["表单“签发”的字段“意见”:标签由修改意见改为意见"]
    assert told(lambda c: c[1]["validate"].pop("required")) == ["表单“签发”的字段“修改意见”:必填由是改为否"]
    assert told(lambda c: c[1].update(readonly=True)) == ["表单“签发”的字段“修改意见”:只读由否改为是"]
    assert told(lambda c: c.pop(1)) == ["删除表单“签发”的字段“修改意见”"]
    assert told(lambda c: c.append({"type": "number", "key": "n", "label": "份数"})) == ["新增表单“签发”的字段“份数”"]
    assert told(lambda c: c[0]["values"].pop(2)) == [
        "表单“签发”的字段“签发”:选项由同意印发、修改后印发、缓发、不发改为同意印发、修改后印发、不发"
    ]
    assert told(lambda c: c[1]["conditional"].update(hide="=true")) == [
        '表单“签发”的字段“修改意见”:隐藏条件由“=sign_result != "修改后印发"”改为“=true”'
    ]
    assert told(lambda c: c.reverse()) == ["表单“签发”:字段的顺序有变"]


def test_the_other_files_are_told_too() -> None:
    assert changed("texts.toml", ('"Sign for issue"', '"Signature"')) == [
        "签发:英文名称由“Sign for issue”改为 Signature"
    ]
    [told] = changed("scenarios/doc-1.toml", ("words = 2600", "words = 2700"))
    assert told.endswith("步骤新增 0 步,删除 0 步,改动 1 步")
    [told] = changed("figures.toml", ('name = "发文数量"', 'name = "发文件数"'))
    assert told == "指标“发文件数”:名称由发文数量改为发文件数"
    package = Package({path: data for path, data in OUTGOING.files.items() if path != "README.md"})
    assert [c.zh for c in compare(OUTGOING, package).changes] == ["删除文件 README.md"]


@pytest.mark.parametrize("path", ["process.bpmn", "procedure.toml", "decisions/cosign.dmn", "forms/sign.json"])
@pytest.mark.parametrize("data", [b"<a", b"{", b"\xff\xfe", b"[" * 2000, b"<a/>", b"x = 1\nx = 2", b"null"])
def test_what_cannot_be_understood_is_compared_as_text(path: str, data: bytes) -> None:
    found = compare(OUTGOING, Package({**OUTGOING.files, path: data}))
    assert found.unread == (path,) and [c.what for c in found.changes if c.file == path] == ["lines"]


def test_every_change_of_a_diagram_is_seen() -> None:
    """An attribute changed anywhere in a process, however foreign, is a sentence."""
    text = diagram(
        start("s"), user("a", tag("multiInstanceLoopCharacteristics", "", isSequential="true"), camunda__owner="x"),
        end("e"), flows("s a e"),
    ).decode()  # fmt: skip
    rng, before = random.Random(7), Package({"process.bpmn": text.encode()})
    for attribute in ("camunda:owner", "isSequential", "isExecutable", "sourceRef"):
        parts = text.split(f'{attribute}="')
        at = rng.randrange(1, len(parts))
        parts[at] = "changed" + parts[at]
        after = Package({"process.bpmn": f'{attribute}="'.join(parts).encode()})
        assert compare(before, after).meaning, attribute


def test_sentences_stand_in_both_languages_and_name_their_place() -> None:
    longer = PROCEDURE.format(key="approval").replace('"平件" = "1 WD"', '"平件" = "2 WD"').encode()
    diagram = DIAGRAM.replace('name="核稿"', 'name="审核"').encode()
    found = compare(approval(), approval(**{"procedure.toml": longer, "process.bpmn": diagram}))
    assert [(c.file, c.element, c.what, c.kind) for c in found.changes] == [
        ("procedure.toml", "review", "terms.review.平件", "changed"), ("process.bpmn", "review", "name", "changed"),
    ]  # fmt: skip
    assert found.changes[0].en == "审核: term (平件) changed from 1 working day(s) to 2 working day(s)"
    assert (found.changes[0].before, found.changes[0].after) == ("1 个工作日", "2 个工作日")


@pytest.mark.parametrize("path", ["scenarios/x.toml", "procedure.toml", "README.md", "decisions/x.dmn"])
def test_long_hostile_files_are_compared_in_bounded_time(path: str) -> None:
    """Thousands of alike rows are no way to keep the server busy."""
    rows = 3000
    if path.endswith(".dmn"):
        head = (
            '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="u">'
            '<decision id="x" name="x"><decisionTable id="t"><output id="o"/>'
        )
        row = '<rule id="{}"><outputEntry id="o{}"><text>{}</text></outputEntry></rule>'

        def text(seed: int) -> str:
            ids = list(range(rows))
            random.Random(seed).shuffle(ids)
            body = "".join(row.format(f"r{n}", n, n % 3) for n in ids)
            return f"{head}{body}</decisionTable></decision></definitions>"

        files = [text(1), text(2)]
    else:
        table = "rules" if path == "procedure.toml" else "step"
        files = [
            "".join(f"[[{table}]]\nform = 'a'\nzh = '{random.Random(n * rows + i).randrange(3)}'\n" for i in range(rows))
            for n in (1, 2)
        ]
    begun = time.process_time()
    found = compare(*(Package({path: text.encode()}) for text in files))
    assert found.changes and time.process_time() - begun < 4


def test_every_setting_has_its_word() -> None:
    """A setting that procedure.toml learns is told in words, not by its name in the file."""
    assert {field.name for field in fields(Procedure)} <= SETTINGS.keys()
    for table, rules in (("tasks", TaskRules), ("extensions", ExtensionRules)):
        assert {(table, field.name) for field in fields(rules)} <= TASKS.keys()
    assert {f"audit.{field.name}" for field in fields(AuditRules)} <= SETTINGS.keys()


def test_field_rights_are_told_by_step() -> None:
    read = '[fields.sign]\nsign_reason = "read"\n[lights]'
    assert changed("procedure.toml", ("[lights]", read)) == ["签发:新增字段“sign_reason”的权限只读"]
