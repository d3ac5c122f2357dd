"""Take matters out as evidence, in one file that proves itself; the trace is committed before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from engine.actions.take_checkpoint import take_checkpoint
from engine.errors import Missing, NotNow
from engine.history.note import Note
from engine.history.package import PackageWriter
from engine.history.signer import Signer, sign_note
from engine.queries.exportable import Chosen
from engine.queries.package_metadata import package_metadata
from engine.queries.package_parts import write_parts
from engine.queries.people import office_of
from engine.store.checkpoints import Stored, stored
from engine.store.evidence import EvidenceSettings, evidence_of
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.work import SYSTEM, Actor

TRIES = 3


@dataclass(frozen=True)
class Exported:
    """What went into the file, and the checkpoint that proves it."""

    instances: int
    events: int
    checkpoint: int
    witnessed: bool
    absent: int  # attachments whose content is not there
    left_out: int


def export_package(
    office: Office,
    settings: EvidenceSettings,
    chosen: Chosen,
    out: BinaryIO,
    by: Actor,
    *,
    witnessed: bool = False,
    step: Callable[[int], None] = lambda events: None,
    signer: Signer | None = None,
) -> Exported:
    """Write the package of what `engine.queries.exportable` let him choose.

    A checkpoint is taken for it; with `witnessed` the newest one that a witness has signed is used instead, and what
    happened since is not in the package. Raises Refused `history_changed`, Missing `no_keys`, `not_witnessed`.
    """
    with office.database.read() as connection:
        evidence = evidence_of(connection)
    signing = signer or evidence.signer(settings)
    with office.database.write() as connection:
        journal(connection, "package.exported", by.person, office.now(), {"kind": chosen.kind, **chosen.what})
    n = None if witnessed else _checkpoint(office, settings, signing)
    with office.database.snapshot() as connection:
        newest = stored(connection, witnessed=True)
        proving = newest if n is None else stored(connection, n)
        if proving is None:
            raise Missing("not_witnessed", "还没有见证过的检查点。", "No checkpoint was witnessed yet.")
        writer = PackageWriter(out)
        gathered = write_parts(office, connection, writer, chosen.instances, proving, newest, evidence, step)
        name = office_of(office.organization(connection, office.in_force(connection)["organization"]))
    now = office.now()
    data = writer.finish(
        {
            "kind": chosen.kind, "made_at": now.isoformat(), "made_by": by.person, "office": name,
            "instances": [
                {"id": p.id, "number": p.number, "events": p.events, "head": p.head.hex(), "definition": p.definition}
                for p in gathered.packed
            ],
            "absent": sorted(set(gathered.absent)),
            "metadata": package_metadata(name, now, chosen.kind, gathered.metadata),
        }
    )  # fmt: skip
    text = f"banjie/{evidence.office}\npackage {_sha256(data)}\ntime {now.isoformat()}\n"
    writer.close(manifest_note=sign_note(Note(text, ()), signing).written.encode())
    return Exported(
        len(gathered.packed), sum(p.events for p in gathered.packed), proving.n, _is_witnessed(proving),
        len(set(gathered.absent)), chosen.left_out + len(chosen.instances) - len(gathered.packed),
    )  # fmt: skip


def _checkpoint(office: Office, settings: EvidenceSettings, signer: Signer) -> int:
    """One that binds all that happened before it; another process may be quicker, then ours comes after it."""
    for _ in range(TRIES):
        try:
            return take_checkpoint(office, settings, Actor(SYSTEM), signer).checkpoint.number
        except NotNow:
            continue
    raise NotNow("checkpoint_overtaken", "检查点正由其他进程签署,请稍后再试。", "Others keep signing checkpoints.")


def _is_witnessed(checkpoint: Stored) -> bool:
    return checkpoint.witness is not None


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
