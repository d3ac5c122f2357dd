"""Exporting a log: who may, what leaves, what is masked, and the trace it leaves."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import orjson
import pytest
from sqlalchemy import select

from engine import actions
from engine.actions import FORMS, Actor, ExportLog, Upload, export_log
from engine.errors import Missing, NotYours, Refused
from engine.history import opened
from engine.queries.event_log import LogAsked
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import SYSTEM
from tests.actions import desk
from tests.export.reading import xes_events
from tests.packages import VALUES
from tests.queries.test_masking import NAME, PHONE, private

OWNED = LogAsked("approval", date(2026, 1, 1), date(2026, 12, 31))


def traces(office: Office) -> list[tuple[str, dict]]:
    with office.database.read() as connection:
        rows = connection.execute(select(t.journal).where(t.journal.c.kind == "log.exported"))
        return [(row.actor, opened(row.body, row.sealed)) for row in rows]


@pytest.mark.parametrize("form", FORMS)
def test_it_works_and_leaves_a_trace(office, tmp_path, form):
    desk.to_sign(office)
    done = export_log(office, ExportLog(form, OWNED), Actor("O1"), tmp_path / "log")
    assert done.path.exists() and done.counted.cases == 1 and done.counted.events >= 4 and done.left_out == 0
    ((who, body),) = traces(office)
    assert who == "O1" and body == {
        "form": form, "procedure": "approval", "since": "2026-01-01", "until": "2026-12-31", "cases": 1,
        "events": done.counted.events, "sha256": done.sha256,
    }  # fmt: skip


@pytest.mark.parametrize("person", ["U11", "U10", "O5", "O6", "L1", "A1", "A2", "A3", "A4", "nobody"])
def test_it_refuses_others(office, tmp_path, person):
    desk.to_sign(office)
    with pytest.raises(NotYours):
        export_log(office, ExportLog("xes", OWNED), Actor(person), tmp_path / "log")
    assert traces(office) == [] and list(tmp_path.glob("log*")) == []


def test_nobody_but_the_operator_takes_all_procedures(office, tmp_path):
    desk.start(office)
    with pytest.raises(NotYours):
        export_log(office, ExportLog("xes"), Actor("O1"), tmp_path / "log")
    assert export_log(office, ExportLog("xes"), Actor(SYSTEM), tmp_path / "log").counted.cases == 1


def test_an_auditor_takes_what_lies_in_his_scope(office, tmp_path):
    """A5's scope holds the forestry bureau, whose liaison starts the first matter."""
    desk.start(office)
    done = export_log(office, ExportLog("xes", OWNED), Actor("A5"), tmp_path / "log")
    assert (done.counted.cases, done.left_out) == (1, 0)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (ExportLog("csv", OWNED), "unknown_form"),
        (ExportLog("xes", LogAsked("approval", date(2026, 2, 2), date(2026, 2, 1))), "bad_period"),
        (ExportLog("xes", LogAsked("approval", date(2020, 1, 1), date(2020, 2, 1))), "nothing_to_export"),
    ],
)
def test_bad_wishes_change_nothing(office, tmp_path, command, code):
    desk.start(office)
    kept = tmp_path / "log"
    kept.write_bytes(b"before")
    with pytest.raises((Refused, Missing)) as refusal:
        export_log(office, command, Actor("O1"), kept)
    assert refusal.value.code == code
    assert kept.read_bytes() == b"before" and traces(office) == [] and not (tmp_path / "log.part").exists()


def test_the_period_is_that_of_the_start(office, tmp_path, clock):
    desk.start(office)
    inside = LogAsked("approval", date(2026, 2, 13), date(2026, 2, 13))
    assert export_log(office, ExportLog("xes", inside), Actor("O1"), tmp_path / "log").counted.cases == 1
    for asked in (LogAsked("approval", date(2026, 2, 14)), LogAsked("approval", None, date(2026, 2, 12))):
        with pytest.raises(Missing):
            export_log(office, ExportLog("xes", asked), Actor("O1"), tmp_path / "log")


@pytest.mark.parametrize("form", FORMS)
def test_what_is_masked_leaves_masked(bare_office, tmp_path, form):
    """Names in titles and opinions, and the names of files: for nobody an exception is made outside the house."""
    actions.publish_definition(bare_office, private(), Actor(SYSTEM))
    upload = Upload(f"{NAME}身份证.txt", "text/plain", BytesIO(b"x"))
    hidden = {"caller": NAME, "phone": PHONE, "hide_identity": "是", "title": f"{NAME}({PHONE})反映的问题"}
    values = {**VALUES, **hidden, "content": NAME}
    command = actions.StartInstance("approval", values, desk.command_id(), uploads={"files": [upload]})
    actions.start_instance(bare_office, command, Actor("U11"))
    desk.complete(bare_office, "review", "O5", {"review_result": "同意"}, f"请联系{NAME}")
    export_log(bare_office, ExportLog(form), Actor(SYSTEM), tmp_path / "log")
    written = (tmp_path / "log").read_bytes()
    for secret in (NAME, PHONE):
        assert secret.encode() not in written and orjson.dumps(secret)[1:-1] not in written
    assert "赵**(*********61)反映的问题".encode() in written


def test_an_office_action_stands_under_its_own_name(office, tmp_path):
    desk.to_sign(office)
    back = actions.ReturnTask(desk.task_of(office, "sign"), "review", "请补充", desk.command_id())
    actions.return_task(office, back, Actor("L1"))
    export_log(office, ExportLog("xes"), Actor(SYSTEM), tmp_path / "log")
    last = [e for _, e in xes_events(tmp_path / "log") if e["kind"] == "task.returned"]
    told = [(e["concept:name"], e["lifecycle:transition"], e["org:resource"], e["derived"]) for e in last]
    assert told[:2] == [("签发", "start", "L1", True), ("退回", "complete", "L1", False)]
    assert sorted(told[2:]) == [("核稿", "schedule", "L1", True), ("签发", "ate_abort", "L1", True)]
