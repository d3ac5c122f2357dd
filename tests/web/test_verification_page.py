"""Exporting from a matter's page and verifying on /verify: who may, what is seen, what hostile uploads meet."""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.queries.exportable import choose_instance_by_id
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import SYSTEM
from engine.verifier.judging import judge
from engine.verifier.single_file import single_file
from tests.actions import desk as doing
from tests.verifier.exporting import Evidence, with_keys
from tests.verifier.tampering import tamper, who
from tests.verifier.writing import Signer, zipped
from tests.web.conftest import PASSWORD, Browser

verifying = importlib.import_module("engine.actions.verify_package")


@pytest.fixture
def evidence(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Evidence:
    for name in ("keys", "checkpoints"):
        monkeypatch.setenv(f"BANJIE_{name.upper()}", str(tmp_path / name))
    for person in ("O1", "A3"):
        open_account(office, person, PASSWORD, Actor(SYSTEM))
    made = with_keys(office, tmp_path)
    doing.to_sign(office)
    return made


def send(browser: Browser, package: bytes, name: str = "X.zip", **files: tuple[io.BytesIO, str]):
    browser.get("/verify")
    return browser.post("/verify", {"package": (io.BytesIO(package), name), **files}, content_type="multipart/form-data")


def export(evidence: Evidence) -> bytes:
    return evidence.export(choose_instance_by_id(evidence.office, SYSTEM, 1))[0]


def test_who_answers_for_a_matter_takes_it_out_from_its_page(evidence, browser: Callable[..., Browser]) -> None:
    chief = browser("O1")
    assert "导出证据包" in chief.get("/instances/1").text
    answer = chief.post("/instances/1/package")
    assert answer.status_code == 200 and answer.data[:2] == b"PK"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''QS20260001.zip"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_who_only_took_part_is_offered_nothing_and_refused(evidence, browser: Callable[..., Browser]) -> None:
    drafter = browser("U11")
    assert "导出证据包" not in drafter.get("/instances/1").text
    assert drafter.post("/instances/1/package").status_code == 404


def test_an_auditor_verifies_and_the_journal_keeps_it(evidence, browser: Callable[..., Browser]) -> None:
    package = export(evidence)
    page = send(browser("A5"), package).text
    assert "未发现改动" in page and hashlib.sha256(package).hexdigest() in page
    for n in range(1, 6):
        assert f"第 {n} 层" in page
    j = t.journal.c
    with evidence.office.database.read() as connection:
        row = connection.execute(select(j.actor, j.body).where(j.kind == "package.verified")).one()
    assert row.actor == "A5"
    assert json.loads(row.body)["verdict"] == "partly"


def test_a_changed_package_names_its_first_wrong_event(evidence, browser: Callable[..., Browser]) -> None:
    changed, expected = tamper(export(evidence), who, random.Random(3))
    page = send(browser("A3"), changed).text
    assert "不通过" in page and expected is not None
    assert f"第 {expected[1]} 条事件被改动" in page


def test_keys_of_the_auditors_own_are_trusted_instead(evidence, browser: Callable[..., Browser]) -> None:
    package, auditor = export(evidence), browser("A5")
    stranger = Signer("qinglan-1").public
    page = send(auditor, package, keys=(io.BytesIO(stranger), "K.pub")).text
    assert "不是由您信任的公钥签名" in page and "您提供的公钥" in page


@pytest.mark.parametrize("junk", [b"", b"PK\x03\x04", b"no zip at all", b"\0" * 5000])
def test_what_is_no_package_is_said_in_a_sentence(evidence, browser: Callable[..., Browser], junk: bytes) -> None:
    answer = send(browser("A5"), junk)
    assert answer.status_code == 200
    assert "不是可以打开的 zip" in answer.text and "Traceback" not in answer.text


def test_no_file_is_asked_for_again(evidence, browser: Callable[..., Browser]) -> None:
    auditor = browser("A5")
    auditor.get("/verify")
    answer = auditor.post("/verify", {}, content_type="multipart/form-data")
    assert (answer.status_code, "请选择一个证据包" in answer.text) == (422, True)


@pytest.mark.parametrize("person", ["U11", "O5", "L1", "A1"])
def test_nobody_else_verifies_here(evidence, browser: Callable[..., Browser], person: str) -> None:
    somebody = browser(person)
    assert "核验证据包" not in somebody.get("/inbox/todo").text
    assert somebody.get("/verify").status_code == 404
    assert somebody.get("/verify/verify.py").status_code == 404
    assert somebody.post("/verify", {"package": (io.BytesIO(b"x"), "x.zip")}).status_code == 404


def test_the_verifier_is_handed_out_as_the_file_it_is(evidence, browser: Callable[..., Browser]) -> None:
    auditor = browser("A5")
    page, answer = auditor.get("/verify").text, auditor.get("/verify/verify.py")
    assert answer.data == single_file()
    assert hashlib.sha256(answer.data).hexdigest() in page and hashlib.new("sm3", answer.data).hexdigest() in page
    assert "attachment" in answer.headers["Content-Disposition"]


def test_an_auditor_takes_out_a_period_of_his_scope(evidence, browser: Callable[..., Browser]) -> None:
    doing.start(evidence.office)
    auditor = browser("A5")
    assert "导出一段时期的事项" in auditor.get("/verify").text
    answer = auditor.post("/verify/period", {"since": "2026-01-01", "until": "2026-12-31", "procedure": "approval"})
    assert answer.status_code == 200
    found = judge(io.BytesIO(answer.data), evidence.trust)
    assert [number for number, _, _ in found.instances] == ["QS20260001", "QS20260002"]
    assert found.found.faults == []
    auditor.get("/verify")
    wrong = auditor.post("/verify/period", {"since": "13月", "until": ""})
    assert (wrong.status_code, "日期填写有误" in wrong.text) == (409, True)
    nothing = auditor.post("/verify/period", {"since": "2020-01-01", "until": "2020-12-31"})
    assert (nothing.status_code, "没有您可以导出的事项" in nothing.text) == (404, True)
    for since, until, status in (
        ("0001-01-01", "9999-12-31", 200), ("9999-12-31", "9999-12-31", 404), ("9999-12-31", "0001-01-01", 404)
    ):  # fmt: skip
        auditor.get("/verify")
        answer = auditor.post("/verify/period", {"since": since, "until": until})
        assert answer.status_code == status, "any day of the calendar may be asked for"


def test_the_audit_administrator_verifies_and_takes_out_nothing(evidence, browser: Callable[..., Browser]) -> None:
    administrator = browser("A3")
    assert "导出一段时期的事项" not in administrator.get("/verify").text
    answer = administrator.post("/verify/period", {"since": "2026-01-01", "until": "2026-12-31"})
    assert answer.status_code == 404 and answer.mimetype == "text/html"


def test_nothing_of_an_upload_is_kept(evidence, browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    assert send(browser("A5"), export(evidence)).status_code == 200
    assert list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.parametrize("filling", [b"0,", b"[", b'{"a":0},'])
def test_a_bomb_bursts_in_its_own_process(
    evidence, browser: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch, filling: bytes
) -> None:
    """Small when packed, far beyond the child's memory once it is read as JSON: a sentence, and the server goes on."""
    little = verifying.START.replace(str(verifying.MIB * 1024 * 1024), str(200 * 1024 * 1024))
    monkeypatch.setattr(verifying, "START", little)
    bomb = zipped({"manifest.json": b"[" + filling * (60_000_000 // len(filling)) + b"0]"})
    assert len(bomb) < 1024 * 1024
    auditor = browser("A5")
    answer = send(auditor, bomb)
    assert answer.status_code == 200 and ("过大" in answer.text or "无法使用" in answer.text)
    assert auditor.get("/verify").status_code == 200


def test_who_comes_while_others_verify_is_asked_to_come_again(evidence, browser: Callable[..., Browser]) -> None:
    taken = [verifying._at_once.acquire(blocking=False) for _ in range(2)]
    try:
        answer = send(browser("A5"), export(evidence))
    finally:
        for _ in filter(None, taken):
            verifying._at_once.release()
    assert taken == [True, True]
    assert answer.status_code == 503 and "请稍后再试" in answer.text
