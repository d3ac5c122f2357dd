"""An evidence package being written: one zip, its files hashed as they go by, its manifest last.

The format is docs/evidence-package.md; `engine.verifier` reads it and shares no line with this module.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from engine.history.event import Sealed, canonical
from engine.history.texts import kept_texts

FORMAT = "banjie.package.v1"
MANIFEST = "manifest.json"
JOURNAL = "journal.jsonl"
# A fixed stamp: what the package says of time is signed, a zip's own stamps are not.
STAMP = (1980, 1, 1, 0, 0, 0)
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Packed:
    """One matter in a package; `head` is the hash of its last event."""

    id: int
    number: str
    events: int
    head: bytes
    definition: str

    @property
    def folder(self) -> str:
        return f"instances/{self.number}"


class PackageWriter:
    """Adds files to the zip; `finish` writes the manifest over all of them."""

    def __init__(self, out: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        self._files: dict[str, str] = {}

    def __contains__(self, path: str) -> bool:
        return path in self._files

    def add(self, path: str, data: bytes) -> None:
        self._write(path, [data])

    def add_lines(self, path: str, lines: Iterable[bytes]) -> None:
        self._write(path, (line + b"\n" for line in lines))

    def add_file(self, path: str, source: Path) -> None:
        with source.open("rb") as stream:
            self._write(path, iter(lambda: stream.read(CHUNK), b""))

    def finish(self, manifest: dict[str, Any]) -> bytes:
        """Write the manifest with every file's hash; its bytes, for whoever signs them."""
        data = canonical({"format": FORMAT, **manifest, "files": self._files})
        self._write(MANIFEST, [data])
        return data

    def close(self, **unlisted: bytes) -> None:
        """End the zip; `unlisted` are what stands above the manifest, such as its signature (`_` for a dot)."""
        for name, data in unlisted.items():
            self._write(name.replace("_", "."), [data])
        self._zip.close()

    def _write(self, path: str, pieces: Iterable[bytes]) -> None:
        if path in self._files:
            raise ValueError(f"{path} is in the package already")
        info = zipfile.ZipInfo(path, STAMP)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        total = hashlib.sha256()
        with self._zip.open(info, "w", force_zip64=True) as stream:
            for piece in pieces:
                total.update(piece)
                stream.write(piece)
        self._files[path] = total.hexdigest()


def event_line(event: Sealed) -> bytes:
    """An event exactly as it is hashed, with the texts that stand beside it."""
    line: dict[str, Any] = {
        "meta": event.meta.decode(), "salt": event.salt.hex(), "body": event.body.decode(),
        "digest": event.digest.hex(), "hash": event.hash.hex(),
    }  # fmt: skip
    if event.sealed is not None:
        line["sealed"] = kept_texts(event.sealed)
    return orjson.dumps(line, option=orjson.OPT_SORT_KEYS)


def withheld_line(event: Sealed) -> bytes:
    """An event of which only the proof is shown: nothing of its content, nothing to guess it by."""
    return canonical(
        {
            "meta": event.meta.decode(), "salt": None, "body": None, "digest": event.digest.hex(),
            "hash": event.hash.hex(),
        }
    )  # fmt: skip


def proof(checkpoint: int, index: int, leaves: int, packed: Packed, path: Sequence[bytes]) -> bytes:
    """Where a matter's head stands in a checkpoint's tree."""
    return canonical(
        {
            "checkpoint": checkpoint, "index": index, "leaves": leaves, "id": packed.id, "events": packed.events,
            "head": packed.head.hex(), "path": [each.hex() for each in path],
        }
    )  # fmt: skip
