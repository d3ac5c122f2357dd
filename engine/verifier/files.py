"""Layer 1: every file is the one the manifest lists, and carries the hash that it is named by."""

from __future__ import annotations

import hashlib
from typing import Any

from .findings import Findings
from .package import MANIFEST, SIGNED_MANIFEST, Package
from .progress import Progress
from .strict import NotStrict, parse_canonical
from .wording import quoted

KINDS = {"organization": "机构", "calendar": "日历"}


def check_files(package: Package, found: Findings, progress: Progress) -> None:
    archive, listed = package.archive, package.files
    for name in archive.names:
        if name not in (MANIFEST, SIGNED_MANIFEST) and name not in listed:
            found.fault(
                1,
                "file_unlisted",
                f"包内多出清单以外的文件:{quoted(name)}。",
                f"{quoted(name)} is not listed.",
                path=name,
            )
    for name, wanted in listed.items():
        if name not in archive:
            found.fault(
                1, "file_missing", f"缺少清单中的文件:{quoted(name)}。", f"{quoted(name)} is missing.", path=name
            )
            continue
        total = hashlib.sha256()
        for piece in archive.chunks(name):
            total.update(piece)
            progress.step(len(piece))
        actual = total.hexdigest()
        if actual != wanted:
            found.fault(
                1,
                "file_changed",
                f"文件与清单不符:{quoted(name)}。",
                f"{quoted(name)} is not the file that was listed.",
                path=name,
            )
        _own_name(name, actual, found)
    _definitions(package, found)
    for kind in KINDS:
        _references(package, kind, found)
    found.fact(1, f"共 {len(listed)} 个文件", f"{len(listed)} files")


def _own_name(name: str, actual: str, found: Findings) -> None:
    """Attachments are named by their content."""
    parts = name.split("/")
    if len(parts) == 4 and parts[0] == "instances" and parts[2] == "files" and parts[3] != actual:
        found.fault(
            1, "attachment_changed", f"附件内容被改动:{quoted(name)}。", f"The attachment {quoted(name)} was changed.",
            instance=parts[1], path=name,
        )  # fmt: skip


def _definitions(package: Package, found: Findings) -> None:
    """A procedure's files hash to the name of their folder (sorted paths and contents)."""
    for name in sorted({path.split("/")[1] for path in package.archive.under("definitions/")}):
        total = hashlib.sha256(b"banjie.package.v1")
        for path, data in sorted(package.definition(name).items()):
            total.update(path.encode() + b"\0" + hashlib.sha256(data).digest())
        if total.hexdigest() != name:
            found.fault(
                1, "definition_changed", f"流程定义被改动或替换:definitions/{quoted(name)}。",
                f"The definition {quoted(name)} was changed.", path=f"definitions/{name}",
            )  # fmt: skip


def _references(package: Package, kind: str, found: Findings) -> None:
    for name, data in package.references(kind):
        if hashlib.sha256(data).hexdigest() != name:
            found.fault(
                1, f"{kind}_changed", f"{KINDS[kind]}数据被改动:{kind}/{quoted(name)}.json。",
                f"The {kind} {quoted(name)} was changed.", path=f"{kind}/{name}.json",
            )  # fmt: skip


def reference_values(package: Package, kind: str) -> dict[str, Any]:
    """Fingerprint -> value of those organizations or calendars that carry their own fingerprint."""
    values = {}
    for name, data in package.references(kind):
        if hashlib.sha256(data).hexdigest() == name:
            try:
                values[name] = parse_canonical(data.decode())
            except (NotStrict, UnicodeDecodeError):
                continue
    return values
