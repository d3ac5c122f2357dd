"""Hostile procedure packages: bombs, paths that climb, links, code; each is refused before anything reads it."""

from __future__ import annotations

import io
import random
import stat
import time
import zipfile

import pytest

from engine.definition import Package
from engine.errors import DefinitionRefused
from tests.packages import approval


def archive(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as zipped:
        for name, content in entries.items():
            zipped.writestr(name, content)
    return buffer.getvalue()


def refused(data: bytes) -> str:
    begun = time.process_time()
    with pytest.raises(DefinitionRefused) as refusal:
        Package.from_zip(data)
    assert time.process_time() - begun < 1.0
    assert all(finding.zh and finding.en for finding in refusal.value.findings)
    return refusal.value.findings[0].code


def test_an_honest_package_survives_the_journey() -> None:
    package = approval()
    assert Package.from_zip(package.to_zip()).hash == package.hash


@pytest.mark.parametrize(
    "path",
    ["../procedure.toml", "/etc/x.toml", "a/../../x.toml", "a\\..\\x.toml", "./a.toml", "a//b.toml", "forms/../x.json"],
)
def test_a_path_that_climbs_is_refused(path: str) -> None:
    assert refused(archive({path: b""})) == "bad_path"


@pytest.mark.parametrize("path", ["code.py", "x.so", "x.bpmn.exe", "run.sh", "x.html", "x.js", "noending", "x.PY"])
def test_code_is_no_part_of_a_procedure(path: str) -> None:
    assert refused(archive({path: b""})) == "bad_file_kind"


def test_a_bomb_is_refused_without_being_unpacked() -> None:
    assert refused(archive({"a.txt": b"\0" * 30_000_000})) == "bad_zip"
    assert refused(archive({f"{n}.txt": b"" for n in range(500)})) == "bad_zip"
    assert refused(archive({"a.txt": b"\0" * 3_000_000})) == "file_too_large"


def test_sizes_that_lie_do_not_help() -> None:
    data = bytearray(archive({"a.txt": b"\0" * 30_000_000}))
    real = (30_000_000).to_bytes(4, "little")
    assert data.count(real) == 2
    assert refused(bytes(data).replace(real, (1000).to_bytes(4, "little"))) == "bad_zip"


def test_a_link_is_just_its_text() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        zipped.writestr(link, "/etc/passwd")
    assert Package.from_zip(buffer.getvalue()).files == {"link.txt": b"/etc/passwd"}


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", b"PK\x05\x06" + b"\0" * 18, b"PK\x03\x04" + b"\xff" * 100])
def test_what_is_no_zip_is_said_to_be_none(data: bytes) -> None:
    try:
        assert Package.from_zip(data).files == {}  # an empty archive is a zip without files
    except DefinitionRefused as refusal:
        assert refusal.findings[0].code == "bad_zip"


def test_a_damaged_package_never_raises_anything_else() -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    whole = approval().to_zip()
    opened = 0
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            Package.from_zip(bytes(data[: chance.randrange(len(data))] if chance.random() < 0.2 else data))
            opened += 1
        except DefinitionRefused:
            continue
    print(f"{opened} damaged packages still opened")
