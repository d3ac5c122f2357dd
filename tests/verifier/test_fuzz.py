"""Bytes and zips made to break the verifier end in a sentence and exit code 2, or in a fault; never in a traceback."""

from __future__ import annotations

import io
import random
import stat
import struct
import warnings
import zipfile
from pathlib import Path

import pytest

from engine.verifier.archive import MIB, Archive, Limits
from engine.verifier.findings import Unusable
from engine.verifier.judging import judge
from engine.verifier.program import main
from engine.verifier.signatures import Trust
from tests import seeds
from tests.verifier.tampering import Dossier
from tests.verifier.writing import invented, plain, zipped

SEED = seeds.seed(2**32)


def test_random_bytes_and_broken_zips(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    print("seed", SEED)
    rng, package = random.Random(SEED), invented(1).package()
    file = tmp_path / "X.zip"
    for n in range(400):
        data = bytearray(package)
        match n % 4:
            case 0:
                data = bytearray(rng.randbytes(rng.randrange(300)))
            case 1:
                for _ in range(rng.randrange(1, 6)):
                    data[rng.randrange(len(data))] = rng.randrange(256)
            case 2:
                del data[rng.randrange(len(data)) :]
            case 3:
                at = rng.randrange(len(data) - 600, len(data))  # the directory at the end
                data[at] ^= 1 << rng.randrange(8)
        file.write_bytes(data)
        assert main([str(file)]) in ((2,) if n % 4 in (0, 2) else (1, 2, 3)), (SEED, n)


def test_random_json_in_every_file(tmp_path: Path) -> None:
    """Values of the wrong kind, absurd numbers, deep nesting, lone surrogates, wherever JSON stands."""
    rng, whole = random.Random(SEED), Dossier.open(invented(1).package())
    strange = [
        b"", b"null", b"[]", b"{}", b"0", b'"x"', b"NaN", b"-1e400", b"[" * 100_000, b'{"a":' * 50_000, b'"\\ud800"',
        b"1" * 6000, b'{"meta":1}', b'{"format":"banjie.package.v1"}', b"\xff\xfe", b"\0", b"true",
    ]  # fmt: skip
    for n in range(300):
        dossier = Dossier(dict(whole.files))
        path = rng.choice([p for p in whole.files if p.endswith((".json", ".jsonl", ".note", ".pub"))])
        if rng.random() < 0.5:
            dossier.files[path] = rng.choice(strange)
        else:  # one value of it
            data = whole.files[path]
            at = rng.randrange(max(1, len(data)))
            dossier.files[path] = data[:at] + rng.choice(strange)[:50] + data[at + rng.randrange(12) :]
        try:
            found = judge(io.BytesIO(zipped(dossier.files)), Trust())
        except Unusable:
            continue
        # the manifest says some things that nothing proves, such as who made the package
        unproved = path == "manifest.json" or dossier.files[path] == whole.files[path]
        assert found.found.faults or unproved, (SEED, n, path)


def entries(*names: str, **attributes: int) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            info = zipfile.ZipInfo("x")
            info.filename = name
            for key, value in attributes.items():
                setattr(info, key, value)
            archive.writestr(info, b"data")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        entries("../etc/passwd"), entries("/etc/passwd"), entries("a//b"), entries("a/./b"), entries("a\\b"),
        entries("c:x"), entries("a\nb"), entries("x" * 5000), entries("same", "same"), entries("Same", "same"),
        entries("link", external_attr=(stat.S_IFLNK | 0o777) << 16), entries("fifo", external_attr=stat.S_IFIFO << 16),
        entries("lzma", compress_type=zipfile.ZIP_LZMA), entries("bzip2", compress_type=zipfile.ZIP_BZIP2),
    ],
)  # fmt: skip
def test_names_and_kinds_no_package_has(data: bytes) -> None:
    with pytest.raises(Unusable):
        Archive(io.BytesIO(data))


def test_a_bomb_is_measured_before_it_is_unpacked() -> None:
    data = zipped({"manifest.json": bytes(80 * MIB)})
    assert len(data) < MIB
    with pytest.raises(Unusable):
        Archive(io.BytesIO(data), Limits(total=64 * MIB))


def test_a_bomb_that_lies_about_its_size_gives_no_more_than_it_said() -> None:
    data = bytearray(zipped({"manifest.json": bytes(8 * MIB)}))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 24, 10)
    archive = Archive(io.BytesIO(bytes(data)))
    with pytest.raises(Unusable):
        archive.read("manifest.json")


def test_entries_that_share_their_bytes_are_refused() -> None:
    data = bytearray(zipped({"a": b"x" * 1000, "b": b"y" * 1000}))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    struct.pack_into("<L", data, second + 42, 0)
    with pytest.raises(Unusable):
        Archive(io.BytesIO(bytes(data)))


def test_a_matter_with_the_name_of_a_folder_above_is_refused() -> None:
    dossier = Dossier.open(invented(1).package())
    manifest = dossier.manifest
    for number in ("..", "a/b", "", " ", "x" * 101):
        manifest["instances"][0]["number"] = number
        dossier.files["manifest.json"] = plain(manifest).encode()
        with pytest.raises(Unusable):
            judge(io.BytesIO(zipped(dossier.files)), Trust())
