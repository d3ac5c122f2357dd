"""Taking matters out as evidence: who may, what goes in, what stays a trace, what an erasure leaves."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from engine import actions
from engine.actions import Actor
from engine.actions.erase_personal_data import AskErasure, ask_erasure, decide_erasure
from engine.actions.publication import publish
from engine.definition import Package, compile_package
from engine.errors import Missing, NotYours, Refused
from engine.queries.exportable import choose_instance, choose_instance_by_id, choose_period
from engine.store import tables as t
from engine.store.office import Office
from engine.store.verification import Trust, verify_office
from engine.store.work import SYSTEM
from engine.verifier.judging import judge
from tests.actions import desk as doing
from tests.procedures.test_hotline_privacy import NAME, PHONE, dispatched
from tests.verifier.exporting import Evidence, busy_office, with_keys


@pytest.fixture
def evidence(office: Office, tmp_path: Path) -> Evidence:
    return with_keys(office, tmp_path)


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evidence]:
    made = busy_office(tmp_path_factory.mktemp("busy"))
    yield made
    made.office.database.dispose()


def names(data: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


def manifest(data: bytes) -> dict:
    return json.loads(zipfile.ZipFile(io.BytesIO(data)).read("manifest.json"))


def entries(office: Office, kind: str) -> list:
    j = t.journal.c
    with office.database.read() as connection:
        return connection.execute(select(j.actor, j.body).where(j.kind == kind).order_by(j.seq)).all()


def test_a_matter_taken_out_proves_itself(evidence: Evidence) -> None:
    doing.to_sign(evidence.office)
    data, made = evidence.export(choose_instance(evidence.office, SYSTEM, "QS20260001"))
    assert (made.instances, made.events, made.absent, made.left_out) == (1, 4, 0, 0)
    found = judge(io.BytesIO(data), evidence.trust)
    assert found.found.faults == [], found.as_text()
    assert {"README.txt", "manifest.note", "journal.jsonl", "instances/QS20260001/proof.json"} <= set(names(data))


def test_a_version_published_again_stands_in_the_package_once(evidence: Evidence) -> None:
    office, day = evidence.office, evidence.office.now().date()
    doing.start(office)
    with office.database.write() as connection:
        first = office.definition(connection, 1)
        changed = compile_package(Package({**first.package.files, "README.md": b"second"}))
        for version in (changed, first):  # the second, and then the first again
            publish(office, connection, version, "A2", office.now(), {})
    doing.start(office)
    with office.database.read() as connection:
        on = connection.execute(select(t.instance.c.definition_id).order_by(t.instance.c.id)).scalars().all()
    assert on == [1, 3]
    data, made = evidence.export(choose_period(office, SYSTEM, day, day, "approval"))
    found = judge(io.BytesIO(data), evidence.trust)
    assert made.instances == 2 and found.found.faults == [], found.as_text()
    assert len({name.split("/")[1] for name in names(data) if name.startswith("definitions/")}) == 1
    assert len(names(data)) == len(set(names(data)))
    assert verify_office(office.database, office.files, Trust()).ok


def test_whoever_answers_for_it_and_the_auditor_of_its_unit_may(busy: Evidence) -> None:
    for person in ("O1", "A5"):  # 主任; 监察员, whose scope holds 林草局
        data, _ = busy.export(choose_instance(busy.office, person, "QS20260001"), person)
        assert manifest(data)["made_by"] == person


@pytest.mark.parametrize("person", ["U11", "O5", "L1", "A1", "A2", "A3", "A4"])
def test_nobody_else_may_not_even_who_took_part(busy: Evidence, person: str) -> None:
    before = len(entries(busy.office, "package.exported"))
    with pytest.raises(NotYours):
        choose_instance(busy.office, person, "QS20260001")
    with pytest.raises(Missing):
        choose_period(busy.office, person, date(2026, 1, 1), date(2026, 12, 31))
    assert len(entries(busy.office, "package.exported")) == before


def test_what_is_not_there_is_not_told_from_what_is_not_his(busy: Evidence) -> None:
    for ask in (lambda: choose_instance(busy.office, "A5", "QS20269999"), lambda: choose_instance_by_id(busy.office, "A5", 99)):
        with pytest.raises(NotYours):
            ask()
    with pytest.raises(Missing):
        choose_instance(busy.office, SYSTEM, "QS20269999")


def test_it_leaves_a_trace_in_the_journal_that_its_own_checkpoint_binds(evidence: Evidence) -> None:
    doing.start(evidence.office)
    data, _ = evidence.export(choose_instance(evidence.office, "A5", "QS20260001"), "A5")
    (trace,) = entries(evidence.office, "package.exported")
    assert (trace.actor, json.loads(trace.body)) == ("A5", {"instance": "QS20260001", "kind": "instance"})
    last = zipfile.ZipFile(io.BytesIO(data)).read("journal.jsonl").splitlines()[-1]
    assert json.loads(json.loads(last)["meta"])["kind"] == "package.exported"


def test_the_journal_is_proved_whole_but_shows_only_what_concerns_the_package(busy: Evidence) -> None:
    data, _ = busy.export(choose_instance(busy.office, SYSTEM, "QS20260001"))
    lines = [json.loads(line) for line in zipfile.ZipFile(io.BytesIO(data)).read("journal.jsonl").splitlines()]
    shown = {json.loads(line["meta"])["kind"] for line in lines if line["body"] is not None}
    assert shown == {"calendar.changed", "organization.changed", "definition.published"}
    withheld = [line for line in lines if line["body"] is None]
    assert withheld and all(line["salt"] is None and "sealed" not in line for line in withheld)


def test_a_period_takes_the_matters_started_in_it(busy: Evidence) -> None:
    day = date(2026, 2, 13)
    data, _ = busy.export(choose_period(busy.office, SYSTEM, day, day, "approval"))
    assert [each["number"] for each in manifest(data)["instances"]] == ["QS20260001", "QS20260002", "QS20260003"]
    assert manifest(data)["kind"] == "period"
    with pytest.raises(Missing):
        choose_period(busy.office, SYSTEM, day + timedelta(days=1), day + timedelta(days=2))


def test_an_auditors_period_holds_only_his_scope(evidence: Evidence) -> None:
    doing.start(evidence.office)
    doing.start(evidence.office, by="U14", cosign_units=["财政局"])
    chosen = choose_period(evidence.office, "A5", date(2026, 1, 1), date(2026, 12, 31))
    assert (chosen.instances, chosen.left_out) == ((1, 2), 0)
    chosen = choose_period(evidence.office, "O1", date(2026, 1, 1), date(2026, 12, 31))
    assert chosen.instances == (1, 2)


def test_as_of_the_witness_it_holds_no_more_than_the_witness_signed(evidence: Evidence, clock) -> None:
    doing.start(evidence.office)
    evidence.checkpoint()
    clock.move_to(clock.now() + timedelta(hours=1))
    doing.review(evidence.office)
    data, made = evidence.export(choose_instance(evidence.office, SYSTEM, "QS20260001"), witnessed=True)
    assert (made.events, made.witnessed) == (1, True)
    found = judge(io.BytesIO(data), evidence.trust)
    assert found.state(4) == "passed", found.as_text()
    assert found.found.faults == []


def test_before_the_first_witness_there_is_nothing_as_of_him(evidence: Evidence) -> None:
    doing.start(evidence.office)
    with pytest.raises(Missing) as refused:
        evidence.export(choose_instance(evidence.office, SYSTEM, "QS20260001"), witnessed=True)
    assert refused.value.code == "not_witnessed"


def test_an_office_without_a_key_signs_nothing(office: Office, tmp_path: Path) -> None:
    from engine.actions.export_package import export_package
    from engine.store.evidence import EvidenceSettings

    doing.start(office)
    chosen = choose_instance(office, SYSTEM, "QS20260001")
    with pytest.raises(Missing) as refused:
        export_package(office, EvidenceSettings(tmp_path, None), chosen, io.BytesIO(), Actor(SYSTEM))
    assert refused.value.code == "no_keys"
    assert entries(office, "package.exported") == []


@pytest.mark.tampers
def test_history_that_was_changed_is_not_taken_out_signed(evidence: Evidence) -> None:
    doing.to_sign(evidence.office)
    evidence.checkpoint()
    h = t.history
    with evidence.office.database.write() as connection:
        connection.execute(h.update().where(h.c.instance_id == 1, h.c.seq == 4).values(hash=bytes(32)))
        connection.execute(t.instance.update().values(head=bytes(32)))
    with pytest.raises(Refused) as refused:
        evidence.export(choose_instance(evidence.office, SYSTEM, "QS20260001"))
    assert refused.value.code == "history_changed"


def test_a_lost_attachment_is_named_and_not_passed_over(busy: Evidence, tmp_path: Path) -> None:
    sha = entries_of_files(busy.office)
    path = busy.office.files.path(sha)
    kept = path.read_bytes()
    path.unlink()
    try:
        data, made = busy.export(choose_instance(busy.office, SYSTEM, "QS20260001"))
    finally:
        path.write_bytes(kept)
    found = judge(io.BytesIO(data), busy.trust)
    assert made.absent == 1 and found.found.faults == []
    assert "attachment_absent" in {gap.code for gap in found.found.gaps}


def entries_of_files(office: Office) -> str:
    with office.database.read() as connection:
        return connection.execute(select(t.attachment.c.sha256)).scalar_one()


def test_an_erased_text_is_in_no_package_made_later_and_every_proof_holds(bare_office: Office, tmp_path: Path) -> None:
    dispatched(bare_office, "否")
    evidence = with_keys(bare_office, tmp_path)
    cancel = actions.CancelInstance(1, f"{NAME}来电撤回。", doing.command_id())
    actions.cancel_instance(bare_office, cancel, Actor("O11"))
    before, _ = evidence.export(choose_instance_by_id(bare_office, SYSTEM, 1))
    assert NAME in texts(before)
    asked = AskErasure(1, ("caller", "phone"), "个人信息保护法第四十七条", "本人申请")
    decide_erasure(bare_office, ask_erasure(bare_office, asked, Actor("O11")), Actor("O1"), grant=True)
    data, _ = evidence.export(choose_instance_by_id(bare_office, SYSTEM, 1))
    assert NAME not in texts(data) and PHONE not in texts(data)
    found = judge(io.BytesIO(data), evidence.trust)
    assert found.found.faults == [], found.as_text()
    assert "erased" in {gap.code for gap in found.found.gaps}
    assert judge(io.BytesIO(before), evidence.trust).found.faults == []


def texts(data: bytes) -> str:
    archive = zipfile.ZipFile(io.BytesIO(data))
    told = [name for name in archive.namelist() if not name.startswith("definitions/")]  # its stories name people too
    return "\n".join(archive.read(name).decode("utf-8", "replace") for name in told)


def test_what_is_masked_for_him_is_not_his_to_take_out(bare_office: Office, tmp_path: Path) -> None:
    dispatched(bare_office, "是")
    with_keys(bare_office, tmp_path)
    with pytest.raises(Refused) as refused:
        choose_instance(bare_office, "A5", "RX20260001")
    assert refused.value.code == "masked_for_you"


@pytest.mark.tampers
def test_an_emptied_entry_of_the_journal_is_no_end_of_exporting(evidence: Evidence) -> None:
    """Whatever emptied it: the package is made, and says what it cannot show."""
    doing.to_sign(evidence.office)
    with evidence.office.database.write() as connection:
        j = t.journal.c
        emptied = update(t.journal).where(j.kind.in_(("organization.changed", "definition.published")))
        connection.execute(emptied.values(body=b"", salt=b"", sealed=None))
    data, made = evidence.export(choose_instance(evidence.office, SYSTEM, "QS20260001"))
    assert made.instances == 1 and judge(io.BytesIO(data), evidence.trust).found.faults
    assert not verify_office(evidence.office.database, evidence.office.files, Trust()).ok
