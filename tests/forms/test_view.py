"""What a page gets: every decision made, texts filled in, typed values kept as they were typed."""

from __future__ import annotations

from typing import Any

from engine.forms import Block, FieldView, Form
from tests.forms.build import component, form


def shown(one: Form, values: Any = None, context: Any = None, problems: Any = None) -> dict[str, FieldView]:
    return {view.name: view for view in one.view(values, context or {}, problems)}


NOTICE = form(
    component("textfield", "title", label="标题", validate={"required": True, "maxLength": 100}),
    component("select", "urgency", values=[{"label": "平件", "value": "平件"}, {"label": "特急", "value": "特急"}],
              defaultValue="平件"),
    component("textfield", "why", label="{{urgency}}的理由", conditional={"hide": '=urgency != "特急"'}),
    component("number", "copies", validate={"min": 1, "max": 500}, appearance={"suffixAdorner": "份"}),
    component("datetime", "when", subtype="datetime"),
    component("checkbox", "normative"),
    component("textfield", "number", readonly=True),
)  # fmt: skip


def test_a_new_form_shows_its_defaults() -> None:
    page = shown(NOTICE)
    assert "why" not in page
    assert page["title"].required and page["title"].max_length == "100" and page["title"].value == ""
    assert [(o.value, o.chosen) for o in page["urgency"].options] == [("平件", True), ("特急", False)]
    assert page["copies"].minimum == "1" and page["copies"].suffix == "份"
    assert page["when"].input_type == "datetime-local"
    assert page["number"].readonly


def test_a_document_shows_its_values() -> None:
    page = shown(
        NOTICE,
        context={
            "title": "防汛", "copies": 30, "when": "2026-02-13T01:40Z", "normative": True, "number": "1号",
            "urgency": "特急",
        },
    )  # fmt: skip
    assert page["title"].value == "防汛"
    assert page["copies"].value == "30"
    assert page["when"].value == "2026-02-13T09:40", "office time, as the input wants it"
    assert page["normative"].checked
    assert page["number"].value == "1号"
    assert page["why"].label == "特急的理由"


def test_typed_text_is_kept_with_its_error() -> None:
    typed = {"title": "", "copies": "三十", "urgency": "特急", "number": "假号"}
    context = {"title": "旧标题", "number": "1号", "normative": True}
    cleaned = NOTICE.clean(typed, context)
    page = shown(NOTICE, typed, context, cleaned.problems)
    assert page["copies"].value == "三十" and "数字" in page["copies"].error and page["copies"].error_en
    assert page["title"].value == "" and page["title"].error, "what was cleared stays cleared"
    assert not page["normative"].checked, "an unticked box stays unticked"
    assert page["number"].value == "1号"
    assert "why" in page


def test_a_field_others_depend_on_is_live() -> None:
    page = shown(NOTICE)
    assert page["urgency"].live and not page["title"].live


ROWS = form(
    {
        "type": "dynamiclist", "id": "l", "path": "agenda", "label": "议题", "validate": {"maxItems": 2},
        "components": [component("textfield", "title", defaultValue="议题{{1}}"), component("checkbox", "secret")],
    }
)  # fmt: skip


def test_a_list_shows_rows_and_one_to_add() -> None:
    (view,) = ROWS.view(None, {"agenda": [{"title": "防汛", "secret": True}]})
    assert [row.name for row in view.rows] == ["agenda[0]"]
    first, second = view.rows[0].fields
    assert (first.name, first.value, first.id) == ("agenda[0].title", "防汛", "field-agenda-0-title")
    assert second.checked
    assert view.can_add and view.blank is not None
    assert view.blank.fields[0].name == "agenda[1].title"


def test_a_list_keeps_the_names_its_rows_were_posted_under() -> None:
    (view,) = ROWS.view({"agenda[3].title": "防汛", "agenda[7].title": "防火"}, {})
    assert [row.name for row in view.rows] == ["agenda[3]", "agenda[7]"]
    assert view.blank is not None and view.blank.name == "agenda[8]"
    assert not view.can_add


