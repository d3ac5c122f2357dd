"""The demo office is signed and witnessed, and a second one beside it does not disturb the first."""

from __future__ import annotations

from engine.demo.proof import prove
from engine.history.signer import load_public
from engine.store.evidence import EvidenceSettings
from engine.store.office import open_office
from engine.store.verification import Trust, verify_office
from tests.actions import desk
from tests.conftest import furnish
from tests.packages import approval


def test_a_demo_bears_the_countersignature_of_its_audit_administrator(clock, tmp_path):
    settings = EvidenceSettings(tmp_path / "keys", tmp_path / "out")
    for n in (1, 2):  # the same folders, another database: as after removing the first
        office = furnish(open_office(f"sqlite:///{tmp_path}/{n}.sqlite3", clock=clock, files=tmp_path / "files"), approval())
        desk.start(office)
        assert prove(office, settings) == 1
        slug = f"qinglan-{n}" if n > 1 else "qinglan"
        trust = Trust(
            (load_public(settings.keys / f"{slug}-1.pub"),), (load_public(settings.keys / f"a3-{slug}-1.pub"),)
        )
        verdict = verify_office(office.database, office.files, trust)
        assert verdict.ok and verdict.signed and verdict.witnessed
        office.database.dispose()
    assert len(list((tmp_path / "out").glob("*.note"))) == 2
    assert all(path.stat().st_mode & 0o077 == 0 for path in settings.keys.rglob("*.key"))
