"""The words for each kind of fault: a Chinese and an English sentence, and what to change, in both."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.model import Node
from engine.bpmn.soundness.faults import Fault
from engine.bpmn.soundness.limits import Limits

Said = tuple[str, str, str, str]
_LIMITS = {
    "markings": ("状态超过 {} 个", "more than {} states"),
    "elements": ("元素超过 {} 个", "more than {} elements"),
    "inclusive": ("包容网关的条件超过 {} 个", "an inclusive gateway with more than {} conditions"),
}
_DEAD = {
    "nobody_throws": (
        "没有任何步骤会抛出它要捕获的错误或升级",
        "nothing throws the error or escalation it is there to catch",
        "请在里面的步骤中抛出相应代码,或删去此事件。",
        "Throw this code inside, or remove the event.",
    ),
    "nobody_undoes": (
        "没有任何步骤会触发对它所属活动的补偿",
        "nothing ever throws the compensation it is there for",
        "请加一个补偿抛出或补偿结束事件(或事务的取消结束事件),或删去此补偿。",
        "Add an event that throws this compensation (or a cancel end event of the transaction), or remove it.",
    ),
    "never_waits": (
        "它所附的步骤立即通过,从不等待",
        "the step it belongs to passes at once and never waits",
        "请把此事件附在需要等待的步骤上,或删去它。",
        "Attach the event to a step that waits, or remove it.",
    ),
    "condition": (
        "通向它的条件不可能成立",
        "the conditions that lead to it cannot hold",
        "请检查前面网关的条件是否相互矛盾或永远为假。",
        "Look for contradicting conditions, or one that is never true, at the gateways before it.",
    ),
    "never_leaves": (
        "它前面的步骤从不由此离开",
        "the step before it is never left this way",
        "请检查前面步骤内部的结束方式。",
        "Look at how the inside of the step before it ends.",
    ),
}


def said(fault: Fault, nodes: Mapping[str, Node], limits: Limits) -> Said:
    """Sentences for a fault; `nodes` are those of its process."""
    node = nodes.get(fault.element)
    name = _called(node) if node is not None else fault.element
    match fault.kind:
        case "deadlock":
            return _deadlock(name, fault, nodes)
        case "improper_completion":
            return _leftover(name, fault, nodes)
        case "no_synchronisation":
            return (
                f"并行的几路未经汇合都来到{name},它和后面的步骤会重复办理。",
                f"Parallel branches come to {name} without being joined; it and what follows is done more than once.",
                "请在此之前用与分支网关相同类型的网关(并行或包容)汇合,或把分支改为排他网关。",
                "Join the branches before it by a gateway of the kind that split them (parallel or inclusive), or "
                "split them by an exclusive gateway.",
            )
        case "endless_loop":
            names = "、".join(_called(nodes[id]) for id in fault.others[:6] if id in nodes)
            return (
                f"循环没有出口:到了{name}以后只能在{names}之间反复,流程永远不会结束。",
                f"A loop without a way out: from {name} on everything goes round for ever.",
                "请给循环加一个能走到结束的出口;如果出口有条件,请确认循环中的步骤会改变条件用到的数据。",
                "Give the loop a way out that leads to an end; if it has a condition, something in the loop must "
                "change what the condition reads.",
            )
        case "dead_task":
            zh, en, fix_zh, fix_en = _DEAD[fault.why]
            more = f"(及其后 {len(fault.others)} 个步骤)" if fault.others else ""
            beside = f" (with {len(fault.others)} after it)" if fault.others else ""
            return f"{name}{more}永远不会办到:{zh}。", f"{name}{beside} is never come to: {en}.", fix_zh, fix_en
        case "error_uncaught":
            return (
                f"{name}抛出的错误“{fault.others[0]}”没有任何事件捕获,流程会因异常停住。",
                f"Nothing catches the error “{fault.others[0]}” from {name}; the procedure stops with an incident.",
                "请在所在子流程的边界或事件子流程中捕获它,或改用普通结束或终止结束。",
                "Catch it at the boundary of the sub-process or in an event sub-process, or use a plain or a "
                "terminate end.",
            )
    zh, en = _LIMITS[fault.why]
    bound = getattr(limits, fault.why)
    return (
        f"“{fault.element}”太大,不能证明没有死锁等问题({zh.format(bound)});已查到的部分见其他提示。",
        f"“{fault.element}” is too large to prove sound ({en.format(bound)}); what was found is listed.",
        "请把相对独立的部分移入子流程。",
        "Move parts that stand alone into sub-processes.",
    )


def _deadlock(name: str, fault: Fault, nodes: Mapping[str, Node]) -> Said:
    zh, en = _missing(fault, nodes)
    return (
        f"死锁:{name}等待{zh}的来件,但它永远不会来,流程停在这里。",
        f"Deadlock: {name} waits for a token from {en} that never comes.",
        "如果前面只走其中一路,请把此汇合改为排他网关;如果各路都要走,请把前面的分支改为并行网关,并让各路都到这里汇合。",
        "If only one branch is taken before it, make this join exclusive; if all are, split by a parallel gateway and "
        "lead every branch here.",
    )


def _leftover(name: str, fault: Fault, nodes: Mapping[str, Node]) -> Said:
    zh, en = _missing(fault, nodes)
    return (
        f"不能正常结束:已有一路到达结束,还有一路在{name}等待{zh}的来件,流程永远不会结束。",
        f"Improper completion: one way has reached an end while another waits at {name} for a token from {en}.",
        "请让这些分支先汇合再结束;确需提前结束全部工作的,请用终止结束事件。",
        "Join these branches before the end; to end everything at once use a terminate end event.",
    )


def _missing(fault: Fault, nodes: Mapping[str, Node]) -> tuple[str, str]:
    """Where the tokens that never come would come from."""
    sources = [
        _called(nodes[flow.source])
        for node in nodes.values()
        if node.id == fault.element
        for flow in node.incoming
        if flow.id in fault.others
    ]
    return "、".join(sources) or "其他流入线", ", ".join(sources) or "its other flows"


def _called(node: Node) -> str:
    return f"“{node.name or node.id}”"
