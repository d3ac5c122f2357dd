"""The files of a procedure, as a folder, a zip or bytes in the database; named by their hash."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from engine.definition.archive import read_zip, readable
from engine.errors import DefinitionRefused, Finding

MAX_FILES = 400
MAX_PATH = 200
MAX_FILE_BYTES = 2 * 1024 * 1024
MAX_BYTES = 16 * 1024 * 1024
SUFFIXES = frozenset({".toml", ".bpmn", ".dmn", ".json", ".md", ".svg", ".txt"})
# A fixed stamp makes equal files an equal zip.
STAMP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Package:
    """Relative POSIX path -> bytes. Refuses what a procedure may not hold before anything reads it."""

    files: Mapping[str, bytes]

    def __post_init__(self) -> None:
        findings = [f for path, data in self.files.items() if (f := _objection(path, data))]
        if len(self.files) > MAX_FILES or sum(map(len, self.files.values())) > MAX_BYTES:
            findings.append(
                Finding(
                    "package_too_large",
                    None,
                    "流程包文件过多或过大。",
                    "The package has too many or too large files.",
                )
            )
        if findings:
            raise DefinitionRefused(findings)

    @cached_property
    def hash(self) -> str:
        """SHA-256 over the sorted (path, content hash) list."""
        total = hashlib.sha256(b"banjie.package.v1")
        for path in sorted(self.files):
            total.update(path.encode() + b"\0" + hashlib.sha256(self.files[path]).digest())
        return total.hexdigest()

    def under(self, folder: str, suffix: str) -> dict[str, bytes]:
        return {p: d for p, d in sorted(self.files.items()) if p.startswith(folder) and p.endswith(suffix)}

    @classmethod
    def from_folder(cls, folder: Path) -> Package:
        paths = [p for p in sorted(folder.rglob("*")) if p.is_file() and not p.name.startswith(".")]
        return cls({p.relative_to(folder).as_posix(): p.read_bytes() for p in paths[: MAX_FILES + 1]})

    def to_zip(self) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(self.files):
                info = zipfile.ZipInfo(path, STAMP)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, self.files[path])
        return buffer.getvalue()

    @classmethod
    def from_zip(cls, data: bytes) -> Package:
        """Read a zip without trusting its sizes or names; raises DefinitionRefused."""
        return cls(read_zip(data, files=MAX_FILES, file_bytes=MAX_FILE_BYTES, total=MAX_BYTES))


def _objection(path: str, data: bytes) -> Finding | None:
    pure = PurePosixPath(path)
    allowed = path.isprintable() and len(path) <= MAX_PATH and not any(mark in path for mark in "\\:")
    if not allowed or pure.is_absolute() or ".." in pure.parts or str(pure) != path:
        shown = readable(path)
        return Finding("bad_path", None, f"文件名“{shown}”不允许。", f"The path {shown} is not allowed.", file=shown)
    if pure.suffix.lower() not in SUFFIXES:
        return Finding(
            "bad_file_kind", None, f"流程包中不允许“{pure.suffix}”文件。", f"{pure.suffix} files are not allowed.",
            file=path,
        )  # fmt: skip
    if len(data) > MAX_FILE_BYTES:
        return Finding("file_too_large", None, "文件超过 2 MB。", "The file is larger than 2 MB.", file=path)
    return None
