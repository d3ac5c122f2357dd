"""Hostile procedure packages: bombs, paths that climb, links, code; each is refused before anything reads it."""

from __future__ import annotations

import io
import random
import stat
import time
import zipfile
from contextlib import nullcontext

import pytest

from engine.definition import Package
from engine.errors import DefinitionRefused
from tests import seeds
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
    assert refused(archive({"a.txt": b"\0" * 30_000_000})) == "package_too_large"
    assert refused(archive({f"{n}.txt": b"" for n in range(500)})) == "package_too_large"
    assert refused(archive({f"{n}.txt": b"" for n in range(60_000)}, zipfile.ZIP_STORED)) == "package_too_large"
    assert refused(archive({f"{n}.txt": b"\0" * 2_000_000 for n in range(20)})) == "package_too_large"
    assert refused(b"\0" * 17_000_000) == "package_too_large"
    assert refused(archive({"a.txt": b"\0" * 3_000_000})) == "file_too_large"


def test_sizes_that_lie_do_not_help() -> None:
    data = bytearray(archive({"a.txt": b"\0" * 30_000_000}))
    real = (30_000_000).to_bytes(4, "little")
    assert data.count(real) == 2
    assert refused(bytes(data).replace(real, (1000).to_bytes(4, "little"))) == "bad_zip"


def entry(name: str, content: bytes = b"x", **more: int) -> bytes:
    """A zip of one entry whose fields say what they should not."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        info = zipfile.ZipInfo(name)
        for field, value in more.items():
            setattr(info, field, value)
        zipped.writestr(info, content)
    return buffer.getvalue()


def test_a_size_that_is_not_declared_is_counted_while_reading() -> None:
    data = bytearray(archive({f"{n}.txt": b"\0" * 2_000_000 for n in range(20)}))
    for field in (24, 22):  # of the central and of the local header
        for at in range(len(data) - 30):
            if data[at : at + 4] == (b"PK\x01\x02" if field == 24 else b"PK\x03\x04"):
                data[at + field : at + field + 4] = (1).to_bytes(4, "little")
    assert refused(bytes(data)) == "bad_zip"


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK])
def test_a_link_or_device_is_refused(kind: int) -> None:
    assert refused(entry("link.txt", b"/etc/passwd", external_attr=(kind | 0o777) << 16)) == "zip_link"


@pytest.mark.parametrize("names", [("a.txt", "a.txt"), ("a.txt", "A.TXT"), ("forms/a.json", "forms/A.json")])
def test_two_files_of_one_name_are_refused(names: tuple[str, str]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped, pytest.warns(UserWarning) if names[0] == names[1] else nullcontext():
        for name in names:
            zipped.writestr(name, name)
    assert refused(buffer.getvalue()) == "zip_duplicate"


def test_a_file_that_is_a_folder_too_is_refused() -> None:
    assert refused(archive({"a.txt": b"", "a.txt/b.txt": b""})) == "zip_duplicate"


def test_an_encrypted_file_is_refused() -> None:
    data = bytearray(archive({"a.txt": b"words"}))
    for mark, field in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(mark) + field] |= 1
    assert refused(bytes(data)) == "zip_encrypted"


@pytest.mark.parametrize("name", ["文件.txt", "forms/表单.json"])
def test_names_in_another_encoding_are_refused(name: str) -> None:
    """As Chinese file managers of old write them: GBK, and no flag that says so."""
    placeholder = "z" * (len(name.encode("gbk")) - 4) + ".txt"
    data = archive({placeholder: b"x"}).replace(placeholder.encode(), name.encode("gbk"))
    assert refused(data) == "zip_encoding"
    assert Package.from_zip(archive({name: b"x"})).files == {name: b"x"}, "the same name in UTF-8 is fine"


def test_a_name_that_says_utf8_and_is_not() -> None:
    data = archive({"名名.txt": b"x"}).replace("名名".encode(), b"\xff\xfe\xff\xfe\xff\xfe")
    assert refused(data) == "bad_zip"


@pytest.mark.parametrize("name", ["a\nb.txt", "a\u202etxt.exe.txt", "C:x.txt", "a\x1b[31m.txt"])
def test_a_name_that_shows_as_another_is_refused(name: str) -> None:
    assert refused(archive({name: b""})) == "bad_path"


def test_a_nul_in_a_name_hides_nothing() -> None:
    assert refused(archive({"a.txtz.py": b""}).replace(b"a.txtz.py", b"a.txt\0.py")) == "bad_path"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_the_usual_compression_is_read(method: int) -> None:
    assert refused(archive({"a.txt": b"x"}, method)) == "zip_method"


def test_a_zip_within_a_zip_is_refused() -> None:
    assert refused(archive({"inner.zip": archive({"a.txt": b""})})) == "bad_file_kind"


def test_a_zipped_folder_is_its_content() -> None:
    package = approval()
    zipped = archive({f"approval/{path}": data for path, data in package.files.items()})
    assert Package.from_zip(zipped).hash == package.hash
    litter = {"__MACOSX/approval/._process.bpmn": b"\0", "approval/.DS_Store": b"\0"}
    zipped = archive({**litter, **{f"approval/{path}": data for path, data in package.files.items()}})
    assert Package.from_zip(zipped).hash == package.hash


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", b"PK\x05\x06" + b"\0" * 18, b"PK\x03\x04" + b"\xff" * 100])
def test_what_is_no_zip_is_said_to_be_none(data: bytes) -> None:
    try:
        assert Package.from_zip(data).files == {}  # an empty archive is a zip without files
    except DefinitionRefused as refusal:
        assert refusal.findings[0].code == "bad_zip"


def test_a_damaged_package_never_raises_anything_else() -> None:
    seed = seeds.seed(2**32)
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
