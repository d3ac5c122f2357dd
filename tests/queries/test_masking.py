"""What a procedure masks is masked on every page of whoever may not read it, and readable to whoever may."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from engine import actions, queries
from engine.actions import Actor, Upload
from engine.actions.notice_words import words_of
from engine.definition import Package, check
from engine.definition.masks import masked
from engine.errors import NotYours
from engine.figures import Item
from engine.organization import mark_absent
from engine.queries.masking import masked_items
from engine.queries.reader import reading
from engine.store import tables as t
from engine.store.office import Office
from tests.packages import PROCEDURE, VALUES, approval, choice, form
from tests.queries.test_figures import FIGURES

ONE = Decimal(1)
NAME, PHONE = "赵盼晴", "10000000061"
MASKS = """
[masks.caller]
when = 'hide_identity = "是" and caller != "匿名"'
except = ["checker"]
keep = 1
[masks.phone]
when = 'hide_identity = "是"'
except = ["checker"]
keep = -2
"""
START = form(
    "start",
    {"key": "title", "type": "textfield", "label": "标题", "validate": {"required": True}},
    choice("urgency", "紧急程度", "平件", "加急", "特急"),
    {"key": "amount", "type": "number", "label": "金额"},
    {
        "key": "cosign_units",
        "type": "taglist",
        "label": "会签单位",
        "valuesKey": "units",
        "validate": {"required": True},
    },
    {"key": "caller", "type": "textfield", "label": "诉求人"},
    {"key": "phone", "type": "textfield", "label": "电话"},
    choice("hide_identity", "要求保密", "是", "否"),
    {"key": "content", "type": "textarea", "label": "诉求内容"},
    {"key": "files", "type": "filepicker", "label": "附件", "multiple": True},
)
COSIGN = form(
    "cosign",
    {"type": "text", "text": "诉求人:{{caller}}"},
    choice("cosign_result", "会签意见", "同意", "不同意"),
    {"key": "cosign_note", "type": "textarea", "label": "说明"},
)


def private(**more: bytes) -> Package:
    toml = PROCEDURE.format(key="approval") + MASKS
    files = {"procedure.toml": toml.encode(), "forms/start.json": START, "forms/cosign.json": COSIGN}
    return approval(**{**files, **more})


def begun(office: Office, **values: Any) -> int:
    """A matter of U11 that 文秘科 has passed on to the heads of 林草局 (U10) and 财政局 (U14)."""
    actions.publish_definition(office, private(), Actor("system"))
    given = {
        **VALUES, "caller": NAME, "phone": PHONE, "hide_identity": "是",
        "content": f"我是{NAME},请回电{PHONE}。", **values,
    }  # fmt: skip
    upload = Upload(f"{NAME}的来信.pdf", "application/pdf", BytesIO(b"letter"))
    started = actions.start_instance(
        office, actions.StartInstance("approval", given, "s", uploads={"files": [upload]}), Actor("U11")
    )
    command = actions.CompleteTask(started.opened[0], {"review_result": "同意"}, "r", f"已电{NAME}核实({PHONE})。")
    actions.complete_task(office, command, Actor("O5"))
    return started.instance_id


def words(*pages: Any) -> str:
    """Every text of the pages; a dataclass shows all its fields."""
    return str(pages)


def pages_of(office: Office, person: str, instance_id: int) -> str:
    row = next(row for row in queries.inbox(office, person).rows if row.instance_id == instance_id)
    assert row.task_id is not None
    task = queries.task_page(office, person, row.task_id)
    instance = queries.instance_page(office, person, instance_id)
    download = queries.attachment(office, person, instance.files[0].id)
    return words(row, task, instance, download, queries.completed(office, person, instance_id))


def test_a_unit_sees_neither_name_nor_number_anywhere(bare_office: Office) -> None:
    instance_id = begun(bare_office, title=f"关于{NAME}反映路灯不亮的工单")
    seen = pages_of(bare_office, "U14", instance_id)
    assert NAME not in seen and PHONE not in seen
    assert "赵**" in seen and "*********61" in seen
    page = queries.instance_page(bare_office, "U14", instance_id)
    lines = {line.label: line.value for section in page.sections for line in section.lines}
    assert (lines["诉求人"], lines["电话"]) == ("赵**", "*********61")
    assert lines["诉求内容"] == "我是赵**,请回电*********61。"
    assert page.opinions[0].opinions[0].text == "已电赵**核实(*********61)。"
    assert any(line.opinion == "已电赵**核实(*********61)。" for line in page.trail)
    assert page.files[0].name == "赵**的来信.pdf"


def test_who_is_excepted_reads_it_all(bare_office: Office) -> None:
    instance_id = begun(bare_office)
    page = queries.instance_page(bare_office, "O5", instance_id)
    lines = {line.label: line.value for section in page.sections for line in section.lines}
    assert (lines["诉求人"], lines["电话"]) == (NAME, PHONE)
    assert page.opinions[0].opinions[0].text == f"已电{NAME}核实({PHONE})。"


def test_a_stand_in_reads_what_his_principal_may(bare_office: Office) -> None:
    instance_id = begun(bare_office)
    with pytest.raises(NotYours):
        queries.instance_page(bare_office, "O6", instance_id)
    actions.change_organization(
        bare_office, Actor("A2"), lambda org, now: mark_absent(org, "O5", now.date(), None, "出差"), {"absent": "O5"}
    )
    assert NAME in words(queries.instance_page(bare_office, "O6", instance_id))


@pytest.mark.parametrize("values", [{"hide_identity": "否"}, {"caller": "匿名", "phone": "", "content": "不愿留名。"}])
def test_nothing_is_masked_where_the_condition_does_not_hold(bare_office: Office, values: dict[str, str]) -> None:
    instance_id = begun(bare_office, **values)
    page = queries.instance_page(bare_office, "U14", instance_id)
    lines = {line.label: line.value for section in page.sections for line in section.lines}
    assert lines["诉求人"] == values.get("caller", NAME)


def test_what_somebody_types_is_given_back_as_typed(bare_office: Office) -> None:
    """A unit that learned the name by itself keeps its own words; a mask in an input would be sent back."""
    instance_id = begun(bare_office)
    row = next(row for row in queries.inbox(bare_office, "U14").rows if row.instance_id == instance_id)
    assert row.task_id is not None
    page = queries.task_page(bare_office, "U14", row.task_id, typed={"cosign_note": f"已联系{NAME}。"})
    note = next(field for field in page.fields if field.name == "cosign_note")
    assert note.value == f"已联系{NAME}。"
    assert "诉求人:赵**" in words(*page.fields) and f"诉求人:{NAME}" not in words(*page.fields)


def test_a_notice_says_no_more_than_a_page(bare_office: Office) -> None:
    instance_id = begun(bare_office, title=f"关于{NAME}反映路灯不亮的工单")
    row = next(row for row in queries.inbox(bare_office, "U14").rows if row.instance_id == instance_id)
    assert row.task_id is not None
    actions.urge_task(bare_office, actions.UrgeTask(row.task_id, "u", f"请回电{PHONE}"), Actor("U11"))
    with bare_office.database.read() as connection:
        (notice,) = connection.execute(select(t.outbox).where(t.outbox.c.recipient == "U14")).all()
        organization = bare_office.organization(connection, bare_office.in_force(connection)["organization"])
        sent = words_of(bare_office, connection, organization, notice)
    assert NAME in notice.text and PHONE in notice.text
    assert "《关于赵**反映路灯不亮的工单》" in sent and sent.endswith("请回电*********61")


def test_a_kept_draft_shows_no_more_than_the_task(bare_office: Office) -> None:
    begun(bare_office, title=f"关于{NAME}反映路灯不亮的工单")
    (row,) = queries.inbox(bare_office, "U14").rows
    actions.save_draft(bare_office, actions.SaveDraft({"cosign_note": "待查"}, task_id=row.task_id), Actor("U14"))
    assert [each.title for each in queries.drafts(bare_office, "U14").rows] == ["关于赵**反映路灯不亮的工单"]


def test_what_is_masked_is_not_found_by_guessing(bare_office: Office) -> None:
    begun(bare_office, title=f"关于{NAME}反映路灯不亮的工单")

    def found(person: str, **asked: str) -> int:
        page = queries.search(bare_office, person, queries.Question(**asked)).found
        assert page.total == len(page.rows)
        return len(page.rows)

    for guess in ("盼晴", PHONE[:6], NAME):
        assert found("U14", text=guess) == found("U14", said=guess) == 0
        assert found("O5", text=guess) == found("O5", said=guess) == 1
        assert queries.inbox(bare_office, "U14", queries.Filters(text=guess)).rows == ()
    assert found("U14", text="路灯") == found("U14", said="核实") == 1
    assert len(queries.inbox(bare_office, "U14", queries.Filters(text="路灯")).rows) == 1


def test_the_matters_behind_a_figure_are_masked(bare_office: Office) -> None:
    instance_id = begun(bare_office, title=f"关于{NAME}反映路灯不亮的工单")
    item = Item(instance_id, "QS20260001", f"关于{NAME}反映路灯不亮的工单", "", date(2026, 2, 13), True, ONE, ONE)
    for person, shown in (("U14", "关于赵**反映路灯不亮的工单"), ("O5", item.title)):
        with reading(bare_office, person) as reader:
            assert [each.title for each in masked_items(reader, [item])] == [shown]


@pytest.mark.parametrize(
    ("value", "keep", "shown"),
    [
        ("赵盼晴", 1, "赵**"),
        ("10000000061", -2, "*********61"),
        ("赵", 1, "*"),
        ("赵盼晴", 0, "***"),
        (61, -1, "***"),
    ],
)
def test_how_a_value_is_masked(value: Any, keep: int, shown: str) -> None:
    assert masked(value, keep) == shown


@pytest.mark.parametrize(
    ("toml", "code"),
    [
        ('[masks.nobody]\nexcept = ["checker"]', "unknown_field"),
        ("[masks.title]", "mask_refused"),
        ("[masks.cosign_note]", "unknown_field"),
        ("[masks.caller]\nwhen = 'hide_identity ='", "bad_expression"),
        ('[masks.caller]\nkeep = "1"', "bad_mask"),
        ("[masks.caller]\nfor = []", "bad_mask"),
    ],
)
def test_a_mask_that_would_not_hold_is_refused(toml: str, code: str) -> None:
    package = private(**{"procedure.toml": (PROCEDURE.format(key="approval") + toml).encode()})
    assert code in {finding.code for finding in check(package)}


def test_a_masked_field_in_a_later_form_is_refused() -> None:
    again = form("cosign", {"key": "caller", "type": "textfield", "label": "诉求人"})
    assert "mask_refused" in {finding.code for finding in check(private(**{"forms/cosign.json": again}))}


@pytest.mark.parametrize("value", ['caller', 'document.caller', "who", "count(visits)"])
def test_no_breakdown_names_what_is_masked(value: str) -> None:
    """Its lines stand in the report of everybody who may read figures."""
    figures = FIGURES.replace(
        "[by.unit]",
        '[let]\nwho = "upper case(caller)"\nvisits = \'steps[element = "review"]\'\n'
        f'[by.who]\nname = "谁"\nenglish = "Who"\nvalue = "{value}"\n[by.unit]',
    )
    found = {(finding.code, finding.element) for finding in check(private(**{"figures.toml": figures.encode()}))}
    assert found == (set() if value == "count(visits)" else {("mask_refused", "by.who")})
