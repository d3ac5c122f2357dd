"""The package's zip, read as if an enemy had made it: nothing is unpacked to disk, nothing is believed."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from .findings import Unusable
from .wording import quoted

MIB = 1024 * 1024
MAX_ENTRIES = 500_000
MAX_NAME = 400
CHUNK = 256 * 1024
BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, NotImplementedError, OSError, EOFError, ValueError,
    OverflowError, KeyError, IndexError,
)  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """How much one may cost, in bytes after unpacking."""

    total: int = 64 * 1024 * MIB
    whole: int = 256 * MIB  # of a file read at once
    line: int = 32 * MIB


class Archive:
    """The files of a zip by name, each read no further than its declared size."""

    def __init__(self, path: Path | BinaryIO, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        try:
            self._zip = zipfile.ZipFile(path)
            self._entries = _examined(self._zip, self.limits)
            self._sorted = sorted(self._entries)
        except Unusable:
            raise
        except BROKEN as error:
            raise Unusable("这不是可以打开的 zip 文件。", "This is not a readable zip file.") from error

    @property
    def names(self) -> list[str]:
        return list(self._entries)

    def size(self, name: str) -> int:
        return self._entries[name].file_size

    def under(self, folder: str) -> list[str]:
        """Names that begin so, in their order."""
        start = bisect_left(self._sorted, folder)
        end = bisect_left(self._sorted, folder + chr(0x10FFFF), start)
        return self._sorted[start:end]

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content piece by piece; raises Unusable where the zip's own check sum or size is wrong."""
        try:
            with self._zip.open(self._entries[name]) as stream:
                left = self._entries[name].file_size
                while piece := stream.read(CHUNK):
                    left -= len(piece)
                    if left < 0:
                        raise zipfile.BadZipFile("longer than declared")
                    yield piece
                if left:
                    raise zipfile.BadZipFile("shorter than declared")
        except BROKEN as error:
            raise Unusable(f"压缩包已损坏:{quoted(name)}。", f"The zip is damaged at {quoted(name)}.") from error

    def read(self, name: str) -> bytes:
        if self.size(name) > self.limits.whole:
            raise Unusable(f"文件过大:{quoted(name)}。", f"{quoted(name)} is too large.")
        return b"".join(self.chunks(name))

    def lines(self, name: str) -> Iterator[bytes]:
        """Line by line without their ends; a last line needs its end as well (see chain)."""
        rest = b""
        for piece in self.chunks(name):
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole
            if len(rest) > self.limits.line:
                raise Unusable(f"一行过长:{quoted(name)}。", f"A line of {quoted(name)} is too long.")
        if rest:
            yield rest


def _examined(archive: zipfile.ZipFile, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    listed = archive.infolist()
    if len(listed) > MAX_ENTRIES or sum(entry.file_size for entry in listed) > limits.total:
        raise Unusable("压缩包中的文件过多或过大。", "The zip holds too many or too large files.")
    found: dict[str, zipfile.ZipInfo] = {}
    folded: set[str] = set()
    for entry in listed:
        _object(entry)
        if entry.is_dir():
            continue
        if entry.filename in found or entry.filename.casefold() in folded:
            name = quoted(entry.filename)
            raise Unusable(f"压缩包中有重名文件:{name!r}。", f"Two files of the zip have the name {name!r}.")
        found[entry.filename] = entry
        folded.add(entry.filename.casefold())
    _overlap(listed)
    return found


def _object(entry: zipfile.ZipInfo) -> None:
    """Raise for a name that leaves the package, a link, or what is not plainly stored."""
    name = entry.orig_filename
    parts = name.rstrip("/").split("/")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    bad = (
        name != entry.filename
        or not name
        or len(name) > MAX_NAME
        or any(part in ("", ".", "..") for part in parts)
        or any(ord(char) < 32 or char in "\\:\x7f" for char in name)
    )
    told = quoted(name)
    if bad:
        raise Unusable(f"压缩包中有不允许的文件名:{told!r}。", f"The zip holds a name that is not allowed: {told!r}.")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (entry.is_dir() and entry.file_size):
        raise Unusable(f"压缩包中有链接或特殊文件:{told!r}。", f"{told!r} is a link or a special file.")
    if entry.flag_bits & 0x41 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unusable(f"文件已加密或压缩方式不支持:{told!r}。", f"{told!r} is encrypted or packed in an unknown way.")


def _overlap(listed: list[zipfile.ZipInfo]) -> None:
    """Raise when entries share bytes, as bombs of small size do."""
    end = 0
    for entry in sorted(listed, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise Unusable("压缩包中的文件互相重叠。", "Entries of the zip overlap.")
        end = entry.header_offset + 30 + entry.compress_size
