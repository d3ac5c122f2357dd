"""What a waiting token waits for, read from the small facts it keeps (`internal_data`)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from engine.bpmn.jumps import BACK
from engine.bpmn.outcome import ConditionWait, SubscriptionWait, TaskWait, TimerWait
from engine.bpmn.variables import local_variables

if TYPE_CHECKING:
    from engine.bpmn.model import Node, Trigger
    from engine.bpmn.tokens import Token

TASK, DUE, SINCE, SUBSCRIBED, WATCHED = "task", "due", "since", "on", "if"
ENDING = "ending"  # an ad-hoc sub-process that only waits for what is still under way in it
PART, MET = "part", "met"  # the trigger of a multiple event it listens for; what that brought, if others are awaited


def is_task(token: Token) -> bool:
    return TASK in token.internal_data


def is_timer(token: Token) -> bool:
    return DUE in token.internal_data


def is_subscription(token: Token) -> bool:
    return SUBSCRIBED in token.internal_data


def is_condition(token: Token) -> bool:
    """`WATCHED` keeps whether the condition was true when last looked at."""
    return WATCHED in token.internal_data


def is_waiting(token: Token) -> bool:
    facts = token.internal_data
    if not facts or MET in facts or ENDING in facts:
        return False
    return any(kind in facts for kind in (TASK, DUE, SUBSCRIBED, WATCHED))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def task_wait(token: Token) -> TaskWait:
    node = token.task_spec.node
    assignee, users, groups, due, follow_up, priority = token.internal_data[TASK]
    variables = local_variables(token)
    counter = variables.get("loopCounter")
    return TaskWait(
        key=token.key,
        element=node.id,
        scope=token.workflow.key,
        name=node.name,
        lane=node.lane,
        assignee=assignee,
        candidate_users=tuple(users),
        candidate_groups=tuple(groups),
        due=_moment(due),
        follow_up=_moment(follow_up),
        priority=priority,
        form=node.assignment.form if node.assignment else None,
        properties=dict(node.properties),
        variables=variables,
        loop_counter=counter if isinstance(counter, int) else None,
        back=token.internal_data.get(BACK),
    )


def waiting_node(token: Token) -> Node:
    """The element a waiting token listens for; for an event sub-process its start event."""
    return event_of(token.task_spec.node)


def event_of(node: Node) -> Node:
    """The event an element begins with: of an event sub-process its start, else itself."""
    return node.body.starts[0] if node.body is not None and node.is_event_subprocess else node


def trigger_of(token: Token) -> Trigger | None:
    """What a waiting token waits for; of a multiple event its part."""
    trigger, part = waiting_node(token).trigger, token.internal_data.get(PART)
    return trigger.parts[part] if trigger is not None and part is not None else trigger


def timer_wait(token: Token) -> TimerWait:
    node = waiting_node(token)
    return TimerWait(
        key=token.key,
        element=node.id,
        scope=token.workflow.key,
        due=datetime.fromisoformat(token.internal_data[DUE]),
        attached_to=node.attached_to,
        interrupting=node.interrupting,
    )


def subscription_wait(token: Token) -> SubscriptionWait:
    node = waiting_node(token)
    kind, name, correlation = token.internal_data[SUBSCRIBED]
    return SubscriptionWait(
        key=token.key,
        element=node.id,
        scope=token.workflow.key,
        kind=kind,
        name=name,
        correlation=correlation,
        attached_to=node.attached_to,
        interrupting=node.interrupting,
    )


def condition_wait(token: Token) -> ConditionWait:
    node, trigger = waiting_node(token), trigger_of(token)
    return ConditionWait(
        key=token.key,
        element=node.id,
        scope=token.workflow.key,
        condition=trigger.condition.text if trigger is not None and trigger.condition is not None else "",
        attached_to=node.attached_to,
        interrupting=node.interrupting,
    )
