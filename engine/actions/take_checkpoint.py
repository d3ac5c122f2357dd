"""Sign the heads of all chains: on demand, and every so often by background work.

Nothing is signed when history did anything but grow since the last checkpoint; the refusal stays in the journal until
an audit administrator acknowledges what he has looked into.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.exc import IntegrityError

from engine.actions.export_checkpoints import export_checkpoints, mail_checkpoint, newest_exported
from engine.errors import NotNow, Refused
from engine.history.checkpoint import NOTHING, Checkpoint, checkpoint_over
from engine.history.note import Note
from engine.history.signer import Signer, sign_note
from engine.history.tree import Leaf
from engine.organization import require
from engine.store import tables as t
from engine.store.checkpoints import Stored, heads_at, heads_now, keep_checkpoint, stored
from engine.store.evidence import EvidenceSettings, evidence_of, put_setting
from engine.store.growth import Difference, differences
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.work import SYSTEM, Actor

REFUSED = "checkpoint.refused"  # the setting that remembers a refusal, until one is signed again
ACKNOWLEDGED = "system.restored"


@dataclass(frozen=True)
class Taken:
    """The checkpoint that was signed."""

    checkpoint: Checkpoint
    note: Note
    changed: int


def take_checkpoint(office: Office, settings: EvidenceSettings, by: Actor, signer: Signer | None = None) -> Taken:
    """Raises Refused `history_changed` with every difference, `no_keys`, `not_allowed`; then nothing is signed."""
    with office.database.snapshot() as connection:
        _require(office, connection, by)
        evidence = evidence_of(connection)
        signing = signer or evidence.signer(settings)
        last = _last(connection)
        heads = list(heads_now(connection))
        open_ones = _open(connection, _found(connection, settings, last, heads))
        before = {leaf.id: leaf for leaf in heads_at(connection, last.n)} if last else {}
    if open_ones:
        _remember(office, open_ones)
        raise refusal(open_ones)
    exported_n = newest_exported(settings, evidence.office)[0]
    checkpoint = checkpoint_over(
        heads, office=evidence.office, previous=last.checkpoint.hash if last else NOTHING,
        number=max(last.n if last else 0, exported_n) + 1, time=office.now(), alg=evidence.alg,
    )  # fmt: skip
    note = sign_note(Note(checkpoint.text, ()), signing)
    changed = [leaf for leaf in heads if before.get(leaf.id) != leaf]
    try:
        with office.database.write() as connection:
            evidence_of(connection, lock=True)
            newest = _last(connection)
            if (newest.n if newest else 0) != (last.n if last else 0):
                raise _overtaken()
            keep_checkpoint(connection, checkpoint, note, changed)
            connection.execute(delete(t.setting).where(t.setting.c.key == REFUSED))
            if by.person != SYSTEM:
                journal(connection, "checkpoint.taken", by.person, office.now(), {"number": checkpoint.number})
            if settings.mail:
                mail_checkpoint(office, connection, checkpoint, note)
    except IntegrityError as error:
        raise _overtaken() from error
    export_checkpoints(office, settings)
    return Taken(checkpoint, note, len(changed))


def checkpoint_if_due(office: Office, settings: EvidenceSettings) -> Taken | None:
    """What background work asks every so often: sign when the time has come and something happened."""
    if not settings.minutes:
        return None
    ago = office.now() - timedelta(minutes=settings.minutes)
    with office.database.read() as connection:
        if not evidence_of(connection).key:
            return None
        refused = connection.execute(select(t.setting.c.value).where(t.setting.c.key == REFUSED)).scalar_one_or_none()
        last = _last(connection)
        if (last is not None and last.at > ago) or (refused and refused["at"] > ago.isoformat()):
            return None
        if last is not None and (last.events, last.leaves) == _size(connection):
            return None
    try:
        return take_checkpoint(office, settings, Actor(SYSTEM))
    except NotNow:
        return None  # another process was quicker


def outstanding(office: Office, settings: EvidenceSettings) -> list[Difference]:
    """What would be refused now: for doctor and pages."""
    with office.database.snapshot() as connection:
        found = _found(connection, settings, _last(connection), list(heads_now(connection)))
        return _open(connection, found)


def acknowledge_differences(office: Office, settings: EvidenceSettings, reason: str, by: Actor) -> list[Difference]:
    """The audit administrator has looked into it (a restored backup, a repair): the journal keeps what and why.

    Raises Refused `not_allowed`, NotNow `nothing_to_acknowledge`, Refused `reason_missing`.
    """
    if len(reason.strip()) < 4:
        raise Refused("reason_missing", "请写明原因。", "Give the reason.")
    with office.database.write() as connection:
        organization = office.organization(connection, office.in_force(connection)["organization"])
        require(organization, by.person, "checkpoint.acknowledge", office.now())
        last = _last(connection)
        found = _open(connection, _found(connection, settings, last, list(heads_now(connection))))
        if not found:
            raise NotNow("nothing_to_acknowledge", "没有需要确认的异常。", "There is nothing to acknowledge.")
        body = {
            "reason": reason.strip(), "after": last.n if last else 0, "marks": [each.mark for each in found],
            "differences": [each.as_json() for each in found],
        }  # fmt: skip
        journal(connection, ACKNOWLEDGED, by.person, office.now(), body)
        marks = _known(connection) | {each.mark for each in found}
        put_setting(connection, ACKNOWLEDGED, {"after": body["after"], "marks": sorted(marks)})
        connection.execute(delete(t.setting).where(t.setting.c.key == REFUSED))
    return found


def refusal(found: Sequence[Difference]) -> Refused:
    first = found[0]
    return Refused(
        "history_changed", f"自上个检查点以来历史不只是增加,拒绝签名({len(found)}处):{first.zh}",
        f"History did not only grow since the last checkpoint; not signed ({len(found)}): {first.en}",
        differences=[each.as_json() for each in found[:100]],
    )  # fmt: skip


def _found(
    connection: Connection, settings: EvidenceSettings, last: Stored | None, heads: Sequence[Leaf]
) -> list[Difference]:
    evidence = evidence_of(connection)
    n, exported = newest_exported(settings, evidence.office)
    return list(differences(connection, last, heads, evidence.trusted(settings), exported, n))


def _open(connection: Connection, found: list[Difference]) -> list[Difference]:
    known = _known(connection)
    return [each for each in found if each.mark not in known]


def _known(connection: Connection) -> set[str]:
    """Marks acknowledged since the last checkpoint."""
    value = connection.execute(select(t.setting.c.value).where(t.setting.c.key == ACKNOWLEDGED)).scalar_one_or_none()
    last = connection.execute(select(t.checkpoint.c.n).order_by(t.checkpoint.c.n.desc()).limit(1)).scalar_one_or_none()
    return set(value["marks"]) if value and value["after"] == (last or 0) else set()


def _last(connection: Connection) -> Stored | None:
    return stored(connection)


def _size(connection: Connection) -> tuple[int, int]:
    """Events and chains there are, without reading every head: asked at every sweep of a quiet office."""
    i = t.instance.c
    events, count = connection.execute(select(func.coalesce(func.sum(i.events), 0), func.count(i.id))).one()
    journal_head = next(heads_now(connection))
    return int(events) + journal_head.events, count + 1


def _remember(office: Office, found: Sequence[Difference]) -> None:
    """The refusal is an incident of the journal, once for the same differences."""
    marks = [each.mark for each in found]
    with office.database.write() as connection:
        before: Any = connection.execute(
            select(t.setting.c.value).where(t.setting.c.key == REFUSED)
        ).scalar_one_or_none()
        if before is None or before["marks"] != marks:
            what = {"differences": [each.as_json() for each in found[:100]], "count": len(found)}
            journal(connection, REFUSED, SYSTEM, office.now(), what)
        put_setting(connection, REFUSED, {"at": office.now().isoformat(), "marks": marks})


def _require(office: Office, connection: Connection, by: Actor) -> None:
    if by.person != SYSTEM:
        organization = office.organization(connection, office.in_force(connection)["organization"])
        require(organization, by.person, "checkpoint.take", office.now())


def _overtaken() -> NotNow:
    return NotNow("checkpoint_overtaken", "另一个检查点刚刚签好。", "Another checkpoint was signed just now.")


