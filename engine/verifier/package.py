"""What the manifest says the package holds; believed only where a later layer has proved it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .archive import Archive
from .findings import Unusable
from .strict import NotStrict, hexadecimal, parse, record

FORMAT = "banjie.package.v1"
MANIFEST = "manifest.json"
SIGNED_MANIFEST = "manifest.note"  # a note naming the manifest's SHA-256; the two alone are not listed in it
JOURNAL = "journal.jsonl"


@dataclass(frozen=True)
class Instance:
    """One matter as the manifest names it."""

    id: int
    number: str
    events: int
    head: bytes
    definition: str

    @property
    def folder(self) -> str:
        return f"instances/{self.number}/"


@dataclass(frozen=True)
class Package:
    """An opened package: its files and what its manifest claims."""

    archive: Archive
    manifest: dict[str, Any]
    instances: tuple[Instance, ...]

    @property
    def files(self) -> dict[str, Any]:
        return self.manifest["files"]  # type: ignore[no-any-return]

    @property
    def events(self) -> int:
        return sum(instance.events for instance in self.instances)

    @cached_property
    def absent(self) -> frozenset[str]:
        """Attachments that the package says it does not bring: SHA-256 of their content."""
        listed = self.manifest.get("absent", [])
        return frozenset(each for each in listed if isinstance(each, str)) if isinstance(listed, list) else frozenset()

    def definition(self, hash: str) -> dict[str, bytes]:
        """Path within the definition -> content."""
        folder = f"definitions/{hash}/"
        return {name.removeprefix(folder): self.archive.read(name) for name in self.archive.under(folder)}

    def references(self, kind: str) -> Iterator[tuple[str, bytes]]:
        """(fingerprint, content) of the organizations or calendars the package brings."""
        for name in self.archive.under(f"{kind}/"):
            yield name.removeprefix(f"{kind}/").removesuffix(".json"), self.archive.read(name)


def open_package(archive: Archive) -> Package:
    """Raises Unusable when the archive is no evidence package."""
    if MANIFEST not in archive:
        raise Unusable("这不是办结的证据包:缺少 manifest.json。", "This is no evidence package: no manifest.json.")
    try:
        manifest = record(parse(archive.read(MANIFEST)), format=str, kind=str, instances=list, files=dict)
        if manifest["format"] != FORMAT:
            raise NotStrict("another format")
        instances = tuple(_instance(each) for each in manifest["instances"])
        if not instances:
            raise NotStrict("no matter is listed")
        if len({i.id for i in instances}) != len(instances) or len({i.number for i in instances}) != len(instances):
            raise NotStrict("a matter is listed twice")
        if manifest["kind"] not in ("instance", "period") or (manifest["kind"] == "instance" and len(instances) != 1):
            raise NotStrict("not one matter")
    except NotStrict as error:
        raise Unusable(f"清单 manifest.json 无法使用({error})。", f"The manifest cannot be used: {error}.") from error
    return Package(archive, manifest, instances)


def _instance(value: Any) -> Instance:
    found = record(value, id=int, number=str, events=int, head=str, definition=str)
    number = found["number"]
    if not 0 < found["id"] < 2**63 or not 0 < found["events"] < 2**31:
        raise NotStrict("a number is out of bounds")
    if not number or len(number) > 100 or number in (".", "..") or any(c in "/\\:" or ord(c) < 33 for c in number):
        raise NotStrict("a matter's number cannot be one")
    return Instance(found["id"], number, found["events"], hexadecimal(found["head"], 32), found["definition"])
