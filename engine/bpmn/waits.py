"""What a waiting token waits for, read from the small facts it keeps (`internal_data`)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from engine.bpmn.jumps import BACK
from engine.bpmn.outcome import SubscriptionWait, TaskWait, TimerWait
from engine.bpmn.variables import local_variables

if TYPE_CHECKING:
    from engine.bpmn.model import Node
    from engine.bpmn.tokens import Token

TASK, DUE, SINCE, SUBSCRIBED = "task", "due", "since", "on"
ENDING = "ending"  # an ad-hoc sub-process that only waits for what is still under way in it


def is_task(token: Token) -> bool:
    return TASK in token.internal_data


def is_timer(token: Token) -> bool:
    return DUE in token.internal_data


def is_subscription(token: Token) -> bool:
    return SUBSCRIBED in token.internal_data


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
    node = token.task_spec.node
    return node.body.starts[0] if node.body is not None and node.is_event_subprocess else node


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
