"""为什么: by what right, which conditions with which values, which rules, and what could not be run again."""

from __future__ import annotations

from flask_babel import gettext as _

from engine.queries import Replay, ReplayFrame
from engine.queries.replay import Choice, Made, Tried
from engine.queries.replay.running import ERASED
from web.replaying.facts import fact_words
from web.replaying.rights import right_words
from web.replaying.values import named_values, short
from web.words import rule_words


def reasons(replay: Replay, frame: ReplayFrame) -> list[str]:
    """Sentences, the person's right first."""
    found = right_words(replay, frame)
    steps = sorted((*frame.choices, *frame.decided), key=lambda step: step.place)
    found += [_choice(replay, step) if isinstance(step, Choice) else decided_words(replay, step) for step in steps]
    if frame.line.switch.after:
        found.append(_switched(frame))
    found += [fact_words(replay, fact) for fact in frame.line.facts]
    if frame.difference == ERASED:
        found.append(_("这一步的内容已依法删除，从这里起不能再推算当时的状态。"))
    elif frame.difference:
        found.append(_("从这一步起，按历史重新执行得不到记录的结果（%(why)s）。", why=frame.difference))
    return [sentence for sentence in found if sentence]


def _switched(frame: ReplayFrame) -> str:
    """How tokens found their places on the other version."""
    steps = "、".join(f"“{old}” → “{new}”" for old, new in frame.line.switch.steps)
    if not steps:
        return _("在办环节在新版中按相同的编号和种类找到，办理人、签收和时限不变。")
    return _("在办环节按对应关系转到新版（%(steps)s），办理人和签收不变。", steps=steps)


def _choice(replay: Replay, choice: Choice) -> str:
    tried = "；".join(_tried(replay, each) for each in choice.tried)
    name = choice.name or (_("%(step)s之后", step=choice.after) if choice.after else _("分支"))
    ways = "”、“".join(choice.taken)
    if choice.kind == "enough":
        return _("“%(name)s”是否可以结束：%(tried)s。", name=name, tried=tried)
    if not ways:
        return _("“%(name)s”：%(tried)s。", name=name, tried=tried)
    if choice.otherwise:
        return _("“%(name)s”：%(tried)s；没有条件成立，走默认的“%(ways)s”。", name=name, tried=tried, ways=ways)
    return _("“%(name)s”：%(tried)s；因此走“%(ways)s”。", name=name, tried=tried, ways=ways)


def _tried(replay: Replay, tried: Tried) -> str:
    values = named_values(tried.values, replay.labels, tried.text) or _("没有值")
    text = short(tried.text)
    if tried.result:
        return _("条件 %(text)s 成立（%(values)s）", text=text, values=values)
    return _("条件 %(text)s 不成立（%(values)s）", text=text, values=values)


def decided_words(replay: Replay, made: Made) -> str:
    """One decision: what was tested, the rules that matched, what came out."""
    values = named_values(made.tested or made.inputs, replay.labels) or _("没有输入")
    out = short(rule_words(made.outputs))
    if made.rules:
        rows = "、".join(str(rule) for rule in made.rules)
        return _(
            "决策“%(name)s”：%(values)s，命中第 %(rows)s 条规则，结果是%(out)s。",
            name=made.decision,
            values=values,
            rows=rows,
            out=out,
        )
    if made.table:
        return _(
            "决策“%(name)s”：%(values)s，没有规则命中，结果是%(out)s。", name=made.decision, values=values, out=out
        )
    return _("决策“%(name)s”：%(values)s，算得%(out)s。", name=made.decision, values=values, out=out)
