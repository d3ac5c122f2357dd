"""Exporting from a matter's page and verifying on /verify: who may, what is seen, what hostile uploads meet."""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.queries.exportable import choose_instance_by_id
from engine.store import tables as t
from engine.store.evidence import Evidence as Keeping
from engine.store.evidence import evidence_of, keep_evidence
from engine.store.office import Office
from engine.store.work import SYSTEM
from engine.verifier.judging import judge
from engine.verifier.single_file import single_file
from tests.actions import desk as doing
from tests.verifier.exporting import Evidence, with_keys
from tests.verifier.tampering import Dossier, tamper, who
from tests.verifier.writing import Signer, invented, link, plain, zipped
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


def told(answer: str, of: str) -> str:
    """What the page says of whose keys were trusted."""
    return answer.partition(f"<dt>信任的{of}公钥</dt><dd>")[2].partition("</dd>")[0]


def forged(package: bytes) -> tuple[bytes, Signer]:
    """The office's own package, every note of it signed anew by somebody who holds none of its keys."""
    files = dict(Dossier.open(package).files)
    manifest, server, forger = json.loads(files.pop("manifest.json")), files.pop("manifest.note"), Signer("")
    forger.name = server.partition(b"\n\n")[2].decode().split(" ")[1]
    for path in [path for path in files if path.endswith(".note")]:
        text = files[path].partition(b"\n\n")[0] + b"\n"
        files[path] = text + b"\n" + forger.line(text).encode()
    files |= {path: forger.public for path in files if path.startswith("keys/")}
    manifest["files"] = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    data = plain(manifest).encode()
    text = f"x\npackage {hashlib.sha256(data).hexdigest()}\n".encode()
    note = text + b"\n" + forger.line(text).encode()
    return zipped({"manifest.json": data, **files, "manifest.note": note}), forger


@pytest.mark.parametrize("named", ["as the office's", "otherwise"])
def test_keys_that_only_the_database_names_are_not_trusted(
    evidence, browser: Callable[..., Browser], named: str
) -> None:
    evidence.checkpoint()
    package, forger = forged(export(evidence))
    if named == "otherwise":
        forger = Signer("other", forger.key)
    line = forger.public.decode().strip()
    with evidence.office.database.write() as connection:
        keep_evidence(connection, replace(evidence_of(connection), keys=(line,), witnesses={"A3": line}))
    page = send(browser("A5"), package).text
    assert "号检查点有您信任的见证人签名" not in page
    if named == "otherwise":
        assert told(page, "服务器").startswith("没有") and "没有提供服务器公钥" in page
    else:
        assert told(page, "服务器").startswith("本系统登记") and "不是由您信任的公钥签名" in page


def test_the_office_s_key_is_no_witness_s(evidence) -> None:
    """Even where the database no longer says that it is the office's."""
    for kept in (Keeping(), Keeping(keys=(Signer("other").public.decode().strip(),))):
        assert [key.name for key in kept.witnessing(evidence.settings)] == ["A3"]
        assert kept.trusted(evidence.settings) == ()


@pytest.mark.parametrize(
    ("given", "server", "witness"),
    [
        ((), "本系统登记的公钥", "本系统登记的公钥"), (("keys",), "您提供的公钥", "本系统登记的公钥"),
        (("witnesses",), "本系统登记的公钥", "您提供的公钥"), (("keys", "witnesses"), "您提供的公钥", "您提供的公钥"),
    ],
)  # fmt: skip
def test_the_page_says_of_each_key_whose_it_is(
    evidence, browser: Callable[..., Browser], given: tuple[str, ...], server: str, witness: str
) -> None:
    own = {name: (io.BytesIO(Signer("mine").public), "K.pub") for name in given}
    page = send(browser("A5"), export(evidence), **own).text
    assert told(page, "服务器").startswith(server) and told(page, "见证人").startswith(witness)


def test_without_a_folder_of_keys_none_is_trusted(
    evidence, browser: Callable[..., Browser], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = export(evidence)
    monkeypatch.setenv("BANJIE_KEYS", str(tmp_path / "elsewhere"))
    page = send(browser("A5"), package).text
    assert told(page, "服务器").startswith("没有") and told(page, "见证人").startswith("没有")
    assert "没有提供服务器公钥" in page and "没有提供见证人公钥" in page


def kept_of(evidence: Evidence) -> list[bytes]:
    """Bodies of the journal's entries about verifications, with their texts."""
    j = t.journal.c
    with evidence.office.database.read() as connection:
        rows = connection.execute(select(j.body, j.sealed).where(j.kind == "package.verified").order_by(j.seq)).all()
    return [row.body + (row.sealed or "").encode() for row in rows]


def test_the_journal_keeps_no_text_of_an_upload(evidence, browser: Callable[..., Browser]) -> None:
    """Twenty megabytes in one value of a package that packs them into a few kilobytes."""
    office = invented(1)
    chain = office.chains[0]
    chain.lines[0]["body"] = plain({**json.loads(chain.lines[0]["body"]), "number": "A" * 20_000_000})
    link(chain.lines, 1, 0)
    office.notes.clear()
    office.checkpoint()
    page = send(browser("A5"), office.package()).text
    assert "不通过" in page and len(page) < 200_000
    (kept,) = kept_of(evidence)
    assert json.loads(kept)["verdict"] == "tampered" and b"AAAA" not in kept and len(kept) < 500
    assert json.loads(kept)["first"].keys() == {"layer", "code", "seq", "instance"}


def test_an_answer_without_end_is_not_read_to_its_end(
    evidence, browser: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "START", 'while True:\n print("x" * 65536)')
    answer = send(browser("A5"), export(evidence))
    assert answer.status_code == 200 and "核验结果过长" in answer.text
    (kept,) = kept_of(evidence)
    assert json.loads(kept)["verdict"] == "unusable" and json.loads(kept)["first"] is None


def test_who_never_answers_is_ended(
    evidence, browser: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "START", "import time; time.sleep(600)")
    monkeypatch.setattr(verifying, "SECONDS", 1)
    assert "核验没有完成" in send(browser("A5"), export(evidence)).text
