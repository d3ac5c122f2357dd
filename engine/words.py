"""Chinese office words and their English names, once for the whole product (domain of a district government office)."""

from __future__ import annotations

ERASED = "〔已删除〕"  # stands where a text was that was erased

# what stands in the office's own journal, outside any matter
ENTRIES: dict[str, tuple[str, str]] = {
    "account.opened": ("开通账号", "account opened"),
    "audit.exported": ("导出", "exported"),
    "audit.looked": ("查看", "looked at"),
    "audit.refused": ("越权被拒", "refused"),
    "audit.searched": ("检索", "searched"),
    "calendar.changed": ("日历调整", "calendar changed"),
    "checkpoint.countersigned": ("检查点副署", "checkpoint countersigned"),
    "checkpoint.stamped": ("检查点加盖时间戳", "checkpoint time-stamped"),
    "checkpoint.taken": ("签检查点", "checkpoint signed"),
    "definition.published": ("发布流程", "procedure published"),
    "draft.begun": ("起草流程", "procedure draft begun"),
    "draft.discarded": ("放弃流程草稿", "procedure draft discarded"),
    "draft.handed_in": ("流程送审", "procedure handed in for release"),
    "draft.rebased": ("以新版本为基础", "draft based on a newer version"),
    "draft.sent_back": ("退回流程草稿", "procedure draft sent back"),
    "draft.shared": ("流程草稿交他人编辑", "draft shared"),
    "draft.taken_back": ("收回流程草稿编辑", "draft taken back from an editor"),
    "draft.taken_out": ("撤回流程送审", "hand-in taken back"),
    "figure.base_entered": ("录入基数", "base figure entered"),
    "keys.made": ("生成密钥", "keys made"),
    "log.exported": ("导出事件日志", "event log exported"),
    "organization.changed": ("机构调整", "organization changed"),
    "package.exported": ("导出证据包", "evidence package exported"),
    "package.verified": ("核验证据包", "evidence package verified"),
    "paper.printed": ("打印文书", "paper printed"),
    "password.changed": ("修改密码", "password changed"),
    "password.refused": ("修改密码被拒", "password change refused"),
    "replay.printed": ("打印回放", "replay printed"),
    "scenario.made": ("生成场景", "scenario made"),
    "sign_in.done": ("登录", "signed in"),
    "sign_in.refused": ("登录失败", "sign-in refused"),
    "witness.registered": ("登记见证人", "witness registered"),
}
ACTIONS: dict[str, tuple[str, str]] = {
    "instance.started": ("发起", "started"),
    "task.claimed": ("签收", "claimed"),
    "task.released": ("退还签收", "released"),
    "task.completed": ("办理", "completed"),
    "activity.started": ("开办", "started a step"),
    "task.opened": ("打开", "opened"),
    "task.urged": ("催办", "urged"),
    "task.returned": ("退回", "returned"),
    "task.withdrawn": ("撤回", "withdrawn"),
    "task.transferred": ("转办", "transferred"),
    "task.delegated": ("委派", "delegated"),
    "task.answered": ("答复并加签", "answered, others asked after it"),
    "signer.added": ("加签", "signer added"),
    "signer.removed": ("减签", "signer removed"),
    "signer.answered": ("加签答复", "signer answered"),
    "instance.circulated": ("传阅", "circulated"),
    "reading.changed": ("阅看", "reading"),
    "instance.paused": ("暂停", "paused"),
    "instance.suspended": ("挂起", "suspended"),
    "instance.resumed": ("恢复", "resumed"),
    "instance.jumped": ("跳转", "moved to another step"),
    "instance.migrated": ("迁移到新版", "moved to another version"),
    "request.asked": ("申请", "asked"),
    "request.granted": ("同意申请", "granted"),
    "request.refused": ("不同意申请", "refused a request"),
    "opinion.confirmed": ("确认意见", "opinion confirmed"),
    "opinion.corrected": ("更正意见", "opinion corrected"),
    "erasure.asked": ("申请删除个人信息", "asked to erase personal data"),
    "erasure.refused": ("不同意删除个人信息", "refused to erase personal data"),
    "data.erased": ("删除个人信息", "erased personal data"),
    "calendar.changed": ("日历调整", "calendar changed"),
    "message.delivered": ("转送其他事项", "passed to another matter"),
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

# Groups that a matter is sent to for reading as a whole: role -> (Chinese, English).
GROUPS: dict[str, tuple[str, str]] = {
    "leader": ("区领导", "district leaders"),
    "unit-head": ("各单位负责人", "heads of units"),
    "liaison": ("各单位联络员", "liaisons of units"),
}
