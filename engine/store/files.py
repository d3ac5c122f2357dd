"""Attachments on disk, named by the SHA-256 of their bytes; names people gave them are metadata."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import BinaryIO

from engine.errors import Invalid

MAX_BYTES = 50 * 1024 * 1024
CHUNK = 1024 * 1024


class Files:
    """A folder of immutable blobs: `ab/cdef…`; equal content is kept once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("not a content hash")
        return self.folder / sha256[:2] / sha256[2:]

    def keep(self, stream: BinaryIO, field: str = "files") -> tuple[str, int]:
        """Store a stream durably and return (hash, size); raises Invalid when it is too large or empty."""
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = self.folder / f".{secrets.token_hex(8)}"
        digest, size = hashlib.sha256(), 0
        try:
            with temporary.open("xb") as out:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    if size > MAX_BYTES:
                        raise _refused(
                            field, "file_too_large", "单个附件不能超过 50 MB。", "One file may not exceed 50 MB."
                        )
                    digest.update(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            if not size:
                raise _refused(field, "file_empty", "附件是空文件。", "The file is empty.")
            final = self.path(digest.hexdigest())
            final.parent.mkdir(exist_ok=True)
            temporary.replace(final)
        finally:
            temporary.unlink(missing_ok=True)
        return digest.hexdigest(), size


def _refused(field: str, code: str, zh: str, en: str) -> Invalid:
    """The same sentence at the field and, where a page shows no fields, as the whole refusal."""
    return Invalid({field: zh}, code, zh, en)
