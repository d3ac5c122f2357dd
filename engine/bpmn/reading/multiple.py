"""Rules of multiple events: which triggers may stand together, and where all of them may be awaited."""

from __future__ import annotations

from engine.bpmn.model import Node
from engine.bpmn.names import WORLD
from engine.bpmn.reading.report import Report

_SINGLE = frozenset({"link", "compensate", "cancel", "none"})


def check_multiple(node: Node, allowed: frozenset[str], report: Report) -> None:
    """What may stand alone here may stand with others, but for what must be the only meaning of an event."""
    assert node.trigger is not None
    together = node.trigger.together
    for trigger in node.trigger.parts:
        if trigger.kind not in allowed:
            continue  # said already
        if trigger.kind in _SINGLE or (together and trigger.kind not in WORLD):
            report.error(
                "multiple_part",
                node.id,
                f"“{trigger.kind}”不能与其他事件定义" + ("一并等待。" if together else "并列。"),
                f"“{trigger.kind}” may not stand beside other definitions"
                + (" all of which are awaited." if together else " in one event."),
            )
    if together and node.type == "startEvent" and node.scope.kind == "process":
        report.error(
            "multiple_part",
            node.id,
            "流程不能由并行多重事件启动:齐备之前没有可以记住先到者的事项;请改为先启动,再用并行多重捕获事件等待。",
            "A parallel multiple event may not start a process: nothing remembers which trigger came before there is "
            "an instance; start by one and await the others by a parallel multiple catch event.",
        )
