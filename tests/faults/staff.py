"""People at their browsers: they post forms over HTTP, and post again when the connection breaks."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

HIDDEN = re.compile(r'<input type="hidden" name="(csrf|command_id|version)" value="([^"]*)"')
TASK = re.compile(r"/tasks/(\d+)")
ANSWER = re.compile(r'name="(\w+_result)"')


@dataclass
class Log:
    """What the staff sent and what they were told; shared by their threads."""

    sent: set[str] = field(default_factory=set)
    started: dict[str, int] = field(default_factory=dict)  # command -> instance, acknowledged
    completed: dict[str, int] = field(default_factory=dict)  # command -> task, acknowledged
    retried: int = 0
    refused: dict[int, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def acknowledged(self) -> int:
        return len(self.started) + len(self.completed)

    def await_more(self, acts: int, *, seconds: float) -> None:
        """Wait until so many more acts were acknowledged, but not forever."""
        wanted, until = self.acknowledged() + acts, time.monotonic() + seconds
        while self.acknowledged() < wanted and time.monotonic() < until:
            time.sleep(0.02)


class Clerk:
    """One person with one session; gives up only when `stop` is set."""

    def __init__(self, port: int, person: str, password: str, log: Log, stop: threading.Event, seed: int) -> None:
        self.port, self.person, self.log, self.stop = port, person, log, stop
        self.chance = random.Random(seed)
        self.cookies: dict[str, str] = {}
        self._sign_in(password)

    # -- HTTP

    def ask(self, method: str, path: str, form: list[tuple[str, str]] | None = None) -> tuple[int, str, str]:
        """(status, Location, page); raises OSError or HTTPException when the server died under it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
            if form is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, urlencode(form) if form is not None else None, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.partition("=")
                    self.cookies[key] = rest.partition(";")[0]
            return answer.status, answer.headers.get("Location") or "", page
        finally:
            connection.close()

    def ask_again(
        self, method: str, path: str, form: list[tuple[str, str]] | None = None
    ) -> tuple[int, str, str] | None:
        """Ask until there is an answer, as a person presses the button again; None when the day is over."""
        first = True
        while True:
            try:
                status, location, page = self.ask(method, path, form)
                if status != 503:
                    return status, location, page
            except (OSError, http.client.HTTPException):
                pass
            if first and form is not None:
                with self.log.lock:
                    self.log.retried += 1
            first = False
            if self.stop.is_set():
                return None
            time.sleep(0.02)

    def _sign_in(self, password: str) -> None:
        _, _, page = self.ask("GET", "/sign-in")
        form = [("csrf", hidden(page)["csrf"]), ("login", self.person), ("password", password), ("next", "/")]
        status, _, page = self.ask("POST", "/sign-in", form)
        assert status == 303, page[:2000]

    # -- a day's work

    def start_matters(self) -> None:
        while not self.stop.is_set():
            answer = self.ask_again("GET", "/procedures/approval/start")
            if answer is None:
                return
            own = hidden(answer[2])
            form = [
                *own.items(), ("title", f"关于第 {self.chance.randrange(10**6)} 件事的请示"), ("urgency", "平件"),
                ("amount", "1000"), ("cosign_units", "林草局"), ("cosign_units", "财政局"),
            ]  # fmt: skip
            self.send("/procedures/approval/start", own["command_id"], form, None)
            time.sleep(self.chance.random() * 0.1)

    def do_tasks(self) -> None:
        while not self.stop.is_set():
            answer = self.ask_again("GET", "/inbox/todo")
            if answer is None:
                return
            tasks = sorted(set(TASK.findall(answer[2])))
            if not tasks:
                time.sleep(0.05)
                continue
            task = self.chance.choice(tasks)
            answer = self.ask_again("GET", f"/tasks/{task}")
            if answer is None:
                return
            own, field_ = hidden(answer[2]), ANSWER.search(answer[2])
            if answer[0] != 200 or field_ is None or "command_id" not in own:
                continue  # a colleague was quicker
            form = [*own.items(), (field_.group(1), "同意"), ("opinion", "同意。")]
            self.send(f"/tasks/{task}/complete", own["command_id"], form, int(task))

    def send(self, path: str, command: str, form: list[tuple[str, str]], task: int | None) -> None:
        """Post one act until it is answered, and note the acknowledgement."""
        with self.log.lock:
            self.log.sent.add(command)
        answer = self.ask_again("POST", path, form)
        if answer is None:
            return
        status, location, page = answer
        with self.log.lock:
            if status != 303:
                self.log.refused[status] = self.log.refused.get(status, 0) + 1
                if status not in (404, 409):
                    self.log.broken.append(f"{self.person} {path}: {status} {page[:1500]}")
            elif task is None:
                self.log.started[command] = int(re.findall(r"instance=(\d+)", location)[0])
            else:
                self.log.completed[command] = task


def hidden(page: str) -> dict[str, str]:
    """The page's own fields of its main form (the last one wins: the act stands after the frame's forms)."""
    return {name: unescape(value) for name, value in HIDDEN.findall(page)}
