"""Waiting for the world: timers, messages and signals, by a token of its own or by a waiter on behalf of another."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.bpmn.names import WORLD
from engine.bpmn.nodes.multiple import beside
from engine.bpmn.timers import TimerTextWrong, as_cycle, as_duration, as_moment, parse_duration
from engine.bpmn.tokens import AS, WAITER, WAITING, Token
from engine.bpmn.variables import evaluate, evaluate_json
from engine.bpmn.waits import (
    DUE,
    MET,
    PART,
    SINCE,
    SUBSCRIBED,
    WATCHED,
    condition_wait,
    event_of,
    trigger_of,
    waiting_node,
)
from engine.errors import Incident

if TYPE_CHECKING:
    from engine.bpmn.formula import Formula
    from engine.bpmn.model import Timer, Trigger
    from engine.bpmn.nodes.step import Step


def listen(host: Token, spec: Step) -> None:
    """Waiters listening for `spec`'s event on behalf of `host`, one for each trigger that comes from the world."""
    triggers = event_of(spec.node).triggers
    for part, trigger in enumerate(triggers):
        if trigger.kind in WORLD:
            wait_for(_waiter(host, spec, {PART: part} if len(triggers) > 1 else {}), trigger)


def _waiter(host: Token, spec: Step, facts: dict[str, Any]) -> Token:
    waiter = Token(host.workflow, spec, host, WAITING, role=WAITER)
    node = waiting_node(waiter)
    waiter.number = host.workflow.count(node.id)
    waiter.key = f"{host.workflow.prefix}{node.id}#{waiter.number}"
    waiter.internal_data.update(facts)
    return waiter


def wait_for(token: Token, trigger: Trigger) -> None:
    """Make `token` wait for a timer, message or signal (evaluated now, in the token's scope) or a condition."""
    if trigger.kind == "timer" and trigger.timer is not None:
        token.internal_data.update(_start_timer(token, trigger.timer))
    elif trigger.kind == "conditional":
        token.internal_data[WATCHED] = False
    else:
        name = _text(token, trigger.name, "名称", "name") or ""
        correlation = None
        if trigger.correlation is not None:
            correlation = _text(token, trigger.correlation, "关联键", "correlation key")
        token.internal_data[SUBSCRIBED] = [trigger.kind, name, correlation]
    _begin(token)


def _begin(token: Token) -> None:
    tree = token.workflow
    tree.top_workflow.journal.opens(token)
    tree.top_workflow.journal.note("wait", waiting_node(token).id, token.key, tree.key, _detail(token))


def _detail(token: Token) -> dict[str, Any]:
    """What a `wait` happening says about a timer, subscription or condition."""
    facts = token.internal_data
    if WATCHED in facts:
        return {"event": "conditional", "condition": condition_wait(token).condition}
    if DUE in facts:
        return {"event": "timer", "due": facts[DUE]}
    kind, name, correlation = facts[SUBSCRIBED]
    return {"event": kind, "name": name} | ({} if correlation is None else {"correlation": correlation})


def correlation_text(token: Token, formula: Formula | None) -> str | None:
    """The correlation key a thrown message carries; None without one."""
    return _text(token, formula, "关联键", "correlation key") if formula is not None else None


def event_name(token: Token, formula: Formula | None) -> str:
    return _text(token, formula, "名称", "name") or ""


def _text(token: Token, formula: Formula | None, zh: str, en: str) -> str | None:
    if formula is None:
        return None
    value = evaluate_json(token, formula)
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
        raise Incident(
            "event_text_missing",
            token.task_spec.node.id,
            token.key,
            f"事件的{zh}“{formula.text}”没有得到文字或数字。",
            f"The {en} “{formula.text}” of the event gave neither text nor number.",
        )
    return str(value)


def _start_timer(token: Token, timer: Timer) -> dict[str, Any]:
    now = token.workflow.top_workflow.env.now
    value = evaluate(token, timer.text)
    try:
        if value is None:
            raise TimerTextWrong(f"“{timer.text.text}”没有得到时间。", f"“{timer.text.text}” gave no time.")
        if timer.kind == "date":
            return {DUE: as_moment(value).isoformat(), SINCE: now.isoformat()}
        if timer.kind == "duration":
            return {DUE: as_duration(value).after(now).isoformat(), SINCE: now.isoformat()}
        cycle = as_cycle(value)
        anchor = cycle.start or cycle.interval.after(now)
        text = value if isinstance(value, str) else timer.text.text
        interval = text.rsplit("/", 1)[-1] if isinstance(value, str) else _interval(value)
        return {DUE: anchor.isoformat(), "cycle": [anchor.isoformat(), interval, cycle.repeat, 1]}
    except TimerTextWrong as wrong:
        raise Incident("timer_wrong", token.task_spec.node.id, token.key, wrong.zh, wrong.en) from wrong


