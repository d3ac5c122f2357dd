"""Asking a named built-in for a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.outcome import ServiceCall
from engine.bpmn.variables import Visible, evaluate_json, plain
from engine.errors import Incident

if TYPE_CHECKING:
    from engine.bpmn.model import Job
    from engine.bpmn.tokens import Token


def serve(token: Token, job: Job) -> dict[str, Any]:
    """The result of the built-in `job` names, as plain JSON.

    It is given the mapped inputs; without input mappings, all variables the token sees.
    """
    step = token.task_spec
    env = token.workflow.top_workflow.env
    name = evaluate_json(token, job.type)
    headers = {key: evaluate_json(token, value) for key, value in job.headers}
    if env.serve is None:
        raise Incident(
            "service_unanswered",
            step.node.id,
            token.key,
            f"内置服务“{name}”没有接通。",
            f"Nothing answers the built-in service “{name}”.",
        )
    inputs = dict(token.locals or {}) if step.node.inputs else Visible(token).merged()
    result = plain(env.serve(ServiceCall(str(name), token.key, step.node.id, headers, inputs)))
    step.note(token, "serve", {"service": name, "headers": headers, "result": result})
    return result
