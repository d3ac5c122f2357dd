"""领导意见代录: a secretary writes down what a leader said; shown so until the leader confirms it."""

from __future__ import annotations

from dataclasses import replace

from engine.actions.hand import Hand
from engine.actions.standing import refuse_closed, refuse_hold
from engine.clock import local
from engine.errors import NotNow, NotYours
from engine.organization import require, separated
from engine.store.work import Work, instance_of
from engine.task import entitle


def dictating(w: Work, task_id: int, leader: str) -> Hand:
    """The leader's task in his secretary's hand; NotYours unless the step lets one of the writer's roles do so."""
    locked = w.lock(instance_of(task_id))
    task, definition = w.task(task_id), w.definition()
    require(w.organization, w.actor.person, "opinion.dictate", w.at)
    roles = w.organization.roles_of(w.actor.person, local(w.at).date())
    if not task.is_main or roles.isdisjoint(definition.procedure.task(task.element).dictation):
        raise NotYours()
    entitled = entitle(task, leader, w.organization, w.at, locked.procedure)
    if entitled.on_behalf_of is not None or leader == w.actor.person:
        raise NotNow("dictated_deputy", "只能代录本人的意见。", "Only a holder's own opinion is written down.")
    refuse_closed(w, task)
    refuse_hold(w)
    rules = definition.procedure.task(task.element)
    if rules.different_from and (refusal := separated(w.actor.person, rules.different_from, w.done_by(task.key))):
        raise refusal  # what one did oneself is not approved by one's own hand
    shown = f"{entitled.signature}(代录:{w.organization.name(w.actor.person)})"
    return Hand(locked, task, definition, replace(entitled, on_behalf_of=leader, signature=shown))
