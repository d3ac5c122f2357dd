"""The office's own signing key: made once, named in the setting, its public half told in the journal."""

from __future__ import annotations

from dataclasses import replace

from engine.errors import Refused
from engine.history.digests import hash_of
from engine.history.keys import NAME, PublicKey
from engine.history.signer import make_key
from engine.organization import require
from engine.store.evidence import EvidenceSettings, evidence_of, keep_evidence
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.work import SYSTEM, Actor


def make_office_key(
    office: Office, settings: EvidenceSettings, slug: str, by: Actor, *, kind: str = "ed25519", alg: str = ""
) -> PublicKey:
    """A new key signs from now on; old public keys stay known, so that old checkpoints verify.

    `slug` names the office in every note and never changes; `alg` is the hash function of new events and checkpoints.
    Raises Refused `not_allowed`, `office_named`, `key_malformed`, `alg_unknown`, `alg_missing`.
    """
    if not NAME.fullmatch(slug):
        raise Refused("key_malformed", "机关代号不能含空格、加号和斜杠。", "The office's name in notes is malformed.")
    with office.database.write() as connection:
        if by.person != SYSTEM:
            organization = office.organization(connection, office.in_force(connection)["organization"])
            require(organization, by.person, "evidence.keys", office.now())
        evidence = evidence_of(connection, lock=True)
        if evidence.office not in ("", slug):
            raise Refused(
                "office_named", f"机关代号已定为“{evidence.office}”,不能更改。",
                f"The office is called {evidence.office!r} in its notes; that never changes.",
            )  # fmt: skip
        alg = alg or evidence.alg
        hash_of(alg)
        public = make_key(settings.keys, _free_name(settings, slug, len(evidence.keys) + 1), kind)
        keep_evidence(
            connection,
            replace(evidence, office=slug, alg=alg, key=public.name, keys=(*evidence.keys, public.line)),
        )
        journal(connection, "keys.made", by.person, office.now(), {"key": public.line, "alg": alg, "office": slug})
    office.alg = alg
    return public


def _free_name(settings: EvidenceSettings, slug: str, number: int) -> str:
    """A key's file is never written over, be it of another database."""
    while (settings.keys / f"{slug}-{number}.key").exists():
        number += 1
    return f"{slug}-{number}"
