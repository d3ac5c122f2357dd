"""Waiting for the world: timers, messages and signals, by a token of its own or by a waiter on behalf of another."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.bpmn.timers import TimerTextWrong, as_cycle, as_duration, as_moment, parse_duration
from engine.bpmn.tokens import AS, WAITER, WAITING, Token
from engine.bpmn.variables import evaluate, evaluate_json
from engine.bpmn.waits import DUE, SINCE, SUBSCRIBED, waiting_node
from engine.errors import Incident

if TYPE_CHECKING:
    from engine.bpmn.formula import Formula
    from engine.bpmn.model import Timer, Trigger
    from engine.bpmn.nodes.step import Step


def listen(host: Token, spec: Step) -> Token:
    """A waiter listening for `spec`'s event on behalf of `host`."""
    waiter = Token(host.workflow, spec, host, WAITING, role=WAITER)
    node = waiting_node(waiter)
    waiter.number = host.workflow.count(node.id)
    waiter.key = f"{host.workflow.prefix}{node.id}#{waiter.number}"
    if node.trigger is not None:
        wait_for(waiter, node.trigger)
    return waiter


def wait_for(token: Token, trigger: Trigger) -> None:
    """Make `token` wait for a timer, message or signal; evaluated now, in the token's scope."""
    if trigger.kind == "timer" and trigger.timer is not None:
        token.internal_data.update(_start_timer(token, trigger.timer))
    else:
        name = _text(token, trigger.name, "名称", "name") or ""
        correlation = None
        if trigger.correlation is not None:
            correlation = _text(token, trigger.correlation, "关联键", "correlation key")
        token.internal_data[SUBSCRIBED] = [trigger.kind, name, correlation]
    tree = token.workflow
    tree.top_workflow.journal.opens(token)
    tree.top_workflow.journal.note("wait", waiting_node(token).id, token.key, tree.key, _detail(token.internal_data))


def _detail(facts: dict[str, Any]) -> dict[str, Any]:
    """What a `wait` happening says about a timer or subscription."""
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
    """After a migration: a message or signal whose text the other version changed is waited for by its new text;
    with `recount` a timer is counted again as of when it began. A cycle stays."""
    trigger, facts = waiting_node(token).trigger, token.internal_data
    if trigger is None or before is None:
        return
    journal = token.workflow.top_workflow.journal
    if SUBSCRIBED in facts and _texts(before) != _texts(trigger):
        journal.closes(token, "cancelled")
        wait_for(token, trigger)
    elif recount and SINCE in facts and trigger.timer is not None and trigger.timer.kind != "cycle":
        found = _counted_then(token, trigger.timer)
        if found[DUE] != facts[DUE]:
            facts.update(found)
            journal.moved[token.key] = token


def _texts(trigger: Trigger) -> tuple[str | None, ...]:
    """The name and correlation key waited for, as they are written."""
    return (
        trigger.name.text if trigger.name else None,
        trigger.correlation.text if trigger.correlation else None,
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


def next_round(waiter: Token) -> Token | None:
    """After a non-interrupting event fired: the waiter for its next time, or None when a timer is used up."""
    facts = waiter.internal_data
    if DUE in facts and "cycle" not in facts:
        return None
    if "cycle" in facts:
        anchor, interval, repeat, fired = facts["cycle"]
        if repeat is not None and fired >= repeat:
            return None
        due = parse_duration(interval).after(datetime.fromisoformat(anchor), fired)
        facts = {DUE: due.isoformat(), "cycle": [anchor, interval, repeat, fired + 1]}
    host = waiter.host
    assert host is not None
    again = Token(waiter.workflow, waiter.task_spec, host, WAITING, role=WAITER)
    node = waiting_node(again)
    again.number = waiter.workflow.count(node.id)
    again.key = f"{waiter.workflow.prefix}{node.id}#{again.number}"
    again.internal_data.update((name, fact) for name, fact in facts.items() if name != AS)
    journal = waiter.workflow.top_workflow.journal
    journal.opens(again)
    journal.note("wait", node.id, again.key, waiter.workflow.key, _detail(facts))
    return again
