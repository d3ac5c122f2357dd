"""The OpenSSL program, for what no Python library here does: SM2 and time stamps."""

from __future__ import annotations

import os
import shutil
import subprocess

from engine.errors import Refused

SECONDS = 20


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("openssl")
    if program is None:
        raise Refused("openssl_missing", "本机没有 OpenSSL 程序。", "The OpenSSL program is missing.")
    return subprocess.run([program, *arguments], capture_output=True, timeout=SECONDS, check=False)


def openssl(*arguments: str) -> bytes:
    """What the program writes; raises Refused `openssl_failed`."""
    done = run(*arguments)
    if done.returncode:
        raise Refused(
            "openssl_failed", "OpenSSL 程序执行失败,本机可能不支持国密算法。",
            "The OpenSSL program failed; it may lack SM2.", says=done.stderr.decode(errors="replace")[-300:],
        )  # fmt: skip
    return done.stdout


def temporary(folder: str, name: str, data: bytes) -> str:
    """A file that only its owner may read, in a folder that goes at once."""
    path = os.path.join(folder, name)
    with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    return path
