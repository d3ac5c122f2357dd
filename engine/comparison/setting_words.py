"""What the settings of procedure.toml are called."""

from __future__ import annotations

from engine.comparison.change import Words

SETTINGS: dict[str, Words] = {
    "key": ("标识", "key"), "name": ("名称", "name"), "english": ("英文名称", "English name"),
    "code": ("案号代字", "case code"), "process": ("流程图中的流程", "process"), "title": ("标题字段", "title field"),
    "urgency": ("紧急程度字段", "urgency field"), "starters": ("可发起的角色", "starters"),
    "owner": ("负责的角色", "owners"), "dispatcher": ("裁定转办的角色", "dispatchers"),
    "drafter": ("拟稿人修改的环节", "drafter's step"), "basis": ("依据", "legal basis"),
    "retention": ("保管期限", "retention"), "roles": ("泳道", "lane"), "roles.": ("办理角色", "roles"),
    "series": ("编号系列", "number series"), "series.pattern": ("格式", "pattern"),
    "defaults": ("变量", "variable"), "defaults.": ("初始值", "initial value"), "masks": ("字段", "field"),
    "masks.when": ("遮蔽条件", "mask condition"), "masks.except": ("可见的角色", "who may read it"),
    "masks.keep": ("保留的字数", "characters left readable"), "personal": ("个人信息", "personal data"),
    "personal.fields": ("字段", "fields"), "uncovered": ("场景未走的连线", "flow no scenario takes"),
    "uncovered.": ("理由", "reason"), "papers": ("文书", "paper"), "papers.template": ("模板", "template"),
    "papers.name": ("名称", "name"), "papers.english": ("英文名称", "English name"),
    "papers.when": ("可打印的条件", "condition"), "papers.formats": ("格式", "formats"),
    "papers.values": ("内容", "place"), "papers.boxes": ("意见栏", "box"), "audit": ("监察", "audit"),
    "audit.risks": ("廉政风险点", "risks"), "audit.amount": ("金额字段", "field of the sum"),
    "audit.subject": ("判断拆分的字段", "subject"), "audit.threshold": ("金额限额", "threshold"),
    "audit.days": ("查看的天数", "days"), "audit.fast_seconds": ("过快办理的秒数", "seconds that are too fast"),
    "rules.form": ("适用的表单", "forms"), "rules.field": ("提示所在的字段", "field"),
    "rules.zh": ("提示", "sentence"), "rules.en": ("英文提示", "English sentence"), "rules.when": ("条件", "condition"),
    "rules.decision": ("决策", "decision"), "instance_term": ("整个事项的时限", "term of the whole matter"),
    "lights": ("亮灯", "lights"), "terms": ("时限", "terms"), "tasks": ("环节规则", "rules of steps"),
    "ends": ("结束时的状态", "end states"), "extensions": ("延期", "extensions"),
    "fields": ("字段权限", "field rights"), "rules": ("表单规则", "form rules"),
}  # fmt: skip
TASKS: dict[tuple[str, str], Words] = {
    ("tasks", "opinion"): ("意见", "opinion"), ("tasks", "phrases"): ("常用语", "phrases"),
    ("tasks", "different_from"): ("不得与这些环节同一人办理", "not by who did"),
    ("tasks", "same_person_unit"): ("与发起人同单位", "same unit as the starter"),
    ("tasks", "deputy"): ("代理", "deputies"), ("tasks", "deputy_when"): ("只认主持工作的条件", "order only when"),
    ("tasks", "result"): ("结果字段", "result field"), ("tasks", "kind"): ("类别", "kind"),
    ("tasks", "dictation"): ("可代录意见的角色", "dictation"), ("tasks", "returns"): ("可退回", "returns"),
    ("tasks", "own_clock"): ("时限可超过事项时限", "own clock"), ("tasks", "return_to"): ("可退到的环节", "return to"),
    ("tasks", "untimed"): ("不设时限的理由", "why without a term"),
    ("extensions", "decision"): ("延期由谁批的决策", "extension decision"),
    ("extensions", "cap"): ("延期上限(工作日)", "extension cap"), ("extensions", "times"): ("可延期次数", "extensions"),
    ("extensions", "ahead"): ("须提前申请的工作日", "days ahead"),
    ("extensions", "answer"): ("延期审批时限", "answer term"),
    ("extensions", "moves"): ("延期的对象", "what is moved"), ("extensions", "variable"): ("写入的变量", "variable"),
    ("extensions", "not_over_term"): ("不得超过原时限", "not over the term"),
}  # fmt: skip
VALUES: dict[tuple[str, str], Words] = {
    ("opinion", "required"): ("必填", "required"), ("opinion", "optional"): ("可填", "optional"),
    ("opinion", "none"): ("不填", "none"), ("deputy", "ab"): ("AB角和主持工作", "A/B and order"),
    ("deputy", "order"): ("只认主持工作", "order only"), ("deputy", "none"): ("不得代理", "none"),
    ("kind", "work"): ("办理", "work"), ("kind", "acknowledge"): ("签收", "acknowledge"),
    ("moves", "task"): ("环节", "step"), ("moves", "instance"): ("整个事项", "the whole matter"),
}  # fmt: skip
RIGHTS: dict[str, Words] = {
    "hidden": ("隐藏", "hidden"),
    "read": ("只读", "read"),
    "edit": ("可填", "edit"),
    "required": ("必填", "required"),
}
