"""Pools and message flows: what is drawn between pools must be what would happen.

Message flows move nothing themselves: a message goes by its name (docs/decisions/0009). So a flow between two events
that name different messages, or within one pool, is a picture of something else and refused.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from engine.bpmn.model import Node, Scope
from engine.bpmn.names import ACTIVITIES, BPMN
from engine.bpmn.reading.report import Report

_THROWING = frozenset({"intermediateThrowEvent", "endEvent"})
_CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})


def read_message_flows(root: etree._Element, processes: Mapping[str, Scope], report: Report) -> set[tuple[str, str]]:
    """Check the message flows of a file; pairs of executable processes that messages are drawn between."""
    pools = {pool.get("id") or "": pool.get("processRef") or "" for pool in root.iter(f"{BPMN}participant")}
    owners = {
        child.get("id") or "": process.get("id") or ""
        for process in root.findall(f"{BPMN}process")
        for child in process.iter()
    }
    nodes = {node.id: node for process in processes.values() for node in process.all_nodes()}
    pairs: set[tuple[str, str]] = set()
    for flow in root.iter(f"{BPMN}messageFlow"):
        id = flow.get("id") or ""
        ends = [flow.get("sourceRef") or "", flow.get("targetRef") or ""]
        wrong = [end for end in ends if end not in pools and end not in owners]
        if wrong:
            report.error(
                "message_flow_dangling",
                id,
                f"消息流的一端“{wrong[0]}”不存在。",
                f"One end of the message flow, “{wrong[0]}”, does not exist.",
            )
            continue
        source, target = (pools.get(end) or owners.get(end) or end for end in ends)
        if source == target:
            report.error(
                "message_flow_pool",
                id,
                "消息流只能连接两个不同的池;同一流程内请用顺序流。",
                "A message flow leads from one pool to another; within a process draw a sequence flow.",
            )
            continue
        _check_ends(id, nodes.get(ends[0]), nodes.get(ends[1]), report)
        if source in processes and target in processes:
            pairs.add((source, target))
    return pairs


def _check_ends(id: str, source: Node | None, target: Node | None, report: Report) -> None:
    for node, kinds, zh, en in (
        (source, _THROWING, "发出", "send"),
        (target, _CATCHING, "等待", "wait for"),
    ):
        if node is None or node.type in ACTIVITIES:
            continue
        if node.type not in kinds or node.trigger is None or node.trigger.kind != "message":
            report.warning(
                "message_flow_end",
                id,
                f"消息流画到“{node.name or node.id}”,但它并不{zh}消息,图上的这条线不会发生。",
                f"The message flow is drawn at “{node.name or node.id}”, which does not {en} a message: nothing comes "
                "of it.",
            )
    sent, awaited = _message(source), _message(target)
    if sent is not None and awaited is not None and sent != awaited:
        report.error(
            "message_flow_name",
            id,
            f"消息流两端的消息不同:一端发出“{sent}”,另一端等待“{awaited}”,不会送达。",
            f"One end sends “{sent}”, the other waits for “{awaited}”: it would never arrive.",
        )


def _message(node: Node | None) -> str | None:
    """The name of the message an element sends or waits for, when it is written down."""
    trigger = node.trigger if node is not None else None
    if trigger is None or trigger.kind != "message" or trigger.name is None or not trigger.name.is_literal:
        return None
    return trigger.name.text
