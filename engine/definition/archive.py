"""A zip somebody brought: its names, sizes and kinds are claims, and none is believed before it is looked at.

Everything is refused whole, with one sentence for the person who brought it; nothing is unpacked to a disk.
"""

from __future__ import annotations

import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import PurePosixPath

from engine.errors import DefinitionRefused, Finding

UTF8, ENCRYPTED = 0x800, 0x1
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
END = b"PK\x05\x06"  # of the central directory; followed by counts of entries
# What file managers put beside the files; left out without a word.
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, NotImplementedError, OSError, EOFError, ValueError,
    struct.error, MemoryError,
)  # fmt: skip


def read_zip(data: bytes, *, files: int, file_bytes: int, total: int) -> dict[str, bytes]:
    """Path -> content, at most `files` of `file_bytes` each and `total` together; raises DefinitionRefused.

    A folder that holds everything is taken off, so that a zipped folder is the folder's content.
    """
    try:
        if len(data) > total or _promised(data) > 2 * files:
            raise _too_large()
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not _litter(entry.filename)]
            if objections := list(filter(None, map(_objection, entries))):
                raise DefinitionRefused(objections[:20])
            entries = [entry for entry in entries if not entry.is_dir()]
            if len(entries) > files or sum(entry.file_size for entry in entries) > total:
                raise _too_large()
            _different(entry.filename for entry in entries)
            read, files_read = 0, dict[str, bytes]()
            for entry in entries:
                with archive.open(entry) as stream:
                    content = stream.read(file_bytes + 1)
                read += len(content)
                if read > total:
                    raise _too_large()
                files_read[entry.filename] = content
    except UNREADABLE as error:
        raise _refused("bad_zip", "不是可以打开的流程包(zip)。", "Not a readable procedure zip.") from error
    return _without_folder(files_read)


def _promised(data: bytes) -> int:
    """How many entries the end of the file says there are; 0 when there is no such end."""
    at = data.rfind(END, max(0, len(data) - 66_000))
    return int.from_bytes(data[at + 10 : at + 12], "little") if at >= 0 else 0


def _objection(entry: zipfile.ZipInfo) -> Finding | None:
    name = entry.orig_filename
    shown = readable(name)
    if entry.flag_bits & ENCRYPTED:
        return _finding("zip_encrypted", f"“{shown}”加了密码,请不加密码重新压缩。", f"{shown} is encrypted.")
    if not name.isascii() and not entry.flag_bits & UTF8:
        return _finding(
            "zip_encoding", "文件名不是 UTF-8 编码,请用支持 UTF-8 的压缩软件重新压缩。",
            "Names in the zip are not UTF-8; compress it again with a program that writes UTF-8.",
        )  # fmt: skip
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return _finding("zip_link", f"“{shown}”是链接或特殊文件,不允许。", f"{shown} is a link or a special file.")
    if entry.compress_type not in PLAIN:
        return _finding("zip_method", f"“{shown}”的压缩方式不支持。", f"{shown}: unsupported compression.")
    pure = PurePosixPath(name)
    if (
        name != entry.filename
        or pure.is_absolute()
        or ".." in pure.parts
        or any(mark in name for mark in "\\\0:")
        or not name.isprintable()
        or str(pure) != name.removesuffix("/")
    ):
        return _finding("bad_path", f"文件名“{shown}”不允许。", f"The path {shown} is not allowed.")
    return None


def _different(names: Iterable[str]) -> None:
    """No two of one name, also for machines that do not tell A from a; and no file that is a folder, too."""
    seen, folders = set[str](), set[str]()
    for name in names:
        if name.casefold() in seen:
            raise _twice(name)
        seen.add(name.casefold())
        folders.update(str(folder).casefold() for folder in PurePosixPath(name).parents)
    for both in seen & folders:
        raise _twice(both)


def _twice(name: str) -> DefinitionRefused:
    shown = readable(name)
    return _refused(
        "zip_duplicate", f"“{shown}”在压缩包里出现了不止一次。", f"{shown} is in the zip more than once."
    )


def _litter(name: str) -> bool:
    return name.startswith("__MACOSX/") or PurePosixPath(name).name in LITTER


def _without_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    tops = {path.partition("/")[0] for path in files}
    top = tops.pop() if len(tops) == 1 else ""
    if f"{top}/procedure.toml" not in files and f"{top}/process.bpmn" not in files:
        return files
    return {path.removeprefix(f"{top}/"): content for path, content in files.items()}


def readable(name: str) -> str:
    """A name as it may stand in a sentence: nothing that is not printed, not endless."""
    return "".join(c if c.isprintable() else "�" for c in name)[:80]


def _too_large() -> DefinitionRefused:
    return _refused("package_too_large", "流程包文件过多或过大。", "The package has too many or too large files.")


def _refused(code: str, zh: str, en: str) -> DefinitionRefused:
    return DefinitionRefused([_finding(code, zh, en)])


def _finding(code: str, zh: str, en: str) -> Finding:
    return Finding(code, None, zh, en)
