"""Verify an evidence package for an auditor, by the same one file that he would run himself, in a process of its own.

Nothing of the package is kept; that it was verified, and how it came out, stays in the journal.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore, Timer
from typing import Any, BinaryIO

import orjson

from engine.errors import Busy, Refused
from engine.history.keys import PublicKey
from engine.organization import may
from engine.store.evidence import EvidenceSettings, evidence_of
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.work import Actor
from engine.verifier.digests import digest
from engine.verifier.single_file import single_file

SECONDS, MIB, MAX_MIB = 120, 1024, 4096  # what one verification may take: time, memory, size after unpacking
CHUNK = 1024 * 1024
# The child binds itself before it reads anything: memory, time, no file written, few opened.
START = f"""
import runpy, sys
try:
    import resource
except ImportError:
    pass
else:
    for limit, most in ((resource.RLIMIT_AS, {MIB * 1024 * 1024}), (resource.RLIMIT_CPU, {SECONDS}),
                        (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NOFILE, 64), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (most, most))
sys.argv[:] = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
MAX_SAID, MAX_NUMBER = 32 * CHUNK, 100  # bytes of an answer, characters of a number in the journal
TOO_LONG = {
    "verdict": "unusable", "exit": 2, "zh": "核验结果过长,无法在此显示,请在本机用 verify.py 核验。",
    "en": "The answer is too long to be shown here. Run verify.py on a machine of your own.",
}  # fmt: skip
_at_once = BoundedSemaphore(2)


@dataclass(frozen=True)
class Program:
    """verify.py, and what it is known by."""

    data: bytes
    sha256: str
    sm3: str


@cache
def program() -> Program:
    """The stand-alone verifier as one file."""
    data = single_file()
    return Program(data, hashlib.sha256(data).hexdigest(), digest("sm3", data).hex())


class Source(StrEnum):
    """Where trusted keys came from."""

    AUDITOR = "auditor"
    FOLDER = "folder"
    NONE = "none"


@dataclass(frozen=True)
class Verified:
    """The verifier's own answer (docs/evidence-package.md); `keys` and `witnesses`: whose were trusted."""

    answer: dict[str, Any]
    sha256: str
    keys: Source
    witnesses: Source


def may_verify(office: Office, by: Actor) -> bool:
    """Whether the page is for him."""
    with office.database.read() as connection:
        organization = office.organization(connection, office.in_force(connection)["organization"])
        return may(organization, by.person, "log.verify", office.now())


def verify_package(
    office: Office,
    settings: EvidenceSettings,
    package: BinaryIO,
    by: Actor,
    keys: Sequence[bytes] = (),
    witnesses: Sequence[bytes] = (),
) -> Verified:
    """Without keys of the auditor's own, those of the folder of keys are trusted, which the page must say; never what
    only the database vouches for.

    Raises Refused `not_allowed`, `verification_failed` when it takes too long or too much; Busy when others verify.
    """
    if not may_verify(office, by):
        raise Refused("not_allowed", "您没有这项权限。", "You may not do this.", verb="log.verify")
    with office.database.read() as connection:
        evidence = evidence_of(connection)
    servers, keys = _source(keys, evidence.trusted(settings))
    theirs, witnesses = _source(witnesses, evidence.witnessing(settings))
    if not _at_once.acquire(blocking=False):
        raise Busy("verifying_others", "正在核验别的证据包,请稍后再试。", "Others are being verified; try again later.")
    try:
        with tempfile.TemporaryDirectory(prefix="banjie-verify-") as folder:
            digest = _keep(package, Path(folder) / "X.zip")
            answer = _run(Path(folder), keys, witnesses)
    finally:
        _at_once.release()
    with office.database.write() as connection:
        body = {"package": digest, "verdict": answer["verdict"], "first": _place(answer.get("first"))}
        journal(connection, "package.verified", by.person, office.now(), body)
    return Verified(answer, digest, servers, theirs)


def _place(first: dict[str, Any] | None) -> dict[str, Any] | None:
    """Of the first finding what fits into the journal, which keeps no text of a stranger's."""
    if first is None:
        return None
    kept = {name: first[name] for name in ("layer", "code", "seq")}
    return {**kept, "instance": first["instance"][:MAX_NUMBER]}


def _source(given: Sequence[bytes], kept: Sequence[PublicKey]) -> tuple[Source, Sequence[bytes]]:
    if given:
        return Source.AUDITOR, given
    return (Source.FOLDER if kept else Source.NONE), [key.line.encode() for key in kept]


def _keep(package: BinaryIO, path: Path) -> str:
    """The upload in a folder that goes at once."""
    total = hashlib.sha256()
    with path.open("xb") as out:
        while piece := package.read(CHUNK):
            total.update(piece)
            out.write(piece)
    return total.hexdigest()


def _run(folder: Path, keys: Sequence[bytes], witnesses: Sequence[bytes]) -> dict[str, Any]:
    (folder / "verify.py").write_bytes(program().data)
    arguments = ["verify.py", "X.zip", "--json", "--max-mib", str(MAX_MIB)]
    for option, given in (("--key", keys), ("--witness", witnesses)):
        for n, line in enumerate(given):
            name = f"{option.strip('-')}-{n}.pub"
            (folder / name).write_bytes(line)
            arguments += [option, name]
    said, code = _said(folder, arguments)
    if len(said) > MAX_SAID:
        return dict(TOO_LONG)
    try:
        answer: dict[str, Any] = orjson.loads(said)
        if code != answer["exit"]:
            raise ValueError("it ended otherwise than it said")
    except (orjson.JSONDecodeError, KeyError, ValueError) as error:
        raise Refused(
            "verification_failed", "核验没有完成:证据包过大或已损坏,请在本机用 verify.py 核验。",
            "The verification did not finish: too large or damaged. Run verify.py on a machine of your own.",
        ) from error  # fmt: skip
    return answer


def _said(folder: Path, arguments: Sequence[str]) -> tuple[bytes, int]:
    """What the child printed, read no further than one byte too many, and how it ended."""
    with subprocess.Popen(
        [sys.executable, "-I", "-S", "-X", "utf8", "-c", START, *arguments], cwd=folder, stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={"PATH": os.defpath},
    ) as child:  # fmt: skip
        late = Timer(SECONDS * 2, child.kill)
        late.start()
        try:
            assert child.stdout is not None  # it is a pipe
            said = child.stdout.read(MAX_SAID + 1)
            if len(said) > MAX_SAID:
                child.kill()
            return said, child.wait()
        finally:
            late.cancel()
            child.kill()