def test_texts_are_blocks_and_never_markup() -> None:
    text = form(
        {"type": "text", "id": "t", "text": "## 印发前审核\n\n请核对 **{{title}}**:\n- 依据准确\n- 附件齐全\n<b>x</b>"}
    )
    (view,) = text.view(None, {"title": "<script>alert(1)</script>"})
    assert view.blocks == (
        Block("heading", ("印发前审核",), 2),
        Block("paragraph", ("请核对 <script>alert(1)</script>:",)),
        Block("list", ("依据准确", "附件齐全")),
        Block("paragraph", ("<b>x</b>",)),
    )


def test_tables_and_uploads_are_ready_to_print() -> None:
    tables = form(
        {"type": "table", "id": "t", "label": "回执", "dataSource": "=replies",
         "columns": [{"key": "unit", "label": "单位"}, {"key": "ok", "label": "同意"}]},
        {"type": "documentPreview", "id": "d", "dataSource": "=attachments"},
        component("filepicker", "files", multiple=True, accept=".docx,.pdf"),
    )  # fmt: skip
    context = {
        "replies": [{"unit": "林草局", "ok": True}, {"unit": "财政局"}, "junk"],
        "attachments": [{"id": "a1", "name": "正文.docx", "size": 10}],
        "files": ["a1"],
    }
    table, documents, files = tables.view(None, context)
    assert table.table is not None and table.table.titles == ("单位", "同意")
    assert table.table.rows == (("林草局", "是"), ("财政局", ""))
    assert documents.table is not None and documents.table.rows == (("正文.docx", "10"),)
    assert [file.name for file in files.files] == ["正文.docx"]
    assert files.multiple and files.accept == ".docx,.pdf"


def test_a_filled_form_is_written_out_in_words() -> None:
    words = form(
        *[
            component("select", "urgency", label="紧急程度", values=[{"label": "平件(一般)", "value": "平件"}]),
            component("taglist", "to", label="主送", valuesKey="units"),
            component("checkbox", "normative", label="规范性文件"),
            component("number", "money", label="金额"),
            component("datetime", "when", label="时间", subtype="datetime"),
            component("textfield", "hidden", conditional={"hide": "=true"}),
            component("filepicker", "files", label="附件"),
            {"type": "group", "id": "g", "label": "日程", "components": [
                {"type": "dynamiclist", "id": "l", "path": "agenda", "label": "议题",
                 "components": [component("textfield", "title", label="题目")]},
            ]},
        ]
    )  # fmt: skip
    stored = {
        "urgency": "平件", "to": ["LCJ", "CZJ"], "normative": False, "money": 86400.5, "when": "2026-02-13T09:40+08:00",
        "files": ["a1"], "agenda": [{"title": "防汛"}],
    }  # fmt: skip
    context = {
        "units": [{"value": "LCJ", "label": "林业和草原局"}, {"value": "CZJ", "label": "财政局"}],
        "attachments": [{"id": "a1", "name": "正文.docx", "size": 1}],
    }
    lines = words.describe(stored, context)
    assert [(line.label, line.value, line.level) for line in lines] == [
        ("紧急程度", "平件(一般)", 0),
        ("主送", "林业和草原局、财政局", 0),
        ("规范性文件", "否", 0),
        ("金额", "86400.5", 0),
        ("时间", "2026-02-13 09:40", 0),
        ("附件", "正文.docx", 0),
        ("日程", "", 0),
        ("议题", "", 1),
    ]
    assert [[(line.label, line.value) for line in row] for row in lines[-1].rows] == [[("题目", "防汛")]]


def test_an_option_that_is_gone_is_still_written_out() -> None:
    gone = form(component("select", "unit", label="单位", valuesKey="units"))
    (line,) = gone.describe({"unit": "撤并的局"}, {"units": []})
    assert line.value == "撤并的局"
