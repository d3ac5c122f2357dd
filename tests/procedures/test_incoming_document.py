"""收文办理 beyond its stories: the five stages of every step, whom reminders reach and when they go out."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine.clock import local
from engine.definition import Definition, Package, compile_package
from engine.queries import task_page
from engine.queries.papers import paper
from engine.scenario import read_scenario, run
from engine.store import tables as t
from engine.store.office import open_office
from engine.store.rebuild import recorded

FOLDER = Path(__file__).resolve().parents[2] / "processes/incoming-document"
STAGES = ["签收", "登记", "审批", "办理", "归档"]


@cache
def definition() -> Definition:
    return compile_package(Package.from_folder(FOLDER))


def told(story: str, folder: Path) -> list[dict[str, Any]]:
    """Rows of a table are read after the story was told into a file of its own."""
    url = f"sqlite:///{folder / 'office.db'}"
    path = FOLDER / f"scenarios/{story}.toml"
    story = read_scenario(path.read_bytes(), path.name)
    others = {key: Package.from_folder(FOLDER.parent / key) for key in story.others}
    report = run(story, Package.from_folder(FOLDER), url=url, others=others)
    assert report.problems == []
    office = open_office(url)
    try:
        with office.database.read() as connection:
            notices = connection.execute(select(t.outbox).order_by(t.outbox.c.id)).mappings().all()
            tasks = connection.execute(select(t.task).where(t.task.c.state == "completed").order_by(t.task.c.id))
            documents = connection.execute(select(t.document).order_by(t.document.c.instance_id)).mappings()
            return [
                *({"table": "outbox", **row} for row in notices),
                *({"table": "task", **row} for row in tasks.mappings()),
                *({"table": "document", **row} for row in documents),
            ]
    finally:
        office.database.dispose()


def stage(element: str) -> str:
    return str(definition().process.elements[element].properties.get("stage", ""))


def test_every_step_of_a_person_names_its_stage() -> None:
    tasks = [e.id for e in definition().process.elements.values() if e.type == "userTask"]
    assert {stage(task) for task in tasks} == set(STAGES)


def test_an_urgent_document_goes_through_all_five_stages_in_their_order(tmp_path: Path) -> None:
    tasks = [row for row in told("doc-2", tmp_path) if row["table"] == "task"]
    done = [stage(row["element"]) for row in tasks if row["instance_id"] == tasks[0]["instance_id"]]
    assert list(dict.fromkeys(done)) == STAGES
    assert done == sorted(done, key=STAGES.index)


@pytest.mark.parametrize(("story", "urgent"), [("doc-2", True), ("doc-2-ordinary", False)])
def test_reminders_of_urgent_documents_do_not_wait_for_the_morning(story: str, urgent: bool, tmp_path: Path) -> None:
    """What is marked urgent goes out at night, too; the rest waits (tests/actions/test_deliver_notices.py)."""
    urges = [row for row in told(story, tmp_path) if row["table"] == "outbox" and row["kind"] == "urge"]
    assert urges and {row["urgent"] for row in urges} == {urgent}


def test_the_head_of_a_unit_that_does_not_sign_is_reminded_when_the_term_ends(tmp_path: Path) -> None:
    urges = [row for row in told("doc-2", tmp_path) if row["table"] == "outbox" and row["kind"] == "urge"]
    assert [(row["recipient"], local(row["created_at"]).strftime("%m-%d %H:%M")) for row in urges] == [
        ("U3", "06-18 19:00"),
        ("U4", "06-18 19:00"),
    ]


def test_a_telegram_at_night_reaches_whoever_is_on_duty_at_once(tmp_path: Path) -> None:
    rows = told("receipt-terms", tmp_path)
    night = [
        r for r in rows if r["table"] == "outbox" and local(r["created_at"]).strftime("%m-%d %H:%M") == "09-20 23:00"
    ]
    assert {(r["recipient"], r["urgent"]) for r in night} == {("O6", True), ("O7", True)}


def test_nothing_of_a_classified_paper_is_kept_but_number_date_and_keeper(tmp_path: Path) -> None:
    secret = next(row["content"] for row in told("forms", tmp_path) if row["table"] == "document")
    assert {key for key, value in secret.items() if value} == {"stub", "stub_number", "stub_date", "keeper"}


def test_the_page_of_a_possible_duplicate_shows_what_was_found(tmp_path: Path) -> None:
    story = read_scenario((FOLDER / "scenarios/ends.toml").read_bytes(), "ends.toml")
    until = next(n for n, step in enumerate(story.steps) if step.task == "duplicate")
    url = f"sqlite:///{tmp_path / 'office.db'}"
    run(replace(story, steps=story.steps[:until]), Package.from_folder(FOLDER), url=url)
    office = open_office(url)
    try:
        with office.database.read() as connection:
            task = connection.execute(select(t.task.c.id).where(t.task.c.element == "duplicate")).scalar_one()
        fields = task_page(office, "O7", task).fields
        assert "SW20260002" in str(next(field for field in fields if field.kind == "table"))
        assert "SW20260001" not in str(fields)
    finally:
        office.database.dispose()


def test_a_number_of_an_incoming_document_is_no_document_issued(tmp_path: Path) -> None:
    """发文数量 counts 发文 only, although 收文 draws numbers, too."""
    outgoing = FOLDER.parent / "outgoing-document"
    story = read_scenario((outgoing / "scenarios/by-message.toml").read_bytes(), "by-message.toml")
    url = f"sqlite:///{tmp_path / 'office.db'}"
    others = {FOLDER.name: Package.from_folder(FOLDER)}
    assert run(story, Package.from_folder(outgoing), url=url, others=others).problems == []
    office = open_office(url)
    try:
        with office.database.read() as connection:
            assert connection.execute(select(t.document_number.c.series)).scalars().all() == ["收文"]
            matters = connection.execute(select(t.instance.c.id)).scalars().all()
            served = [one[1] for m in matters for e in recorded(connection, m) for one in e.body.get("served", [])]
    finally:
        office.database.dispose()
    assert [answer["this_year"] for answer in served if "this_year" in answer] == [0]


def test_the_receipt_sheet_shows_where_it_came_from_what_was_said_and_what_was_done(tmp_path: Path) -> None:
    told("doc-2", tmp_path)
    office = open_office(f"sqlite:///{tmp_path / 'office.db'}")
    try:
        with office.database.read() as connection:
            first = connection.execute(select(t.instance.c.id).where(t.instance.c.number == "SW20260001")).scalar_one()
        sheet = paper(office, "O7", first, "receipt-sheet")
    finally:
        office.database.dispose()
    assert sheet.values["serial"].text == "青岚收〔2026〕1号"
    assert sheet.values["from_no"].text == "云政办电〔2026〕31号"
    assert sheet.values["result"].text.startswith("全区值守到位")
    said = {box.label: [one.text for one in box.said] for box in sheet.boxes}
    assert said["领导批示"] == ["请住建局牵头,各街乡24小时值守,19日下午报结果。"]
    assert said["承办单位意见"] == ["同意,报区政府办。"]
