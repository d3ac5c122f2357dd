"""Completions per second over HTTP, 16 connections: embedded, and PostgreSQL with two processes."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import shutil
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from pathlib import Path
from typing import Any

import orjson

from engine.demo.load import PASSWORD
from tests.bench.offices import office_with, open_tasks, served
from tests.postgres import private_server

DOCUMENTS = 800
CONNECTIONS = 16


def measure() -> dict[str, Any]:
    figures: dict[str, Any] = {
        "connections": CONNECTIONS,
        "embedded_target_per_second": 200,
        "postgresql_target_per_second": 300,
    }
    with office_with(DOCUMENTS) as (office, folder):
        figures["embedded"] = _run(office.database.url, folder, open_tasks(office, "unit_review"))
    if shutil.which("initdb") or Path("/usr/lib/postgresql").exists():
        with private_server() as server:
            url = f"{server}/postgres"
            with office_with(DOCUMENTS, url) as (office, folder):
                figures["postgresql_2_processes"] = _run(
                    url, folder, open_tasks(office, "unit_review"), "--workers", "2", "--threads", "2"
                )
    return figures


def _run(url: str, folder: Path, tasks: list[tuple[int, str]], *options: str) -> dict[str, Any]:
    with served(url, folder, *options) as port:
        time.sleep(4 if options else 0)  # until every process listens, not only the first
        # the clients run in a process of their own, so that they share no interpreter lock with anything measured
        plan = orjson.dumps({"port": port, "tasks": tasks})
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.bench_http"], input=plan, capture_output=True, check=True
        )
        return dict(orjson.loads(done.stdout))


def sign_in(port: int, person: str) -> tuple[str, str]:
    """(cookie header, csrf token) of a new session."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/sign-in")
    response = connection.getresponse()
    response.read()
    visit = _cookies(response)
    form = urllib.parse.urlencode({"csrf": _token(visit), "login": person, "password": PASSWORD})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": _header(visit)}
    connection.request("POST", "/sign-in", form, headers)
    response = connection.getresponse()
    response.read()
    session = {k: v for k, v in _cookies(response).items() if v}
    return _header(session), _token(session)


def _cookies(response: http.client.HTTPResponse) -> dict[str, str]:
    pairs = [
        value.split(";", 1)[0].split("=", 1) for name, value in response.getheaders() if name.lower() == "set-cookie"
    ]
    return {pair[0]: pair[1] for pair in pairs}


def _header(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def _token(cookies: dict[str, str]) -> str:
    secret = next(value for value in cookies.values())
    return hmac.new(secret.encode(), b"csrf", hashlib.sha256).hexdigest()


def _clients(plan: dict[str, Any]) -> dict[str, Any]:
    port, tasks = plan["port"], list(plan["tasks"])
    cookie, token = sign_in(port, "U10")
    lock, times, statuses = threading.Lock(), [], []
    tail = urllib.parse.urlencode({"csrf": token, "unit_result": "同意", "opinion": "同意。"})

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        while True:
            with lock:
                if not tasks:
                    return
                task, version = tasks.pop()
                if len(tasks) % 50 == 0:  # as browsers do; one process would keep all connections it accepted first
                    connection.close()
            begun = time.perf_counter()
            connection.request(
                "POST", f"/tasks/{task}/complete", f"command_id=bench-{task}&version={version}&{tail}", headers
            )
            response = connection.getresponse()
            response.read()
            times.append(time.perf_counter() - begun)
            statuses.append(response.status)

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - begun
    times.sort()
    return {
        "completions": statuses.count(303), "other_answers": len(statuses) - statuses.count(303),
        "per_second": round(statuses.count(303) / wall, 1), "p50_ms": round(statistics.median(times) * 1000, 1),
        "p99_ms": round(times[int(len(times) * 0.99) - 1] * 1000, 1),
    }  # fmt: skip


if __name__ == "__main__":
    sys.stdout.buffer.write(orjson.dumps(_clients(orjson.loads(sys.stdin.buffer.read()))))
