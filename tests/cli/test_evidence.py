"""The evidence from the command line, as the three who need it would: administrator, auditor at her own desk, owner."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from engine import actions
from engine.actions import Actor
from engine.cli import main
from engine.definition import Package
from engine.store import tables as t
from tests.actions import desk
from tests.packages import approval

TOML = '\n[personal]\nfields = ["title"]\n'


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite alone: the commands ask the same of both databases."""
    return f"sqlite:///{tmp_path}/banjie.sqlite3"


@pytest.fixture
def run(office, database_url, tmp_path, monkeypatch):
    """An office with one matter, and a way to call commands on it: (exit code, JSON)."""
    monkeypatch.setenv("BANJIE_FILES", str(tmp_path / "files"))
    monkeypatch.setenv("BANJIE_DATABASE_URL", database_url)
    monkeypatch.setenv("BANJIE_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("BANJIE_CHECKPOINTS", str(tmp_path / "out"))
    desk.to_sign(office)

    def call(*arguments: object) -> tuple[int, dict]:
        given = [*map(str, arguments), "--json"]
        monkeypatch.setattr(sys, "argv", ["banjie", *given])  # a refusal asks it how to speak
        result = CliRunner().invoke(main, given)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, json.loads(result.stdout.strip().splitlines()[-1]) if result.stdout.strip() else {}

    return call


def ready(run, stick: Path) -> None:
    assert run("keys", "office", "qinglan", "--by", "A1")[0] == 0
    assert run("keys", "make", "a3", "--into", stick)[0] == 0
    assert run("keys", "witness", stick / "a3.pub", "--by", "A3")[0] == 0


def test_from_the_key_to_the_countersignature_and_the_verdict(run, office, tmp_path):
    stick, note, delta = tmp_path / "stick", tmp_path / "n.note", tmp_path / "n.delta"
    ready(run, stick)
    code, said = run("checkpoint", "--by", "A1")
    assert code == 0 and said["number"] == 1 and said["leaves"] == 2
    assert run("checkpoint", "--delta", note, delta)[0] == 0
    witness = ("witness", note, delta, "--state", stick / "state.json", "--key", stick / "a3.key")
    code, said = run(*witness)
    assert (code, said["refused"]["code"]) == (1, "no_office_key")
    assert run(*witness, "--office", tmp_path / "keys" / "qinglan-1.pub")[0] == 0
    assert run("countersign", note, "--by", "A3") == (0, {
        "ok": True, "number": 1, "witness": "a3", "note": note.read_text(encoding="utf-8"),
    })  # fmt: skip
    code, said = run("countersign", note, "--by", "A3")
    assert (code, said["refused"]["code"]) == (1, "countersigned")
    desk.sign(office)
    run("checkpoint", "--by", "A1")
    assert run("checkpoint", "--delta", note, delta)[1]["since"] == 1
    assert run(*witness)[1]["number"] == 2, "the state knows the office's key"
    run("keys", "office", "qinglan", "--by", "A1")
    run("checkpoint", "--by", "A1")
    run("checkpoint", "--delta", tmp_path / "3.note", tmp_path / "3.delta", "--since", 2)
    third = ("witness", tmp_path / "3.note", tmp_path / "3.delta", *witness[3:])
    other = ("--office", tmp_path / "keys" / "qinglan-2.pub")
    assert run(*third)[1]["refused"]["code"] == "witness_signature"
    assert run(*third, *other)[1]["refused"]["code"] == "office_key_changed"
    assert run(*third, *other, "--new-key")[1]["number"] == 3
    assert json.loads((stick / "state.json").read_text())["breaks"][0]["reason"] == "new key"
    code, said = run("verify", "--all")
    assert code == 0 and said["ok"] and said["signed"] and said["witnessed"] and said["checkpoint"] == 1
    code, said = run("verify", "--all", "--against", note)
    assert code == 0 and said["witnessed"] and said["checkpoint"] == 2
    code, said = run("keys", "list")
    assert (said["office"], len(said["keys"]), list(said["witnesses"])) == ("qinglan", 2, ["A3"])
    code, said = run("doctor")
    (evidence,) = [check for check in said["checks"] if check["name"] == "evidence"]
    assert evidence["ok"] and "witnessed up to 1" in evidence["says"]


@pytest.mark.tampers
def test_a_changed_row_fails_every_command_that_should_see_it(run, office, tmp_path):
    ready(run, tmp_path / "stick")
    run("checkpoint")
    with office.database.write() as connection:
        connection.execute(update(t.history).where(t.history.c.seq == 2).values(actor="U99"))
    code, said = run("verify", "--all")
    assert code == 1 and (said["first"]["code"], said["first"]["seq"]) == ("columns_changed", 2)
    with office.database.write() as connection:
        connection.execute(update(t.instance).values(head=bytes(32)))
    code, said = run("checkpoint")
    assert (code, said["refused"]["code"]) == (1, "history_changed")
    code, said = run("doctor")
    assert code == 1 and not next(check for check in said["checks"] if check["name"] == "evidence")["ok"]
    assert run("checkpoint", "--acknowledge", "已核实为修复数据", "--by", "A1")[1]["refused"]["code"] == "not_allowed"
    assert run("checkpoint", "--acknowledge", "已核实为修复数据", "--by", "A3")[0] == 0
    assert run("checkpoint")[0] == 0


def test_erasing_takes_two(run, office):
    package = approval()
    toml = package.files["procedure.toml"] + TOML.encode()
    actions.publish_definition(office, Package({**package.files, "procedure.toml": toml}), Actor("system"))
    desk.start(office, title="赵女士反映路灯不亮")
    desk.complete(office, "review", "O5", {"review_result": "不同意"}, "已核。", instance=2)
    ask = ("erase", "QS20260002", "--field", "title", "--ground", "个人信息保护法第四十七条", "--reason", "本人申请")
    assert run("erase", "QS20269999", "--by", "O1")[1]["refused"]["code"] == "no_instance"
    assert run(*ask, "--by", "U11")[1]["refused"]["code"] == "not_yours"
    code, said = run(*ask, "--by", "O1")
    assert code == 0 and said["erasure"] == 1
    assert run("erase", "--list")[1]["waiting"][0]["number"] == "QS20260002"
    assert run("erase", "--show", 1, "--by", "O1")[1]["sought"] == [], "who asked does not decide"
    assert run("erase", "--show", 1, "--by", "O5")[0] == 1 and run("erase", "--show", 99, "--by", "L1")[0] == 1
    (sought,) = run("erase", "--show", 1, "--by", "L1")[1]["sought"]
    assert sought["text"] and sought["reach"]["events"] >= 1 and sought["reach"]["rows"] > 1
    assert run("erase", "--grant", 1, "--by", "O1")[1]["refused"]["code"] == "four_eyes"
    assert run("erase", "--refuse", 1, "--by", "O1")[1]["refused"]["code"] == "four_eyes"
    code, said = run("erase", "--grant", 1, "--by", "L1")
    assert code == 0 and said["erased"]["texts"]["QS20260002"] > 1 and said["erased"]["scrubbed"]
    assert run("erase", "--list")[1]["waiting"] == []
    code, said = run("replay", "--all", "--compare")
    assert code == 0 and said["different"] == {} and "QS20260002" in said["erased"]
    assert run("verify", "--all")[0] == 0


def test_half_a_command_is_wrong_usage(run, tmp_path):
    (tmp_path / "x").write_text("x")
    for arguments in (
        ("verify",), ("erase",), ("erase", "QS20260001"), ("erase", "--grant", "1"), ("erase", "--list", "--grant", "1"),
        ("checkpoint", "--timestamp", tmp_path / "x"),
    ):  # fmt: skip
        assert run(*arguments)[0] == 2


def test_a_damaged_file_is_refused_in_words(run, tmp_path):
    ready(run, tmp_path / "stick")
    run("checkpoint")
    bad = tmp_path / "bad"
    bad.write_text("no note")
    note, delta = tmp_path / "n.note", tmp_path / "n.delta"
    run("checkpoint", "--delta", note, delta)
    key, office = tmp_path / "stick" / "a3.key", tmp_path / "keys" / "qinglan-1.pub"
    for arguments, code in (
        (("countersign", bad, "--by", "A3"), "note_malformed"),
        (("verify", "--all", "--against", bad), "note_malformed"),
        (("verify", "--all", "--key", bad), "key_malformed"),
        (("witness", note, bad, "--state", tmp_path / "s", "--key", key, "--office", office), "delta_malformed"),
        (("witness", note, delta, "--state", bad, "--key", key), "state_malformed"),
        (("keys", "witness", bad, "--by", "A3"), "key_malformed"),
        (("checkpoint", "--timestamp", bad, "--ca", bad), "timestamp_wrong"),
    ):
        exit_code, said = run(*arguments)
        assert (exit_code, said["refused"]["code"]) == (1, code), arguments
