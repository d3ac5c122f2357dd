"""The demo's evidence: a signing key, a checkpoint over all that was played, and A3's countersignature as witness."""

from __future__ import annotations

import json

from engine.actions import Actor
from engine.actions.countersign_checkpoint import countersign_checkpoint, register_witness
from engine.actions.export_checkpoints import newest_exported
from engine.actions.make_keys import make_office_key
from engine.actions.take_checkpoint import take_checkpoint
from engine.history.signer import load_signer, make_key, sign_note
from engine.history.witness import Held, witness
from engine.store.delta import delta_since
from engine.store.evidence import EvidenceSettings
from engine.store.office import Office

OFFICE, WITNESS = "qinglan", "A3"
SYSTEM_ADMIN = Actor("A1")


def prove(office: Office, settings: EvidenceSettings) -> int:
    """Answers the checkpoint's number. A3's own key and state would be on a stick of hers; here they lie in a folder
    beside the office's key."""
    slug = _unused(settings)
    public = make_office_key(office, settings, slug, SYSTEM_ADMIN)
    stick = settings.keys / f"witness-of-{public.name}"
    name = f"{WITNESS.lower()}-{public.name}"
    make_key(stick, name)
    signer = load_signer(stick / f"{name}.key")
    register_witness(office, settings, signer.public, Actor(WITNESS))
    taken = take_checkpoint(office, settings, SYSTEM_ADMIN)
    with office.database.snapshot() as connection:
        note, delta = delta_since(connection, None)
    held = witness(Held(public.line), [public], note, delta)
    signed = sign_note(note, signer)
    state = {**held.as_json(), "note": signed.written}
    (stick / "state.json").write_text(json.dumps(state, ensure_ascii=False), encoding="utf-8")
    countersign_checkpoint(office, settings, signed, Actor(WITNESS))
    return taken.checkpoint.number


def _unused(settings: EvidenceSettings) -> str:
    """A name under which the folder holds no checkpoint of an office loaded before."""
    slug, number = OFFICE, 1
    while newest_exported(settings, slug)[0]:
        number += 1
        slug = f"{OFFICE}-{number}"
    return slug
