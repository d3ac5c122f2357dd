"""The sections of procedure.toml (and of the texts beside it), in the order an analyst fills them in."""

from __future__ import annotations

from engine.definition.settings.fields import Field, Section
from engine.errors import Missing

BASICS = (
    Field("name", "text", "名称", "Name", required=True),
    Field("english", "text", "英文名称", "English name"),
    Field("code", "text", "编号字头", "Code", required=True, hint_zh="事项编号的开头,如 FW20260001 的 FW",
          hint_en="Case numbers begin with it"),
    Field("process", "choice", "流程图中的流程", "Process in the diagram", "processes", required=True),
    Field("title", "choice", "作为标题的字段", "Field that is the title", "start_fields", required=True),
    Field("urgency", "choice", "作为紧急程度的字段", "Field that is the urgency", "start_fields", required=True),
    Field("starters", "choices", "可以发起的角色", "Roles that may start", "roles", default=[]),
    Field("owner", "choices", "对事项负责的角色", "Roles that answer for its matters", "roles",
          hint_zh="可以跳转、挂起、终止;不选则为办公室主任", hint_en="May jump, suspend, end; none: the director"),
    Field("dispatcher", "choices", "裁定跨单位转办的角色", "Roles that rule on transfers", "roles", default=[]),
    Field("drafter", "choice", "退回发起人时到的环节", "Step where the drafter works on what came back", "tasks"),
    Field("basis", "lines", "依据(每行一条)", "Legal basis, one a line", default=[]),
    Field("retention", "choice", "保管期限", "Retention", "retention"),
)  # fmt: skip

TASK = (
    Field("opinion", "choice", "意见", "Opinion", "opinion", default="optional"),
    Field("phrases", "lines", "常用语(每行一条)", "Stock phrases, one a line", default=[]),
    Field("result", "choice", "显示为结果的字段", "Field shown as the result", "fields", default=""),
    Field("kind", "choice", "办理方式", "Kind", "kind", default="work"),
    Field("different_from", "choices", "回避:不得由办过这些环节的人办", "Recusal: not by who did", "recusable",
          default=[]),
    Field("same_person_unit", "flag", "单人单位可以例外", "Except in a unit of one person", default=False),
    Field("deputy", "choice", "代理", "Deputies", "deputy", default="ab"),
    Field("deputy_when", "feel", "只许书面授权代理的条件(FEEL)", "When only an order counts (FEEL)", default=""),
    Field("dictation", "choices", "可以代录意见的角色", "Roles that may write the opinion down", "roles", default=[]),
    Field("returns", "flag", "可以退回", "May be returned from", default=True),
    Field("return_to", "choices", "只能退回到(不选为办过的各环节)", "Return only to (none: any step done)",
          "elements", default=[]),
    Field("own_clock", "flag", "时限不受全程时限约束", "Its term may end after the matter's", default=False),
    Field("untimed", "text", "为什么没有时限", "Why it has no term", default=""),
)  # fmt: skip

EXTENSION = (
    Field("decision", "choice", "由哪个决策定审批人", "Decision that names the approver", "decisions", required=True),
    Field("cap", "number", "最多延长(工作日)", "At most (working days)", required=True),
    Field("times", "number", "最多几次", "How often", default=1),
    Field("ahead", "number", "须提前(工作日)申请", "Ask ahead (working days)", default=0),
    Field("answer", "term", "审批的时限", "Term of the answer", default=""),
    Field("moves", "choice", "延长哪个时限", "Which due moves", "moves", default="task"),
    Field("variable", "text", "写入新期限的变量", "Variable that takes the new due", default=""),
    Field("not_over_term", "flag", "不得超过原时限的长度", "Not longer than the term itself", default=False),
)

RULE = (
    Field("form", "choices", "用于哪些表单", "Forms", "forms", required=True),
    Field("field", "choice", "提示显示在哪个字段", "Field that shows it", "fields", required=True),
    Field("when", "feel", "须成立的条件(FEEL)", "Condition that must hold (FEEL)"),
    Field("decision", "choice", "或者:须为真的决策", "or: decision that must be true", "decisions"),
    Field("zh", "text", "不成立时的提示", "Sentence in Chinese", required=True),
    Field("en", "text", "提示的英文", "Sentence in English", required=True),
)

PAPER = (
    Field("template", "choice", "版式", "Template", "templates", required=True),
    Field("name", "text", "名称", "Name", required=True),
    Field("english", "text", "英文名称", "English name", default=""),
    Field("when", "feel", "何时可以打印(FEEL)", "When it may be printed (FEEL)", default=""),
    Field("formats", "choices", "格式", "Formats", "formats"),
    Field("values", "formulas", "各处填什么(FEEL)", "What stands in its places (FEEL)", "places"),
    Field("boxes", "steps", "意见栏收哪些环节的意见", "Whose opinions stand in which box", "tasks"),
)

AUDIT = (
    Field("risks", "choices", "廉政风险点", "Steps at risk", "tasks", default=[]),
    Field("amount", "choice", "查拆分:金额字段", "Splitting: field of the sum", "fields", default=""),
    Field("subject", "choices", "查拆分:相同的字段", "Splitting: fields that agree", "start_fields", default=[]),
    Field("threshold", "number", "查拆分:限额", "Splitting: limit", default=0),
    Field("days", "number", "查拆分:天数", "Splitting: days", default=0),
    Field(
        "fast_seconds", "number", "意见过快(秒,0为机关统一规定)", "Too fast (seconds, 0: as the office says)", default=0
    ),
)

