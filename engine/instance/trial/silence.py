"""What a report says of a refusal: never a value of a matter, which the sentence people at work read may hold."""

from __future__ import annotations

from engine.errors import Refused

# whose own sentences name elements and the draft's own texts alone
PLAIN = frozenset({
    "too_deep", "too_many_steps", "no_flow", "event_text_missing", "call_unknown", "service_unanswered",
})  # fmt: skip
SAID = {
    "condition_not_boolean": ("条件的结果不是“是/否”", "a condition gave neither true nor false"),
    "expression_failed": ("表达式无法计算", "an expression could not be evaluated"),
    "error_uncaught": ("错误没有被任何事件捕获", "nothing catches the error"),
    "timer_wrong": ("定时没有得到时间", "a timer got no time"),
    "assignment_wrong": ("办理人的写法没有得到人或岗位", "an assignment gave nobody"),
}


def words_of(refused: Refused) -> tuple[str, str]:
    """Two sentences, of the draft's drawing only."""
    if refused.code in PLAIN:
        return refused.zh, refused.en
    return SAID.get(refused.code, (f"办不下去（{refused.code}）", f"it cannot be done ({refused.code})"))
