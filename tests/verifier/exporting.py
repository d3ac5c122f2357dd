"""A real office whose matters are taken out by the real exporter: keys, a witness who signs, sealed texts, attachments."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from engine import actions
from engine.actions import Actor, Upload
from engine.actions.countersign_checkpoint import countersign_checkpoint, register_witness
from engine.actions.export_package import Exported, export_package
from engine.actions.make_keys import make_office_key
from engine.actions.take_checkpoint import take_checkpoint
from engine.clock import SimulatedClock
from engine.history.signer import FileSigner, load_signer, make_key, sign_note
from engine.organization import mark_absent
from engine.queries.exportable import Chosen
from engine.store.evidence import EvidenceSettings
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from engine.verifier.keys import read_key
from engine.verifier.signatures import Trust
from tests.actions import desk as doing
from tests.conftest import BEGINNING, furnish
from tests.matters import VALUES as MATTER
from tests.matters import matter
from tests.packages import approval

WITNESS = "A3"  # 安全审计员


@dataclass
class Evidence:
    """An office with its keys and the auditor's trust in them."""

    office: Office
    settings: EvidenceSettings
    witness: FileSigner
    trust: Trust

    def export(self, chosen: Chosen, by: str = SYSTEM, **more: bool) -> tuple[bytes, Exported]:
        out = io.BytesIO()
        made = export_package(self.office, self.settings, chosen, out, Actor(by), **more)
        return out.getvalue(), made

    def checkpoint(self) -> None:
        """Sign, and let the witness sign."""
        taken = take_checkpoint(self.office, self.settings, Actor(SYSTEM))
        countersign_checkpoint(self.office, self.settings, sign_note(taken.note, self.witness), Actor(WITNESS))


def with_keys(office: Office, folder: Path, kind: str = "ed25519", alg: str = "sha256") -> Evidence:
    settings = EvidenceSettings(folder / "keys", folder / "checkpoints")
    server = make_office_key(office, settings, "qinglan", Actor(SYSTEM), kind=kind, alg=alg)
    own = make_key(folder / "stick", "A3", kind)
    register_witness(office, settings, own, Actor(WITNESS))
    trust = Trust((read_key(server.line.encode()),), (read_key(own.line.encode()),))
    return Evidence(office, settings, load_signer(folder / "stick" / "A3.key"), trust)


def busy_office(folder: Path, kind: str = "ed25519", alg: str = "sha256") -> Evidence:
    """Two procedures, matters of both in several states, an attachment, a change of the organization between."""
    clock = SimulatedClock(BEGINNING)
    office = open_office(f"sqlite:///{folder}/banjie.sqlite3", clock=clock, files=folder / "files")
    furnish(office, approval(), matter())
    evidence = with_keys(office, folder, kind, alg)
    for n in range(3):
        doing.start(office, title=f"关于第{n}号林区道路的请示", amount=n + 1)
        clock.move_to(clock.now() + timedelta(minutes=7))
    attach = actions.AttachFiles(1, [Upload("勘查图.pdf", "application/pdf", io.BytesIO(b"%PDF-1.7 map"))], doing.command_id())
    actions.attach_files(office, attach, Actor("U11"))
    evidence.checkpoint()
    clock.move_to(clock.now() + timedelta(hours=1))
    actions.change_organization(office, Actor("A2"), lambda o, at: mark_absent(o, "O6", at.date()), {"absent": "O6"})
    for instance in (1, 2):
        doing.review(office, instance=instance)
        for unit, head in (("林草局", "U10"), ("财政局", "U14")):
            clock.move_to(clock.now() + timedelta(minutes=3))
            doing.cosign(office, unit, head, instance=instance)
    doing.sign(office, "退回", instance=1)
    doing.review(office, instance=1)
    start = actions.StartInstance("matter", dict(MATTER), doing.command_id())
    actions.start_instance(office, start, Actor("U11"))
    clock.move_to(clock.now() + timedelta(minutes=3))
    return evidence