def recount(token: Token, trigger: Trigger) -> None:
    """Evaluate a timer's text again as of the moment it began, in the scope and calendar of now; a cycle stays."""
    if trigger.timer is not None and not trigger.timer.text.is_literal and SINCE in token.internal_data:
        move_timer(token, _counted_then(token, trigger.timer)[DUE])


def renew(token: Token, before: Trigger | None, recount: bool) -> None:
    """After a migration: a message, signal or condition whose text the other version changed is waited for by its new
    text; with `recount` a timer is counted again as of when it began. A cycle stays."""
    trigger, facts = trigger_of(token), token.internal_data
    if trigger is None or before is None or MET in facts:
        return
    before = before.parts[facts[PART]] if PART in facts else before
    journal = token.workflow.top_workflow.journal
    if (SUBSCRIBED in facts or WATCHED in facts) and _texts(before) != _texts(trigger):
        journal.closes(token, "cancelled")
        wait_for(token, trigger)
    elif recount and SINCE in facts and trigger.timer is not None and trigger.timer.kind != "cycle":
        found = _counted_then(token, trigger.timer)
        if found[DUE] != facts[DUE]:
            facts.update(found)
            journal.moved[token.key] = token


def _texts(trigger: Trigger) -> tuple[str | None, ...]:
    """The name and correlation key or the condition waited for, as they are written."""
    return (
        trigger.name.text if trigger.name else None,
        trigger.correlation.text if trigger.correlation else None,
        trigger.condition.text if trigger.condition else None,
    )


def _counted_then(token: Token, timer: Timer) -> dict[str, Any]:
    """A timer's facts as of the moment it began, in the scope and calendar of now."""
    instance = token.workflow.top_workflow
    env = instance.env
    instance.env = replace(env, now=datetime.fromisoformat(token.internal_data[SINCE]))
    try:
        return _start_timer(token, timer)
    finally:
        instance.env = env


def move_timer(token: Token, due: str) -> None:
    """Give a waiting timer another due (ISO text, UTC); a cycle goes on from there."""
    facts = token.internal_data
    if facts[DUE] == due:
        return
    if "cycle" in facts:
        anchor, interval, repeat, fired = facts["cycle"]
        shift = datetime.fromisoformat(due) - datetime.fromisoformat(facts[DUE])
        facts["cycle"] = [(datetime.fromisoformat(anchor) + shift).isoformat(), interval, repeat, fired]
    facts[DUE] = due
    token.workflow.top_workflow.journal.moved[token.key] = token


def _interval(value: Any) -> str:
    from engine import feel

    return str(feel.to_json(value))


def heard(waiter: Token) -> None:
    """An event has happened: its waiter listens no more, or if it does not interrupt for the next time.

    Of triggers that happen together all begin anew, unless one is a timer that is used up.
    """
    group = beside(waiter)
    for one in group:
        waiter.workflow.top_workflow.journal.closes(one, "completed")
    if not waiting_node(waiter).interrupting:
        facts = [_next_time(one.internal_data) for one in group]
        if None not in facts:
            for one, again in zip(group, facts, strict=True):
                assert one.host is not None and again is not None
                _begin(_waiter(one.host, one.task_spec, again))
    for one in group:
        one.cancel()


def _next_time(facts: dict[str, Any]) -> dict[str, Any] | None:
    """What a waiter waits for the next time, None when a timer is used up; a condition must become false before."""
    facts = {name: value for name, value in facts.items() if name not in (MET, AS)}
    if DUE in facts and "cycle" not in facts:
        return None
    if "cycle" in facts:
        anchor, interval, repeat, fired = facts["cycle"]
        if repeat is not None and fired >= repeat:
            return None
        due = parse_duration(interval).after(datetime.fromisoformat(anchor), fired)
        kept = {PART: facts[PART]} if PART in facts else {}
        return {**kept, DUE: due.isoformat(), "cycle": [anchor, interval, repeat, fired + 1]}
    return facts
