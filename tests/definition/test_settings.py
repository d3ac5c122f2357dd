"""The settings as forms: what a page posts unchanged changes nothing, a change says exactly itself, a mistake is told."""

from __future__ import annotations

import dataclasses
import tomllib
from datetime import date
from functools import cache
from typing import Any

import pytest

from engine.definition import Package, Procedure
from engine.definition.auditing import AuditRules
from engine.definition.papers import PaperRules
from engine.definition.procedure import ExtensionRules, TaskRules
from engine.definition.settings import SECTIONS, Offers, offers_of, posted_of, role_choices, saved, section_of, view
from engine.definition.settings.fields import Section
from engine.organization import load_office
from engine.toml import same
from tests.conftest import PROCESSES

FOLDERS = sorted(path.parent for path in PROCESSES.glob("*/procedure.toml"))
ROLES = role_choices(load_office("qinglan").organization, date(2026, 2, 13))
NAMES = [folder.name for folder in FOLDERS]
PACKAGES = {folder.name: Package.from_folder(folder) for folder in FOLDERS}
TABLES = [section for section in SECTIONS if section.form != "text"]


@cache
def offered(name: str) -> Offers:
    return offers_of(PACKAGES[name], ROLES)


def parts(name: str, section: Section) -> tuple[bytes, dict[str, Any], Offers]:
    data = PACKAGES[name].files[section.file]
    return data, tomllib.loads(data.decode()), offered(name)


@pytest.mark.parametrize("section", TABLES, ids=lambda section: section.id)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_posted_unchanged_changes_no_byte(name: str, section: Section) -> None:
    data, raw, offers = parts(name, section)
    keys: list[str | None] = [None]
    if section.alone:
        keys = [choice.value for choice, _ in view(section, raw, offers).keys]
    for key in keys:
        posted = posted_of(section, raw, offers, key)
        done = saved(section, data, posted, offers)
        assert (done.problems, done.content.decode()) == ({}, data.decode()), key
        shown = view(section, raw, offers, row=key)
        assert all(cell.problem is None for row in shown.rows for cell in row.cells)


def changed(name: str, section: str, row: str | None = None, **posted: list[str]) -> tuple[dict[str, Any], Any, bytes]:
    """(what the file says afterwards, problems, the new content)."""
    where = section_of(section)
    data, raw, offers = parts(name, where)
    sent = {**posted_of(where, raw, offers, row), **{key.replace("__", "."): value for key, value in posted.items()}}
    done = saved(where, data, sent, offers)
    return tomllib.loads(done.content.decode()), done.problems, done.content


def at(name: str, section: str, key: str, row: str | None = None) -> str:
    """The row of a key on the page."""
    where = section_of(section)
    _, raw, offers = parts(name, where)
    posted = posted_of(where, raw, offers, row)
    return next(n.removesuffix(".was") for n, was in posted.items() if n.endswith(".was") and was == [key])


def test_a_term_is_a_number_and_a_unit() -> None:
    row = at("outgoing-document", "terms", "sign")
    raw, problems, content = changed("outgoing-document", "terms", **{f"{row}.平件": ["2", "WD"]})
    assert not problems and raw["terms"]["sign"]["平件"] == "2 WD"
    before = PACKAGES["outgoing-document"].files["procedure.toml"].decode()
    assert content.decode() == before.replace('[terms.sign]\n"平件" = "1 WD"', '[terms.sign]\n"平件" = "2 WD"')


@pytest.mark.parametrize(
    ("sent", "zh"),
    [
        (["1.5", "WD"], "整数"),
        (["很多", "WD"], "数目"),
        (["3", ""], "单位"),
        (["", "WD"], "数目"),
        (["13-40", "next year"], "月-日"),
    ],
)
def test_a_wrong_term_gives_a_sentence_at_its_field_and_saves_nothing(sent: list[str], zh: str) -> None:
    row = at("outgoing-document", "terms", "sign")
    _, problems, content = changed("outgoing-document", "terms", **{f"{row}.平件": sent})
    assert zh in problems[f"{row}.平件"].zh
    assert content == PACKAGES["outgoing-document"].files["procedure.toml"]


def test_a_wrong_value_is_shown_again_as_it_was_typed() -> None:
    section = section_of("terms")
    data, raw, offers = parts("outgoing-document", section)
    row = at("outgoing-document", "terms", "sign")
    sent = {**posted_of(section, raw, offers), f"{row}.平件": ["1.5", "WD"]}
    again = view(section, raw, offers, posted=sent, problems=saved(section, data, sent, offers).problems)
    cell = next(cell for r in again.rows for cell in r.cells if cell.name == f"{row}.平件")
    assert cell.values == ("1.5", "WD") and cell.problem is not None


def test_a_step_without_a_term_gets_one_and_loses_it_again() -> None:
    row = at("outgoing-document", "terms", "resume")
    raw, problems, content = changed("outgoing-document", "terms", **{f"{row}.其他": ["", "month end"]})
    assert not problems and raw["terms"]["resume"] == {"其他": "month end"}
    section, offers = section_of("terms"), offered("outgoing-document")
    posted = {**posted_of(section, raw, offers)}
    row = next(n.removesuffix(".was") for n, was in posted.items() if n.endswith(".was") and was == ["resume"])
    back = saved(section, content, {**posted, f"{row}.其他": ["", ""]}, offers)
    assert "resume" not in tomllib.loads(back.content.decode())["terms"] or same(
        tomllib.loads(back.content.decode())["terms"]["resume"], {}
    )


