"""Bring the witness's line back: the audit administrator's own signature under a checkpoint of the office."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import update

from engine.actions.export_checkpoints import export_checkpoints
from engine.errors import Missing, NotNow, Refused
from engine.history.checkpoint import read_checkpoint
from engine.history.keys import PublicKey, read_key
from engine.history.note import Note
from engine.history.signer import signed_by
from engine.organization import require
from engine.store import tables as t
from engine.store.checkpoints import stored
from engine.store.evidence import EvidenceSettings, evidence_of, keep_evidence
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.work import Actor, Work, work


@dataclass(frozen=True)
class Countersigned:
    """The checkpoint that now bears the witness's line."""

    number: int
    witness: str
    note: Note


def register_witness(office: Office, settings: EvidenceSettings, key: PublicKey, by: Actor) -> None:
    """The audit administrator's public key; a new one replaces his old one, and the journal keeps both.

    Raises Refused `not_allowed`, NotNow `key_registered`, Refused `key_of_office`.
    """
    with work(office, by) as w:
        require(w.organization, by.person, "checkpoint.countersign", w.at)
        evidence = evidence_of(w.connection, lock=True)
        if key.key in {known.key for known in evidence.public()}:
            raise Refused("key_of_office", "机关自己的密钥不能作见证。", "The office's own key is no witness.")
        if key.line in evidence.witnesses.values():
            raise NotNow("key_registered", "该公钥已经登记。", "This key is registered already.")
        keep_evidence(w.connection, replace(evidence, witnesses={**evidence.witnesses, by.person: key.line}))
        journal(w.connection, "witness.registered", by.person, w.at, {"key": key.line})
    settings.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    (settings.keys / f"{key.name}.pub").write_text(key.line + "\n", encoding="utf-8")


def countersign_checkpoint(office: Office, settings: EvidenceSettings, note: Note, by: Actor) -> Countersigned:
    """Add the witness's line to the checkpoint whose text this is.

    Raises Refused `not_allowed`, Missing `no_checkpoint`, Refused `checkpoint_other`, `witness_key`, NotNow
    `countersigned`.
    """
    with work(office, by) as w:
        require(w.organization, by.person, "checkpoint.countersign", w.at)
        key = _key(w, by)
        evidence_of(w.connection, lock=True)
        number = read_checkpoint(note.text).number
        kept = stored(w.connection, number)
        if kept is None:
            raise Missing("no_checkpoint", f"没有第{number}号检查点。", f"There is no checkpoint {number}.")
        if kept.note.text != note.text:
            raise Refused(
                "checkpoint_other", f"文本与第{number}号检查点不一致。", f"The text is not that of checkpoint {number}."
            )
        if kept.note.of(key) is not None:
            raise NotNow("countersigned", "这个检查点您已副署。", "You have countersigned this checkpoint.")
        signature = note.of(key)
        if signature is None or not signed_by(note, key):
            raise Refused(
                "witness_key", "没有您登记密钥的有效签名。", "There is no valid signature of your registered key."
            )
        full = kept.note.signed(signature)
        w.connection.execute(
            update(t.checkpoint)
            .where(t.checkpoint.c.n == number)
            .values(note=full.written, witnessed_at=w.at, witness=key.name)
        )
        journal(w.connection, "checkpoint.countersigned", by.person, w.at, {"number": number, "key": key.line})
    export_checkpoints(office, settings)
    return Countersigned(number, key.name, full)


def _key(w: Work, by: Actor) -> PublicKey:
    line = evidence_of(w.connection).witnesses.get(by.person)
    if line is None:
        raise Missing("no_witness_key", "您还没有登记见证公钥。", "You have registered no witness key yet.")
    return read_key(line)
