"""What acts of a story are called."""

from __future__ import annotations

from engine.definition.settings import Choice

ACTS = tuple(
    Choice(act, zh, en)
    for act, zh, en in (
        ("start", "发起", "start"), ("complete", "办理", "complete"), ("observe", "只看不办", "only look"),
        ("return", "退回", "return"), ("withdraw", "撤回", "withdraw"), ("claim", "签收", "claim"),
        ("release", "退还签收", "release"), ("open", "打开", "open"), ("draft", "暂存", "save a draft"),
        ("transfer", "转办", "transfer"), ("delegate", "委派", "delegate"), ("add_signer", "加签", "add a signer"),
        ("remove_signer", "减签", "remove a signer"), ("give_back", "答复加签或委派", "answer as asked"),
        ("circulate", "传阅", "circulate"), ("copy", "抄送", "copy"), ("read", "已阅", "mark as read"),
        ("remind", "提醒阅看", "remind readers"), ("urge", "催办", "urge"), ("extend", "申请延期", "ask for more time"),
        ("decide", "审批申请", "decide a request"), ("pause", "暂停", "pause"), ("suspend", "挂起", "suspend"),
        ("resume", "恢复", "resume"), ("jump", "跳转", "jump"), ("cancel", "撤回终止", "withdraw the matter"),
        ("dictate", "代录意见", "write an opinion down"), ("confirm", "确认意见", "confirm an opinion"),
        ("correct", "更正意见", "correct an opinion"), ("correlate", "收到消息", "a message arrives"),
        ("absent", "登记外出", "mark absent"), ("order", "书面主持工作", "order to stand in"),
        ("appoint", "任职", "appoint"), ("base", "录入历史基数", "enter a base figure"),
    )
)  # fmt: skip
STARTING = "start"
FORMED = frozenset({"start", "complete", "draft", "dictate", "add_signer"})  # acts that fill in the form of a step
