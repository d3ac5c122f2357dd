"""The recorded path of one event, walked in step with the interpreter: each entry must be the move it makes."""

from __future__ import annotations

from typing import Any

from .expressions import agrees
from .findings import Illegal

WORDS = {
    "enter": ("进入", "enters"), "compensate": ("补偿", "compensates"), "compensated": ("补偿完", "has compensated"),
    "exit": ("离开", "leaves"), "take": ("走流向", "takes the flow"),
    "cancel": ("取消", "cancels"), "throw": ("抛出", "throws at"), "catch": ("捕获", "catches at"),
    "wait": ("等待于", "waits at"), "decide": ("决策", "decides at"), "serve": ("服务", "is served at"),
    "end": ("结束", "ends"), "jump": ("移动到", "moves to"),
}  # fmt: skip
CODES = {"take": "flow", "decide": "decision", "serve": "service", "enter": "step", "wait": "wait", "end": "end"}


class Record:
    """`at` is the next entry; `told` counts those agreed upon."""

    def __init__(self, path: list[dict[str, Any]]) -> None:
        self.path = path
        self.at = 0

    @property
    def next(self) -> dict[str, Any] | None:
        return self.path[self.at] if self.at < len(self.path) else None

    def comes(self, kind: str, element: str, key: str | None = None) -> bool:
        """Whether the next entry is this."""
        found = self.next
        return (
            found is not None
            and found.get("kind") == kind
            and found.get("element") == element
            and (key is None or found.get("key") == key)
        )

    def tell(
        self, kind: str, element: str, key: str, scope: str, detail: dict[str, Any] | None = None, why: str = ""
    ) -> dict[str, Any]:
        """The interpreter makes this move; Illegal unless it is what was recorded next. Returns the entry."""
        found = self.next
        wanted = {"kind": kind, "element": element, "key": key, "scope": scope}
        if found is None:
            raise Illegal(
                f"{CODES.get(kind, 'path')}_missing",
                f"按流程此后还应“{shown(wanted)[0]}”,记录中没有。{why}",
                f"The procedure {shown(wanted)[1]} after this; nothing of it is recorded. {why}",
            )
        if {name: found.get(name) for name in wanted} != wanted:
            raise Illegal(
                f"{CODES.get(kind, 'path')}_wrong",
                f"按流程应“{shown(wanted)[0]}”,记录的却是“{shown(found)[0]}”。{why}",
                f"The procedure {shown(wanted)[1]}, the record {shown(found)[1]}. {why}",
            )
        if detail is not None and not agrees(detail, found.get("detail", {})):
            names = [
                name
                for name in sorted({*detail, *found.get("detail", {})})
                if not agrees(detail.get(name), found.get("detail", {}).get(name))
            ]
            raise Illegal(
                f"{CODES.get(kind, 'path')}_detail",
                f"“{shown(wanted)[0]}”记录的内容({'、'.join(names)})与计算结果不符。",
                f"Where it {shown(wanted)[1]}, what was recorded is not what it comes to: {', '.join(names)}.",
            )
        self.at += 1
        return found

    def finish(self) -> None:
        """Illegal when more is recorded than the procedure could do by itself."""
        found = self.next
        if found is not None:
            raise Illegal(
                f"{CODES.get(str(found.get('kind')), 'path')}_invented",
                f"记录了流程不会自行发生的“{shown(found)[0]}”。",
                f"Recorded, but nothing in the procedure {shown(found)[1]} by itself here.",
            )


def shown(entry: dict[str, Any]) -> tuple[str, str]:
    """An entry in words."""
    zh, en = WORDS.get(str(entry.get("kind")), (str(entry.get("kind")), str(entry.get("kind"))))
    element, key = entry.get("element"), entry.get("key")
    place = f"({key})" if key else ""
    return f"{zh} {element}{place}", f"{en} {element}{f' ({key})' if key else ''}"
