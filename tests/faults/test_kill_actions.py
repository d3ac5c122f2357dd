"""kill -9 while office actions run and messages go between matters: nothing lost, nothing doubled, history the same."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from engine import actions
from engine.clock import SystemClock
from engine.store import tables as t
from engine.store.office import Office, open_office
from engine.store.replay import compare
from tests import seeds
from tests.conftest import furnish
from tests.exchanging import answering, asking
from tests.faults.busy_office import read
from tests.faults.serving import ROOT

KILLS = 8


@pytest.mark.parametrize(
    "database_url",
    ["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.slow])],
    indirect=True,
)
def test_no_act_and_no_message_is_lost_or_doubled(database_url: str, tmp_path: Path) -> None:
    seed = seeds.seed(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    furnish(open_office(database_url, files=tmp_path / "files"), asking(), answering()).database.dispose()
    journals = [tmp_path / f"journal-{n}" for n in range(1 if database_url.startswith("sqlite") else 2)]
    for round in range(KILLS):
        running = [_start(database_url, tmp_path, seed + round * 100 + n * 10, j) for n, j in enumerate(journals)]
        for process, journal in zip(running, journals, strict=True):
            _await_acts(process, journal, 5)
        time.sleep(chance.uniform(0, 0.5))
        for process in running:
            os.killpg(process.pid, signal.SIGKILL)
        for process in running:
            process.wait(10)
    office = open_office(database_url, clock=SystemClock(), files=tmp_path / "files")
    try:
        while actions.deliver_messages(office):
            pass  # what was under way comes to its end, as after any restart
        _judge(office, [entry for journal in journals for entry in read(journal)])
    finally:
        office.database.dispose()


def _start(url: str, folder: Path, seed: int, journal: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.faults.busy_office", url, str(folder), str(seed), str(journal)]
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True)


def _await_acts(process: subprocess.Popen[bytes], journal: Path, acts: int) -> None:
    """Until the process has opened the office and so many acts were answered."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        entries = read(journal)
        opened = next((n for n, entry in enumerate(entries) if entry.get("opened") == process.pid), None)
        if opened is not None and sum("done" in entry for entry in entries[opened:]) >= acts:
            return
        assert process.poll() is None, "the office did not come up"
        time.sleep(0.02)
    raise AssertionError("the load was no load")


def _judge(office: Office, entries: list[dict]) -> None:
    h, m, i = t.history.c, t.message.c, t.instance.c
    with office.database.read() as connection:
        events = connection.execute(select(h.command_id, h.kind, h.instance_id, h.seq, h.actor)).all()
        messages = connection.execute(select(m.instance_id, m.key, m.name, m.receiver)).all()
        instances = connection.execute(select(i.id, i.procedure, i.hold)).all()
        links = connection.execute(select(t.link.c.instance_id, t.link.c.other_id, t.link.c.direction)).all()
    commands = {e.command_id: e for e in events if e.command_id is not None}
    done = {entry["done"]: entry for entry in entries if "done" in entry}
    sent = {entry["sent"]: entry for entry in entries if "sent" in entry}
    # Nothing acknowledged is lost, and its receipt says where it is.
    for command, entry in done.items():
        event = commands[command]
        assert (event.instance_id, event.seq, event.actor) == (entry["instance"], entry["seq"], entry["by"])
    # Nothing happened twice, and nothing that nobody asked for.
    assert Counter(e.command_id for e in events if e.command_id).most_common(1)[0][1] == 1
    carried = ("message:", "delivered:", "undelivered:")  # what the engine itself does with messages
    assert {c for c in commands if not c.startswith(carried)} <= sent.keys()
    # Every message was taken once: received and told, with the links of both; none waits but for who stands still.
    for message in messages:
        name = f"{message.instance_id}/{message.key}"
        received, told = commands.get(f"message:{name}"), commands.get(f"delivered:{name}")
        assert (message.receiver is None) == (received is None) == (told is None), name
        if received is None:
            assert message.name == "answered", name
            continue
        assert received.instance_id == message.receiver
        assert received.kind == ("instance.started" if message.name == "answering" else "message.caught")
        assert told.instance_id == message.instance_id
    taken = Counter((message.instance_id, message.receiver) for message in messages if message.receiver is not None)
    assert Counter((x.instance_id, x.other_id) for x in links if x.direction == "sent") == taken
    assert Counter((x.other_id, x.instance_id) for x in links if x.direction == "received") == taken
    asked = [message for message in messages if message.name == "answering"]
    assert len([one for one in instances if one.procedure == "answering"]) == len(asked)
    kinds = Counter(sent[command]["act"] for command in done)
    print(f"{len(done)} acts: {dict(kinds)}; {len(messages)} messages, {sum(taken.values())} taken")
    assert sum(taken.values()) >= 10 and len(kinds) >= 8, "the load was no load"
    assert {one.id: problems for one in instances if (problems := compare(office, one.id))} == {}
