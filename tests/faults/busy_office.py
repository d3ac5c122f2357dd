"""An office at full work in a process of its own, to be killed: threads act at random, others carry the messages.

`python -m tests.faults.busy_office <database url> <folder> <seed> <journal>`: every command is written to the journal
before it is sent and after it was answered. What was sent but never answered is sent again by whoever starts next.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import sys
import threading
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from engine import actions
from engine.actions import Actor
from engine.errors import Refused
from engine.store import tables as t
from engine.store.office import Office, open_office
from tests.exchanging import VALUES

PEOPLE = ("O5", "O5", "O5", "U11", "O1")
COMMANDS = {
    "start": (actions.start_instance, actions.StartInstance), "complete": (actions.complete_task, actions.CompleteTask),
    "return": (actions.return_task, actions.ReturnTask), "withdraw": (actions.withdraw_task, actions.WithdrawTask),
    "transfer": (actions.transfer_task, actions.TransferTask), "delegate": (actions.delegate_task, actions.DelegateTask),
    "sign": (actions.add_signer, actions.AddSigner), "remove": (actions.remove_signer, actions.RemoveSigner),
    "urge": (actions.urge_task, actions.UrgeTask), "circulate": (actions.circulate, actions.Circulate),
    "jump": (actions.jump_instance, actions.JumpInstance), "pause": (actions.pause_instance, actions.PauseInstance),
    "resume": (actions.resume_instance, actions.ResumeInstance),
}  # fmt: skip


class Journal:
    """Lines of JSON appended at once; what a killed process has written stays written."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    def write(self, **entry: Any) -> None:
        os.write(self._file, json.dumps(entry, ensure_ascii=False).encode() + b"\n")


def read(path: Path) -> list[dict[str, Any]]:
    """The journal; a last line cut off by the kill is no line."""
    lines = path.read_text().splitlines() if path.exists() else []
    found = []
    for line in lines:
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def send(office: Office, journal: Journal, act: str, fields: dict[str, Any], by: str, command: str) -> None:
    action, made = COMMANDS[act]
    try:
        receipt = action(office, made(**fields, command_id=command), Actor(by))  # type: ignore[operator]
    except Refused as refused:
        if refused.status != 503:
            journal.write(refused=command, code=refused.code)
        return
    journal.write(done=command, instance=receipt.instance_id, seq=receipt.seq, by=by)


def choose(office: Office, chance: random.Random) -> tuple[str, dict[str, Any], str]:
    """Something that somebody could want now; most of it is forward."""
    k = t.task.c
    states = ("open", "open", "open", "held", "completed")
    with office.database.read() as connection:
        wanted = select(k.id, k.instance_id, k.role, k.principals, k.closed_by, k.asked_by, k.element)
        wanted = wanted.where(k.state == chance.choice(states)).order_by(k.id.desc()).limit(30)
        tasks = connection.execute(wanted).all()
        held = connection.execute(select(t.instance.c.id).where(t.instance.c.hold != "").limit(3)).scalars().all()
    if not tasks or chance.random() < 0.15:
        return "start", {"procedure": "asking", "values": VALUES}, "U11"
    if held and chance.random() < 0.5:
        return "resume", {"instance_id": chance.choice(held), "reason": "继续。"}, "O1"
    task = chance.choice(tasks)
    holder = task.principals[0] if task.principals and "@" not in task.principals[0] else "O5"
    holder = "O5" if holder == "checker" else holder
    act = chance.choice(["complete"] * 12 + [name for name in COMMANDS if name not in ("start", "complete", "resume")])
    id = {"task_id": task.id}
    match act:
        case "complete":
            values = {"result": "同意"} if task.role in ("before", "after", "request") else {}
            return act, {**id, "values": values, "opinion": "同意。"}, holder
        case "return":
            return act, {**id, "to": "previous", "opinion": "请改。"}, holder
        case "withdraw":
            return act, id, task.closed_by or holder
        case "transfer":
            return act, {**id, "to": "O2", "opinion": "请办。"}, holder
        case "delegate":
            return act, {**id, "to": "U10", "opinion": "请拟。"}, holder
        case "sign":
            return act, {**id, "to": ("U10", "U14"), "when": chance.choice(["before", "after"]), "opinion": "请会。"}, holder
        case "remove":
            return act, id, task.asked_by or "O1"
        case "urge":
            return act, id, "O1"
        case "circulate":
            return act, {"instance_id": task.instance_id, "to": ("U3",)}, "O5"
        case "jump":
            return act, {"instance_id": task.instance_id, "to": task.element, "reason": "重办。"}, "O1"
        case _:
            return act, {"instance_id": task.instance_id, "reason": "等待。"}, "O1"


def work(office: Office, journal: Journal, seed: int) -> None:
    chance = random.Random(seed)
    while True:
        try:
            act, fields, by = choose(office, chance)
            command = uuid4().hex
            journal.write(sent=command, act=act, fields=fields, by=by)
            send(office, journal, act, fields, by, command)
        except Refused:
            time.sleep(0.01)


def carry(office: Office) -> None:
    while True:
        with contextlib.suppress(Refused):
            actions.deliver_messages(office)
        time.sleep(0.005)


def main(url: str, folder: str, seed: str, journal_path: str) -> None:
    path = Path(journal_path)
    before = read(path)
    answered = {entry.get("done") or entry.get("refused") for entry in before}
    office, journal = open_office(url, files=Path(folder) / "files"), Journal(path)
    os.write(journal._file, b"\n")  # ends a line that the kill cut off
    journal.write(opened=os.getpid())
    for entry in before:
        if "sent" in entry and entry["sent"] not in answered:  # the button is pressed again
            fields = {k: tuple(v) if isinstance(v, list) else v for k, v in entry["fields"].items()}
            send(office, journal, entry["act"], fields, entry["by"], entry["sent"])
    threads = [threading.Thread(target=work, args=(office, journal, int(seed) + n), daemon=True) for n in range(4)]
    threads += [threading.Thread(target=carry, args=(office,), daemon=True) for _ in range(2)]
    for thread in threads:
        thread.start()
    threads[0].join()


if __name__ == "__main__":
    main(*sys.argv[1:])
