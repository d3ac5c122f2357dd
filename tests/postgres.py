"""A private PostgreSQL on loopback in a temporary folder, run by an ordinary user even when the tests are root's."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """The folder with initdb and pg_ctl, None when PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    one = str(found[-1]) if found else shutil.which("initdb")
    return Path(one).resolve().parent if one else None


@contextmanager
def private_server(*, durable: bool = True) -> Iterator[str]:
    """Start, yield a URL without a database name, stop and remove. Not `durable`: no commit waits for the disk."""
    folder_of_programs = programs()
    if folder_of_programs is None:
        raise FileNotFoundError("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="banjie-pg-"))
    as_other: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses root
        shutil.chown(folder, "postgres")
        as_other = ["runuser", "-u", "postgres", "--"]
    port = free_port()

    def run(program: str, *args: object) -> None:
        # output to a file: a server that outlives pg_ctl would keep a pipe open for ever
        with open(os.devnull, "w") as nowhere:
            command = [*as_other, str(folder_of_programs / program), *map(str, args)]
            subprocess.run(command, check=True, stdout=nowhere, stderr=nowhere, cwd=folder)

    run("initdb", "-D", folder / "data", "-U", "banjie", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c max_connections=200"
    if not durable:
        options += " -c fsync=off -c full_page_writes=off"
    run("pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql+psycopg://banjie@127.0.0.1:{port}"
    finally:
        run("pg_ctl", "-D", folder / "data", "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
