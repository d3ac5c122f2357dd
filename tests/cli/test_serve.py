"""banjie serve: the real server process answers, tells how to sign in to the demo, and ends when asked."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import main
from engine.cli.serve import is_demo
from engine.store.office import open_office


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=5) as page:
            return page.status, page.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.fixture
def served(tmp_path: Path):
    """The address of a served, freshly created database."""
    port = free_port()
    environment = {**os.environ, "BANJIE_DATABASE_URL": f"sqlite:///{tmp_path}/new/banjie.sqlite3"}
    environment["BANJIE_FILES"] = str(tmp_path / "files")
    command = [sys.executable, "-c", "from engine.cli import main; main()", "serve", "--port", str(port)]
    root = Path(__file__).resolve().parents[2]
    process = subprocess.Popen(command, env=environment, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            assert process.poll() is None, process.stdout.read().decode()
            try:
                if answer(f"{address}/health")[0]:
                    break
            except OSError:
                time.sleep(0.2)
        yield process, address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def test_it_answers_before_an_office_was_loaded_and_ends_when_asked(served):
    process, address = served
    assert answer(f"{address}/health") == (200, "ok\n")
    status, page = answer(f"{address}/inbox/todo")  # leads to sign-in
    assert status == 200 and 'name="password"' in page
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) is not None


def test_sqlite_takes_one_process_only(tmp_path: Path):
    result = CliRunner().invoke(main, ["serve", "--workers", "2", "--database", f"sqlite:///{tmp_path}/x.sqlite3"])
    assert result.exit_code == 1 and "SQLite 只能由一个进程使用" in result.output


def test_an_office_without_the_demos_accounts_is_none(tmp_path: Path):
    office = open_office(f"sqlite:///{tmp_path}/x.sqlite3")
    assert not is_demo(office)
    office.database.dispose()
