"""Metadata of a package under the names of the archives' standards, as far as history knows them.

Names follow DA/T 46 and GB/T 33480 for a matter, DA/T 48 for the package; docs/evidence-package.md lists what differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from engine.clock import local
from engine.history.package import Packed

STANDARDS = ("GB/T 42727-2023", "GB/T 33480-2016", "DA/T 46-2009", "DA/T 48-2009")


def metadata(
    packed: Packed, events: Sequence[tuple[Any, dict[str, Any]]], files: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """One matter; `events` are rows with their opened bodies."""
    (first, start), (last, _) = events[0], events[-1]
    ends = [body["moved"]["end_state"] for _, body in events if body.get("moved", {}).get("end_state")]
    numbers = [n["text"] for _, body in events for n in body.get("moved", {}).get("numbers", []) if "text" in n]
    return {
        "聚合层次": "件",
        "电子文件号": packed.number,
        "文件编号": numbers[-1] if numbers else "",
        "题名": start.get("title", ""),
        "责任者": start.get("starter_unit", ""),
        "紧急程度": start.get("urgency", ""),
        "日期": local(first.at).date().isoformat(),
        "办结状态": ends[-1] if ends else "在办",
        "业务行为数": packed.events,
        "业务行为": [
            {"行为": row.kind, "行为时间": _moment(row.at), "行为者": row.actor} for row in (first, last)
        ],
        "文件组合类型": "组合文件",
        "附件": [
            {"计算机文件名": f["name"], "计算机文件大小": f["size"], "格式信息": f["media_type"], "摘要": f["sha256"]}
            for f in files
        ],
    }  # fmt: skip


def package_metadata(office: str, at: datetime, kind: str, matters: list[dict[str, Any]]) -> dict[str, Any]:
    """The package as a whole."""
    return {
        "封装包格式描述": "办结证据包 banjie.package.v1,ZIP",
        "封装包类型": "原始型",
        "封装包类型描述": "一件事项" if kind == "instance" else "一个时期的事项",
        "封装包创建时间": _moment(at),
        "封装包创建单位": office,
        "参照标准": list(STANDARDS),
        "封装内容": matters,
    }


def _moment(at: datetime) -> str:
    return local(at).isoformat(timespec="seconds")
