"""Chinese office words and their English names, once for the whole product (domain of a district government office)."""

from __future__ import annotations

ACTIONS: dict[str, tuple[str, str]] = {
    "instance.started": ("发起", "started"),
    "task.claimed": ("签收", "claimed"),
    "task.released": ("退还签收", "released"),
    "task.completed": ("办理", "completed"),
    "timer.fired": ("到时触发", "timer fired"),
    "message.caught": ("收到消息", "message received"),
    "message.undelivered": ("消息未送达", "message not delivered"),
    "instance.cancelled": ("撤回终止", "withdrawn"),
    "action.refused": ("操作被拒绝", "refused"),
    "attachment.added": ("添加附件", "attachment added"),
    "definition.published": ("流程发布", "published"),
}

# Functions of the office in FEEL; the parser must know each of several words as one name.
OFFICE_FUNCTIONS = frozenset(
    {
        "workdays after",
        "workdays before",
        "working hours after",
        "natural hours after",
        "calendar days after",
        "workdays left",
        "office hours between",
        "leader in charge",
        "deputy in charge",
        "lead of",
        "holders",
        "unit of",
        "unit kind",
    }
)

WITHDRAWN = "已撤回"  # ended by whoever started it
TERMINATED = "已终止"  # ended by the director