SECTIONS = (
    Section("basics", "基本信息", "Basics", "record", (), BASICS),
    Section("roles", "泳道与角色", "Lanes and roles", "rows", ("roles",),
            (Field("", "choices", "由谁办理", "Who works there", "roles"),), fixed="lanes", key_zh="泳道",
            key_en="Lane",
            about_zh="流程图没有指定办理人的环节,由所在泳道的角色办理。",
            about_en="Where the diagram names nobody, the roles of the lane do the step."),
    Section("terms", "各环节时限", "Terms of steps", "rows", ("terms",), columns="urgencies", fixed="timed",
            key_zh="环节", key_en="Step", about_zh="“其他”用于没有单独写明的紧急程度。",
            about_en="“其他” stands for every urgency not named."),
    Section("whole-term", "全程时限", "Term of the matter", "record", ("instance_term",), columns="urgencies"),
    Section("lights", "红黄灯", "Lights", "rows", ("lights",),
            (Field("", "number", "提前几天亮黄灯", "Yellow so many days ahead", required=True),), keys="light_lengths",
            key_zh="时限不超过(天)", key_en="Terms up to (days)"),
    Section("series", "文号系列", "Number series", "rows", ("series",),
            (Field("pattern", "text", "样式", "Pattern", required=True, hint_zh="{year} 年份,{n} 顺序号",
                   hint_en="{year} and {n}"),), key_zh="系列", key_en="Series"),
    Section("ends", "办结状态", "Ends", "rows", ("ends",), (Field("", "text", "称为", "Called"),), fixed="ends",
            key_zh="结束事件", key_en="End"),
    Section("tasks", "环节规则", "Rules of steps", "rows", ("tasks",), TASK, fixed="tasks", alone=True, key_zh="环节",
            key_en="Step", about_zh="意见、常用语、回避、代理、退回等。",
            about_en="Opinion, phrases, recusal, deputies, returns."),
    Section("rights", "字段权限", "Field rights", "rows", ("fields",),
            (Field("", "rights", "各字段的权限", "Rights of its fields"),), fixed="tasks", alone=True, key_zh="环节",
            key_en="Step", about_zh="几个环节共用一个表单时,各环节对每个字段可以做什么;没有写明的按表单。",
            about_en="What each step may do with the fields of a form that several share; else as the form says."),
    Section("extensions", "延期", "Extensions", "rows", ("extensions",), EXTENSION, keys="tasks", alone=True,
            key_zh="环节", key_en="Step"),
    Section("rules", "表单规则", "Form rules", "list", ("rules",), RULE, alone=True,
            about_zh="跨多个字段的规则,不成立时在字段下显示提示。", about_en="Rules over several fields."),
    Section("defaults", "变量初值", "First values", "rows", ("defaults",),
            (Field("", "value", "初值", "Value", required=True),), keys="variables", key_zh="变量", key_en="Variable",
            about_zh="还没有人填写时,条件和决策读到的值。",
            about_en="What conditions read before anybody has answered."),
    Section("masks", "遮蔽", "Masks", "rows", ("masks",), (
        Field("when", "feel", "何时遮蔽(FEEL)", "When (FEEL)", default="true"),
        Field("except", "choices", "不遮蔽的角色", "Roles that read it", "roles", default=[]),
        Field("keep", "number", "保留几位(负数为末尾)", "Characters kept (negative: at the end)", default=0),
    ), keys="start_fields", key_zh="发起表单的字段", key_en="Field of the start form"),
    Section("personal", "个人信息", "Personal data", "record", ("personal",), (
        Field("fields", "choices", "含个人信息的字段", "Fields with personal data", "fields", default=[]),
    ), about_zh="可以依申请删除;遮蔽的字段本就算个人信息。",
       about_en="They can be erased on request; masked ones are personal anyway."),
    Section("papers", "打印件", "Papers", "rows", ("papers",), PAPER, alone=True, key_zh="标识", key_en="Id"),
    Section("audit", "监察", "Audit", "record", ("audit",), AUDIT),
    Section("uncovered", "场景未覆盖的说明", "What no scenario takes", "rows", ("uncovered",),
            (Field("", "text", "为什么", "Why", required=True),), keys="coverable", key_zh="流向或规则行",
            key_en="Flow or row"),
    Section("english", "环节的英文", "English of steps", "rows", ("elements",), (Field("", "text", "英文", "English"),),
            fixed="named", key_zh="名称", key_en="Name", file="texts.toml"),
    Section("english-fields", "字段的英文", "English of fields", "rows", ("fields",),
            (Field("", "text", "英文", "English"),), fixed="fields", key_zh="字段", key_en="Field", file="texts.toml"),
    Section("readme", "说明", "README", "text", file="README.md"),
    Section("source", "全文", "Source", "text",
            about_zh="表单没有的设置和注释在这里;写法不对不会保存。", about_en="What no form shows, and the comments."),
)  # fmt: skip


def section_of(id: str) -> Section:
    found = next((section for section in SECTIONS if section.id == id), None)
    if found is None:
        raise Missing("no_section", "没有这一部分设置。", "There is no such section.")
    return found
