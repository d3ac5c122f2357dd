"""A real `banjie serve` (and `banjie worker`) on loopback, to be killed without warning."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLI = "from engine.cli import main; main()"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """The processes of one running banjie; each in a process group of its own, so that a kill takes all of it."""

    def __init__(self, database: str, folder: Path, *, workers: int = 1, background: int = 0) -> None:
        self.database, self.folder, self.port = database, folder, free_port()
        self._commands = [["serve", "--port", str(self.port), "--workers", str(workers), "--threads", "8"]]
        self._commands += [["worker", "--executor", f"worker-{n}"] for n in range(background)]
        self._running: list[subprocess.Popen[bytes]] = []
        self.log = folder / "server.log"

    def start(self) -> None:
        environment = os.environ | {
            "BANJIE_DATABASE_URL": self.database,
            "BANJIE_FILES": str(self.folder / "files"),
        }
        with self.log.open("ab") as log:
            self._running = [
                subprocess.Popen(
                    [sys.executable, "-c", CLI, *command],
                    cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True,
                )
                for command in self._commands
            ]  # fmt: skip
        self._await_health()

    def kill(self) -> None:
        """kill -9 for every process at once."""
        for process in self._running:
            os.killpg(process.pid, signal.SIGKILL)
        for process in self._running:
            process.wait(10)
        self._running = []

    def stop(self) -> None:
        """The polite end; returns when every process is gone."""
        for process in self._running:
            process.send_signal(signal.SIGTERM)
        for process in self._running:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                raise
        self._running = []

    def _await_health(self, seconds: float = 40) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
                connection.request("GET", "/health")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.05)
            if any(process.poll() is not None for process in self._running):
                break
        raise AssertionError(f"the server did not come up:\n{self.log.read_text()[-3000:]}")
