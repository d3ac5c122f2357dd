"""RFC 3161 time stamps over a checkpoint's text, by the OpenSSL program: a third party says it existed by then."""

from __future__ import annotations

import tempfile
from pathlib import Path

from engine.errors import Refused
from engine.history.openssl import openssl, run, temporary

MOST = 1_000_000  # bytes of a reply; real ones have a few thousand


def query(text: str, alg: str) -> bytes:
    """A request for a time stamp over the signed text of a note."""
    with tempfile.TemporaryDirectory() as folder:
        return openssl("ts", "-query", "-data", temporary(folder, "text", text.encode()), f"-{alg}", "-cert")


def check_reply(text: str, reply: bytes, authority: Path, chain: Path | None = None) -> None:
    """Raise Refused `timestamp_wrong` unless the reply is over this text and signed under this authority."""
    if len(reply) > MOST:
        raise _wrong("too large")
    with tempfile.TemporaryDirectory() as folder:
        more = ["-untrusted", str(chain)] if chain else []
        done = run(
            "ts", "-verify", "-data", temporary(folder, "text", text.encode()),
            "-in", temporary(folder, "reply", reply), "-CAfile", str(authority), *more,
        )  # fmt: skip
    if done.returncode or b"Verification: OK" not in done.stdout:
        raise _wrong(done.stderr.decode(errors="replace")[-200:])


def _wrong(says: str) -> Refused:
    return Refused(
        "timestamp_wrong", "时间戳与该检查点不符,或不是所给机构签发。",
        "The time stamp is not over this checkpoint, or not of this authority.", says=says,
    )  # fmt: skip
