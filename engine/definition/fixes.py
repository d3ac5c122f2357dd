"""What to change, for findings whose sentence says only what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from engine.errors import Finding

FIXES: Mapping[str, tuple[str, str]] = {
    code: (zh, en)
    for codes, zh, en in (
        # the folder
        (("no_procedure", "no_diagram"), "补上这个文件;可以从已发布的版本或新建的草稿里取一份。",
         "Put the file there; a published version or a new draft has one."),
        (("bad_toml", "form_json", "form_encoding"), "按提示的位置改正写法;也可以在“设置”“表单”页里改,不直接改文件。",
         "Correct the text at the place named, or edit it on the pages Settings and Forms."),
        (("setting_missing", "setting_not_table", "setting_not_texts", "bad_task_rule", "bad_extension", "bad_lights",
          "bad_mask", "bad_form_rule", "bad_paper", "bad_audit", "bad_field_right"), "在“设置”页里重新填写这一项。",
         "Fill this in again on the page Settings."),
        (("unknown_setting",), "改正名称或删去这一项。", "Correct its name or remove it."),
        (("bad_term",), "写成数字加单位,例如 2 WD(工作日)、4 WH(工作小时)、24 NH(自然小时)、30 CD(日历日)。",
         "Write a number and a unit: 2 WD, 4 WH, 24 NH or 30 CD."),
        # what names what
        (("no_process",), "把 procedure.toml 的 process 改为流程图中流程的编号。",
         "Set process in procedure.toml to the id of the diagram's process."),
        (("no_start_form",), "在“表单”页建一份名为 start 的发起表单。", "Make a form called start."),
        (("no_start_field",), "在发起表单里加上这个字段,或在设置里改用已有的字段。",
         "Add the field to the start form, or name another in the settings."),
        (("unknown_form", "form_unknown", "no_form"), "在“表单”页建这份表单,或在流程图里改选已有的表单。",
         "Make the form, or choose one that is there in the diagram."),
        (("unused_form",), "在流程图里让一个环节使用它,或删去这份表单。", "Use it in a step, or delete it."),
        (("unknown_decision", "decision_unknown"), "在“决策”页建这个决策,或改用已有决策的编号。",
         "Make the decision, or name one that is there."),
        (("unknown_field",), "改为表单里有的字段,或在表单里加上它。", "Name a field of the form, or add it there."),
        (("unknown_task", "unknown_element", "unknown_end"), "改为流程图里有的编号,或删去这一项。",
         "Name an id of the diagram, or remove this."),
        (("unassigned_task",), "在流程图里给它指定角色或人员,或把它放进已配角色的泳道。",
         "Name a role or person in the diagram, or put it into a lane with roles."),
        (("role_refused",), "改为办理业务的角色。", "Name a role that does business."),
        (("call_unknown", "call_missing"), "指定同一流程包里的流程。", "Name a process of the same package."),
        (("service_unknown", "service_missing", "service_not_fixed"), "从内置服务中选一个。",
         "Choose a built-in service."),
        # the diagram
        (("default_missing",), "把其中一条流出线设为默认流。", "Make one of the flows the default."),
        (("default_unknown",), "重新选择默认流。", "Choose the default flow again."),
        (("default_condition",), "删去默认流上的条件,或改选别的默认流。",
         "Remove the condition, or make another flow the default."),
        (("default_refused",), "取消默认流。", "Unset the default flow."),
        (("condition_missing",), "给这条线写上条件,或把它设为默认流。", "Give it a condition, or make it the default."),
        (("unreachable",), "连一条流向它的线,或删去它。", "Draw a flow to it, or delete it."),
        (("gateway_no_way_out",), "画一条流出线,或删去网关。", "Draw a way out, or delete the gateway."),
        (("flow_dangling", "flow_into", "flow_out_of"), "删去这条线,重新连接。", "Delete the flow and draw it anew."),
        (("boundary_unattached",), "把它拖到一个活动的边上。", "Drag it onto the border of an activity."),
        (("expression_wrong", "bad_expression"), "按提示改正表达式,例如 =金额 > 50000 and 紧急程度 = \"特急\"。",
         "Correct the expression, e.g. =amount > 50000 and urgency = \"特急\"."),
        (("id_missing", "id_duplicate", "id_wrong"), "给它一个唯一的编号:字母开头,由字母、数字、下划线组成。",
         "Give it an id of its own: letters, digits and underscores, a letter first."),
        (("script_missing", "result_missing"), "写上表达式和结果变量。", "Give an expression and a result variable."),
        (("mapping_source", "mapping_target"), "把映射的来源和目标都写上,或删去它。",
         "Give both ends of the mapping, or remove it."),
        (("message_missing", "timer_missing", "timer_wrong"), "选择要等待的消息,或写上一个时间。",
         "Choose the message to wait for, or write one time."),
        (("link_target", "link_unnamed", "link_flow"), "每个链接名称在同一范围内只有一个捕获事件,抛出事件没有流出线。",
         "One catch event for each link name; a throw has no way out."),
        (("loop_bound", "loop_endless", "loop_cardinality", "loop_output"), "在“循环”里补全集合、次数或结束条件。",
         "Complete the collection, the count or the condition of the loop."),
        (("element_unknown", "event_unknown", "global_refused", "compensation_refused", "data_store_refused",
          "trigger_refused", "quantity_refused", "parallel_event_gateway", "multiple_event"),
         "删去它,改用支持的元素(见 docs/bpmn.md)。", "Remove it and use what is supported (docs/bpmn.md)."),
        (("extension_unknown", "extension_ignored"), "删去这个扩展。", "Remove this extension."),
        # the tables
        (("dmn_rules_missing",), "补上覆盖这些输入的规则,或加一条“其余”规则。",
         "Add rules for these inputs, or one for all others."),
        (("dmn_rules_overlap",), "让规则不重叠,或把命中策略改为 FIRST。",
         "Make them apart, or choose the policy FIRST."),
        (("dmn_rule_unreachable",), "把它移到前面,或删去。", "Move it up, or delete it."),
        (("dmn_unknown_type", "dmn_unknown_element", "dmn_no_logic", "dmn_no_name"), "在“决策”页里改正。",
         "Correct it on the page Decisions."),
    )
    for code in codes
}  # fmt: skip


def with_fixes(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, each once, with what to change where that is known."""
    return [
        replace(each, fix_zh=FIXES[each.code][0], fix_en=FIXES[each.code][1])
        if not each.fix_zh and each.code in FIXES
        else each
        for each in dict.fromkeys(findings)
    ]
