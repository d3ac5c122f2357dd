"""Who judges which kind of event."""

from __future__ import annotations

from collections.abc import Callable

from . import clockwork, completing, noting, requests, returning, signers, standing_still, starting, versions
from .case import Case

JUDGES: dict[str, Callable[[Case], None]] = {
    "instance.started": starting.started,
    "task.completed": completing.completed,
    "task.answered": signers.answered_and_asked,
    "task.claimed": noting.claimed,
    "task.released": noting.released,
    "task.opened": noting.opened,
    "task.urged": noting.urged,
    "task.returned": returning.returned,
    "task.withdrawn": returning.withdrawn,
    "task.transferred": requests.transferred,
    "task.delegated": signers.delegated,
    "signer.added": signers.added,
    "signer.removed": signers.removed,
    "signer.answered": signers.answered,
    "request.asked": requests.asked,
    "request.granted": requests.decided,
    "request.refused": requests.decided,
    "instance.circulated": noting.circulated,
    "reading.changed": noting.reading_changed,
    "instance.paused": standing_still.held,
    "instance.suspended": standing_still.held,
    "instance.resumed": standing_still.resumed,
    "instance.jumped": returning.jumped,
    "activity.started": completing.started,
    "instance.migrated": versions.migrated,
    "instance.cancelled": returning.cancelled,
    "opinion.confirmed": noting.confirmed,
    "opinion.corrected": noting.corrected,
    "calendar.changed": clockwork.calendar_changed,
    "timer.fired": clockwork.fired,
    "message.caught": clockwork.caught,
    "message.delivered": clockwork.delivered,
    "message.undelivered": clockwork.delivered,
    "attachment.added": noting.attached,
    "action.refused": noting.refused,
    "incident.raised": noting.refused,
    "erasure.asked": noting.erasing,
    "erasure.refused": noting.erasing,
    "data.erased": noting.erasing,
}
# kinds whose judges say themselves who is told; of the others nobody is
TELLING = frozenset({
    "task.completed", "task.urged", "task.transferred", "request.granted", "request.refused", "instance.circulated",
    "reading.changed",
})  # fmt: skip