def test_rules_of_a_step() -> None:
    raw, problems, _ = changed(
        "outgoing-document", "tasks", "resume",
        r0__opinion=["required"], r0__phrases=["同意恢复。\r\n不同意。"], r0__returns=[], r0__different_from=["start", "sign"],
    )  # fmt: skip
    assert not problems
    why = raw["tasks"]["resume"].pop("untimed")
    assert why and raw["tasks"]["resume"] == {
        "opinion": "required", "phrases": ["同意恢复。", "不同意。"], "returns": False, "different_from": ["start", "sign"],
        "return_to": ["revise"],
    }  # fmt: skip


def test_a_formula_that_is_none_is_told_at_its_field() -> None:
    _, problems, _ = changed("outgoing-document", "tasks", "sign", r0__deputy_when=["direction = "])
    assert set(problems) == {"r0.deputy_when"}


def test_rows_are_added_renamed_and_taken_out() -> None:
    rows = {
        "rows": ["6"],
        "r5.was": [""],
        "r5.key": ["青岚政任"],
        "r5.pattern": ["青岚政任〔{year}〕{n}号"],
        "r0.drop": ["on"],
    }
    raw, problems, _ = changed("outgoing-document", "series", **rows)
    assert not problems
    assert "青岚政发" not in raw["series"] and raw["series"]["青岚政任"] == {"pattern": "青岚政任〔{year}〕{n}号"}
    _, problems, _ = changed("outgoing-document", "series", **{**rows, "r5.key": [""], "r5.pattern": ["无"]})
    assert {"r5.key"} <= set(problems)
    _, problems, _ = changed("outgoing-document", "series", **{**rows, "r5.key": ["青岚政"]})
    assert problems["r5.key"].zh == "已经有了。"


def test_a_form_rule_is_written_and_a_half_one_refused() -> None:
    new = {
        "rows": ["1"], "r0.was": [""], "r0.form": ["start"], "r0.field": ["copies"], "r0.when": ["copies > 0"],
        "r0.zh": ["份数应大于零。"], "r0.en": ["At least one."],
    }  # fmt: skip
    raw, problems, _ = changed("outgoing-document", "rules", "new", **new)
    assert not problems and raw["rules"][-1]["field"] == "copies" and len(raw["rules"]) > 10
    _, problems, _ = changed("outgoing-document", "rules", "new", **{**new, "r0.when": [""]})
    assert "r0.when" in problems


def test_what_a_paper_shows_is_chosen_by_place_and_step() -> None:
    raw, problems, _ = changed(
        "outgoing-document", "papers", "drafting-sheet",
        **{"r0.boxes.rows": ["2"], "r0.boxes.0.key": ["签发"], "r0.boxes.0": ["sign"], "r0.boxes.1.key": ["核稿"],
           "r0.boxes.1": ["check"], "r0.values.rows": ["1"], "r0.values.0.key": ["plan"], "r0.values.0": ["plan_item"]},
    )  # fmt: skip
    assert not problems
    assert raw["papers"]["drafting-sheet"]["boxes"] == {"签发": ["sign"], "核稿": ["check"]}
    assert raw["papers"]["drafting-sheet"]["values"] == {"plan": "plan_item"}


def test_what_the_reading_of_the_file_refuses_is_not_saved() -> None:
    _, problems, content = changed("outgoing-document", "audit", **{"r0.threshold": ["0"]})
    assert problems and content == PACKAGES["outgoing-document"].files["procedure.toml"]


def test_a_half_drawn_draft_still_offers_what_can_be_read() -> None:
    files = {**PACKAGES["outgoing-document"].files, "process.bpmn": b"<broken"}
    offers = offers_of(Package(files), ROLES)
    assert offers.get("fields") and not offers.get("tasks")
    files = {**PACKAGES["outgoing-document"].files, "decisions/signing.dmn": b"<broken"}
    assert {c.value for c in offers_of(Package(files)).get("tasks")} >= {"sign", "check"}


def test_a_file_that_is_no_toml_is_told_and_left() -> None:
    section = section_of("basics")
    done = saved(section, b"key = [", {"rows": ["1"]}, offered("hotline"))
    assert done.content == b"key = [" and "" in done.problems


def test_roles_read_as_posts() -> None:
    named = {choice.value: choice.zh for choice in ROLES}
    assert "主任" in named["director"] and "section-head@文秘科" in named


def test_a_step_hides_a_field_and_shows_it_again() -> None:
    hidden = {
        "r0..rows": ["2"],
        "r0..0.key": ["copies"],
        "r0..0": ["hidden"],
        "r0..1.key": ["title"],
        "r0..1": ["read"],
    }
    raw, problems, content = changed("outgoing-document", "rights", "revise", **hidden)
    assert not problems and raw["fields"]["revise"] == {"copies": "hidden", "title": "read"}
    section, offers = section_of("rights"), offered("outgoing-document")
    shown = view(section, raw, offers, row="revise")
    assert [(key.value, value.value) for key, value in shown.rows[0].cells[0].entries[:2]] == [
        ("copies", "hidden"), ("title", "read"),
    ]  # fmt: skip
    posted = {**posted_of(section, raw, offers, "revise"), "r0..rows": ["0"]}
    assert "fields" not in tomllib.loads(saved(section, content, posted, offers).content.decode())


@pytest.mark.parametrize(
    ("rules", "section"),
    [(TaskRules, "tasks"), (ExtensionRules, "extensions"), (PaperRules, "papers"), (AuditRules, "audit")],
)
def test_every_setting_there_is_has_its_field(rules: type, section: str) -> None:
    assert {field.name for field in section_of(section).fields} == {each.name for each in dataclasses.fields(rules)}


def test_every_part_of_the_file_has_its_section() -> None:
    shown = {section.path[0] for section in SECTIONS if section.path and section.file == "procedure.toml"}
    shown |= {field.name for field in section_of("basics").fields} | {"key"}  # the key is the draft's, never changed
    assert shown == {each.name for each in dataclasses.fields(Procedure)}
