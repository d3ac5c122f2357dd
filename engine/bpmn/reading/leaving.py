"""Rules of the flows that leave one element: where conditions and a default may stand, and whether one is missing."""

from __future__ import annotations

from engine.bpmn.model import Node
from engine.bpmn.names import ACTIVITIES, GATEWAYS
from engine.bpmn.reading.report import Report

_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway"})


def check_leaving(node: Node, report: Report) -> None:
    """Gateways choose among their flows; an activity or event takes all, an activity's conditional ones when true."""
    if node.type in GATEWAYS and not node.outgoing:
        report.error("gateway_no_way_out", node.id, "网关没有流出线。", "The gateway has no way out.")
    if node.type == "complexGateway":
        _check_activation(node, report)
    if node.type in _CHOOSING:
        _check_default(node, report)
        _check_choosing(node, report)
    elif node.type in ACTIVITIES:
        _check_default(node, report)
        _check_activity(node, report)
    else:
        _check_unconditional(node, report)


def _check_activation(node: Node, report: Report) -> None:
    if len(node.incoming) > 1 and node.activation is None:
        report.error(
            "activation_missing",
            node.id,
            "复杂网关有多条流入线,但没有激活条件(activationCondition),例如 =activationCount >= 2。",
            "The complex gateway joins several flows but has no activationCondition, such as =activationCount >= 2.",
        )
    elif len(node.incoming) < 2 and node.activation is not None:
        report.error(
            "activation_alone",
            node.id,
            "只有一条流入线的复杂网关不能有激活条件:条件不成立时会永远停在那里。",
            "A complex gateway with one flow into it may not have an activation condition: it could wait for ever.",
        )


def _check_unconditional(node: Node, report: Report) -> None:
    for flow in node.outgoing:
        if flow.condition is not None:
            report.error(
                "conditional_flow",
                flow.id,
                "条件只能写在活动、排他网关或包容网关的流出线上。",
                "Only flows leaving an activity or an exclusive or inclusive gateway may have a condition.",
            )
    if node.default and node.type not in GATEWAYS:
        report.error(
            "default_refused",
            node.id,
            "事件不能有默认流:它的流出线全部都走。",
            "An event may not have a default flow: all its flows are taken.",
        )


def _check_default(node: Node, report: Report) -> None:
    if node.default and node.default not in {flow.id for flow in node.outgoing}:
        report.error(
            "default_unknown",
            node.id,
            f"默认流“{node.default}”不从此元素流出。",
            f"The default flow “{node.default}” does not leave this element.",
        )
    for flow in node.outgoing:
        if flow.id == node.default and flow.condition is not None:
            report.error("default_condition", flow.id, "默认流不能有条件。", "A default flow may not have a condition.")


def _check_choosing(node: Node, report: Report) -> None:
    for flow in node.outgoing:
        if flow.id != node.default and flow.condition is None and len(node.outgoing) > 1:
            report.error(
                "condition_missing",
                flow.id,
                "网关的流出线既没有条件,也不是默认流。",
                "The flow leaving the gateway has no condition and is not the default.",
            )
    if len(node.outgoing) > 1 and not node.default:
        report.warning(
            "default_missing",
            node.id,
            "网关没有默认流:所有条件都不成立时流程会停住并报告异常。",
            "The gateway has no default flow: when no condition holds the procedure stops with an incident.",
        )


def _check_activity(node: Node, report: Report) -> None:
    conditional = [flow for flow in node.outgoing if flow.condition is not None]
    if conditional and len(node.outgoing) == 1:
        report.error(
            "conditional_flow",
            conditional[0].id,
            "活动唯一的流出线不能有条件:条件不成立时无路可走。请再画一条默认流,或去掉条件。",
            "The only flow leaving an activity may not have a condition: there is no way on when it is false. Draw a "
            "default flow beside it, or remove the condition.",
        )
    elif conditional and len(conditional) == len(node.outgoing):
        report.warning(
            "default_missing",
            node.id,
            "有条件的流出线之外没有默认流:所有条件都不成立时流程会停住并报告异常。",
            "All flows have conditions and none is the default: when no condition holds the procedure stops with an "
            "incident.",
        )
