"""What the kinds of BPMN elements and the things they say are called."""

from __future__ import annotations

from engine.comparison.change import Words

TYPES: dict[str, Words] = {
    "process": ("流程", "process"), "participant": ("泳池", "pool"), "lane": ("泳道", "lane"),
    "sequenceFlow": ("连线", "flow"), "messageFlow": ("消息流", "message flow"), "task": ("任务", "task"),
    "userTask": ("办理环节", "user task"), "serviceTask": ("服务任务", "service task"),
    "scriptTask": ("脚本任务", "script task"), "businessRuleTask": ("规则任务", "rule task"),
    "sendTask": ("发送任务", "send task"), "receiveTask": ("接收任务", "receive task"),
    "manualTask": ("手工任务", "manual task"), "subProcess": ("子流程", "sub-process"),
    "transaction": ("事务子流程", "transaction"), "adHocSubProcess": ("即席子流程", "ad-hoc sub-process"),
    "callActivity": ("调用活动", "call activity"), "exclusiveGateway": ("排他网关", "exclusive gateway"),
    "parallelGateway": ("并行网关", "parallel gateway"), "inclusiveGateway": ("包容网关", "inclusive gateway"),
    "complexGateway": ("复杂网关", "complex gateway"), "eventBasedGateway": ("事件网关", "event gateway"),
    "startEvent": ("开始事件", "start event"), "endEvent": ("结束事件", "end event"),
    "intermediateCatchEvent": ("等待事件", "catch event"), "intermediateThrowEvent": ("抛出事件", "throw event"),
    "boundaryEvent": ("边界事件", "boundary event"), "textAnnotation": ("注释", "annotation"),
    "group": ("分组框", "group"), "association": ("关联线", "association"), "dataObject": ("数据对象", "data object"),
    "dataObjectReference": ("数据对象", "data object"), "dataStoreReference": ("数据存储", "data store"),
}  # fmt: skip
ASPECTS: dict[str, Words] = {
    "name": ("名称", "name"), "type": ("类型", "type"), "scope": ("所在子流程", "sub-process"),
    "lane": ("泳道", "lane"), "attached": ("附着的环节", "attached to"),
    "interrupting": ("中断所附环节", "interrupting"),
    "source": ("起点", "source"), "target": ("终点", "target"), "process": ("流程", "process"),
    "called": ("调用的流程", "called process"), "by_event": ("由事件触发", "triggered by event"),
    "executable": ("可执行", "executable"), "documentation": ("说明", "documentation"), "text": ("文字", "text"),
    "condition": ("条件", "condition"), "default": ("默认分支", "default flow"), "assignee": ("办理人", "assignee"),
    "users": ("候选人", "candidates"), "groups": ("办理角色", "candidate groups"), "due": ("到期时间", "due date"),
    "follow_up": ("跟进时间", "follow-up date"), "priority": ("优先级", "priority"), "form": ("表单", "form"),
    "decision": ("决策", "decision"), "result": ("结果变量", "result variable"), "script": ("表达式", "script"),
    "service": ("内置服务", "built-in"), "retries": ("重试次数", "retries"), "loop": ("重复方式", "loop"),
    "loop.collection": ("会签名单", "collection"), "loop.element": ("名单中一项的变量", "item variable"),
    "loop.cardinality": ("次数", "cardinality"), "loop.condition": ("完成条件", "completion condition"),
    "loop.output": ("汇总变量", "output collection"), "loop.output_element": ("汇总内容", "output element"),
    "loop.maximum": ("次数上限", "maximum"), "loop.test_before": ("先判断后办理", "test before"),
    "trigger": ("事件种类", "trigger"), "timer.date": ("定时", "timer date"),
    "timer.duration": ("定时(时长)", "timer duration"), "timer.cycle": ("定时(循环)", "timer cycle"),
    "message": ("消息", "message"), "signal": ("信号", "signal"), "error": ("错误代码", "error"),
    "escalation": ("升级代码", "escalation"), "link": ("链接", "link"),
    "undoes": ("用于补偿", "for compensation"), "undone": ("要补偿的环节", "activity to compensate"),
    "undone.waits": ("等待补偿办完", "waits for the compensation"), "ordering": ("开办顺序", "ordering"),
    "cancels_rest": ("完成时取消其余", "cancels the rest"), "until": ("完成条件", "completion condition"),
}  # fmt: skip
NAMED: dict[str, Words] = {
    "property": ("属性“{}”", "property “{}”"), "header": ("服务参数“{}”", "header “{}”"),
    "input": ("输入“{}”", "input “{}”"), "output": ("输出“{}”", "output “{}”"),
}  # fmt: skip
LOOPS: dict[str, Words] = {
    "parallel": ("同时会签", "in parallel"), "sequential": ("依次会签", "in sequence"), "loop": ("循环", "loop"),
}  # fmt: skip
TRIGGERS: dict[str, Words] = {
    "message": ("消息", "message"), "timer": ("定时", "timer"), "signal": ("信号", "signal"),
    "error": ("错误", "error"), "escalation": ("升级", "escalation"), "link": ("链接", "link"),
    "terminate": ("终止", "terminate"),
    "conditional": ("条件", "conditional"), "compensate": ("补偿", "compensation"), "cancel": ("取消", "cancel"),
}  # fmt: skip


def aspect_words(name: str) -> Words:
    """What an aspect is called; one that has no word is named by where it stands in the file."""
    if name in ASPECTS:
        return ASPECTS[name]
    plain, _, number = name.partition("#")
    if number and plain in ASPECTS:
        zh, en = ASPECTS[plain]
        return f"{zh}({number})", f"{en} ({number})"
    kind, _, own = name.partition(".")
    if kind in NAMED:
        return NAMED[kind][0].format(own), NAMED[kind][1].format(own)
    return f"扩展 {own or name}", f"extension {own or name}"
