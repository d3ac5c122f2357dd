"""What background work does: fire due timers, deliver notices, send the morning's digest, sign checkpoints — on a
wake-up, and by a sweep that trusts no wake-up."""

from __future__ import annotations

from collections.abc import Callable

from engine.actions.deliver_messages import deliver_messages
from engine.actions.deliver_notices import MailSettings, deliver_notices
from engine.actions.fire_timers import fire_timers
from engine.actions.send_digest import send_digest
from engine.actions.take_checkpoint import checkpoint_if_due
from engine.actions.webhook import WebhookSettings
from engine.store.evidence import EvidenceSettings
from engine.store.jobs import DELIVER_NOTICES, FIRE_TIMERS, JobSettings, Role, open_jobs, use
from engine.store.office import Office


def start_background(
    office: Office,
    role: Role,
    *,
    settings: JobSettings | None = None,
    mail: MailSettings | None = None,
    hook: WebhookSettings | None = None,
    evidence: EvidenceSettings | None = None,
) -> Callable[[], None]:
    """Start jobs for an open office, so that its commands enqueue wake-ups; the answer ends them.

    Roles: embedded (inside `banjie serve`), worker (`banjie worker`), web (others run the jobs). Mail and the
    gateway's notices go where the environment says, unless `mail` and `hook` are given.
    """
    chosen, server = settings or JobSettings(), mail or MailSettings.from_environment()
    gateway = hook or WebhookSettings.from_environment()
    kept = evidence or EvidenceSettings.from_environment()
    jobs = open_jobs(office.database.url, role, chosen)

    def fire() -> None:
        while fire_timers(office):
            pass

    def deliver() -> None:
        deliver_messages(office)
        send_digest(office)
        deliver_notices(office, server, gateway)

    def sign() -> None:
        checkpoint_if_due(office, kept)

    def stop() -> None:
        use(None, office.database.url)
        jobs.stop()

    jobs.register(FIRE_TIMERS, fire)
    jobs.register(DELIVER_NOTICES, deliver)
    jobs.every(chosen.sweep_seconds, fire)
    jobs.every(chosen.sweep_seconds, deliver)
    jobs.every(chosen.sweep_seconds, sign)
    jobs.start()
    use(jobs, office.database.url)
    return stop
