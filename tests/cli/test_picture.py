"""banjie picture: a history as SVG, PDF or moving GIF, as of any step, for whoever may replay it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner
from PIL import Image
from sqlalchemy import select

from engine import actions
from engine.actions import Actor
from engine.bpmn.layout import lay_out
from engine.cli import main
from engine.definition import Package
from engine.store import tables as t
from engine.store.work import SYSTEM
from tests.actions import desk
from tests.packages import approval
from web.replaying import fonts
from web.replaying.moving import palette


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite alone: the command asks the same of both databases."""
    return f"sqlite:///{tmp_path}/banjie.sqlite3"


@pytest.fixture
def database(office, tmp_path: Path, monkeypatch) -> str:
    monkeypatch.setenv("BANJIE_FILES", str(tmp_path / "files"))
    files = approval().files
    drawn = Package({**files, "process.bpmn": lay_out(files["process.bpmn"], source="process.bpmn").data})
    actions.publish_definition(office, drawn, Actor(SYSTEM))
    desk.to_sign(office)
    return f"sqlite:///{tmp_path}/banjie.sqlite3"


def run(*arguments: str):
    return CliRunner().invoke(main, ["picture", *arguments])


def test_each_form_and_any_step(office, database, tmp_path):
    for form, step in (("svg", 2), ("pdf", 4), ("gif", 3)):
        path = tmp_path / f"story.{form}"
        result = run("QS20260001", "-o", str(path), "--step", str(step), "--by", "U11", "--database", database, "--json")
        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout) == {"ok": True, "number": "QS20260001", "step": step, "steps": 4, "file": str(path)}
    assert "核稿" in (tmp_path / "story.svg").read_text("utf-8")
    text = "".join(p.extract_text() for p in pypdf.PdfReader(tmp_path / "story.pdf").pages)
    assert "全过程（4 步）" in text and "蔡有度" in text
    with office.database.read() as connection:
        traces = connection.execute(select(t.journal.c.actor).where(t.journal.c.kind == "replay.printed")).scalars().all()
    assert traces == ["U11"] * 3


def test_the_moving_picture_moves_and_writes_chinese(database, tmp_path):
    path = tmp_path / "story.gif"
    assert run("QS20260001", "-o", str(path), "--by", "U11", "--database", database).exit_code == 0
    picture = Image.open(io.BytesIO(path.read_bytes()))
    frames = []
    for n in range(picture.n_frames):
        picture.seek(n)
        frames.append(picture.convert("RGB").tobytes())
    assert len(frames) == len(set(frames)) == 4, "every step looks different"
    assert len(palette().getpalette() or []) == 768


def test_the_machine_draws_chinese_and_not_the_same_box_for_every_character():
    assert len({fonts.drawn(word) for word in ("审", "计", "\ue000", "")}) == 4
    assert not fonts.draws_apart("\ue000", "\ue001"), "what no font has comes out alike"


def test_without_a_chinese_font_no_moving_picture_and_no_trace(office, database, tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "draws_apart", lambda one, other: False)
    result = run("QS20260001", "-o", str(tmp_path / "x.gif"), "--by", "U11", "--database", database, "--json")
    assert result.exit_code == 1 and "no_chinese_font" in result.output
    with office.database.read() as connection:
        assert connection.execute(select(t.journal.c.seq).where(t.journal.c.kind == "replay.printed")).all() == []
    told = json.loads(CliRunner().invoke(main, ["doctor", "--database", database, "--json"]).stdout)
    assert [each["ok"] for each in told["checks"] if each["name"] == "pictures"] == [False]


@pytest.mark.parametrize(
    ("by", "number", "suffix", "code", "exit_code"),
    [("L2", "QS20260001", "svg", "not_yours", 1), ("U11", "QS20269999", "svg", "not_yours", 1), ("U11", "QS20260001", "png", "", 2)],
)
def test_strangers_unknown_matters_and_other_forms(database, tmp_path, by, number, suffix, code, exit_code):
    path = tmp_path / f"out.{suffix}"
    result = run(number, "-o", str(path), "--by", by, "--database", database, "--json")
    assert result.exit_code == exit_code and code in result.output and not path.exists()
