"""Layer 1, seen from the events: all they name is in the package."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .chain import Event
from .findings import Findings
from .package import Instance, Package
from .sealed import ERASED
from .wording import quoted


def check_references(package: Package, instance: Instance, events: Iterable[Event], found: Findings) -> None:
    """Definition, organization, calendar and attachments of each event; the first event that misses one is named."""
    archive, told = package.archive, set[str]()
    for event in events:
        for what, name, path in _named(event.body or {}):
            inside = f"{instance.folder}{path}" if what == "附件" else path
            here = bool(archive.under(inside)) if inside.endswith("/") else inside in archive
            if inside in told or (here and not found.bad(inside.rstrip("/"))):
                continue
            told.add(inside)
            if what == "附件" and name in package.absent:
                found.gap(
                    1, "attachment_absent", f"第 {event.seq} 条事件的附件没有随包提供,内容未核对。",
                    f"An attachment of event {event.seq} is not in the package.",
                    instance=instance.number, seq=event.seq, path=inside,
                )  # fmt: skip
            else:
                found.fault(
                    1, "reference_missing", f"第 {event.seq} 条事件所依据的{what}不在包内,或已被替换。",
                    f"What event {event.seq} names is not in the package: {quoted(inside)}.",
                    instance=instance.number, seq=event.seq, path=inside,
                )  # fmt: skip


def _named(body: dict[str, Any]) -> Iterable[tuple[str, str, str]]:
    """(what it is, its hash, where it stands) for all that a body names."""
    definition, in_force, files = body.get("definition"), body.get("in_force"), body.get("files")
    if isinstance(definition, str):
        yield "流程定义", definition, f"definitions/{definition}/"
    if isinstance(in_force, dict):
        for kind, what in (("organization", "机构"), ("calendar", "工作日历")):
            yield what, str(in_force.get(kind)), f"{kind}/{in_force.get(kind)}.json"
    for file in files if isinstance(files, list) else ():
        name = file.get("sha256") if isinstance(file, dict) else None
        if isinstance(name, str) and name != ERASED:
            yield "附件", name, f"files/{name}"
