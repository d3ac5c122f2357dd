"""A matter of two versions as evidence: both are in the package, the move is made again, and what is not so is found."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import actions
from engine.actions import Actor
from engine.clock import SimulatedClock
from engine.queries.exportable import choose_instance
from engine.store.office import open_office
from engine.store.work import SYSTEM
from engine.verifier.bpmn import reexecute
from engine.verifier.judging import judge
from tests.actions import desk as doing
from tests.actions.test_migrate import LONGER, PROCEDURE, RENAMED, migrate, publish, version
from tests.conftest import BEGINNING, furnish
from tests.packages import DIAGRAM, approval
from tests.verifier.exporting import Evidence, with_keys
from tests.verifier.histories import Histories

Body = dict[str, Any]
PAIRS = {"review": "check", "late": "tardy"}


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evidence]:
    folder: Path = tmp_path_factory.mktemp("migrated")
    office = open_office(f"sqlite:///{folder}/b.sqlite3", clock=SimulatedClock(BEGINNING), files=folder / "files")
    furnish(office, approval())
    made = with_keys(office, folder)
    doing.start(office)
    doing.start(office)
    migrate(office, publish(office, RENAMED), chosen=PAIRS)
    doing.complete(office, "check", "O5", {"review_result": "同意"}, "已核。")
    migrate(office, publish(office, LONGER), instance=2, recount=True)
    yield made
    office.database.dispose()


def test_the_package_brings_both_versions_and_proves_the_move(evidence: Evidence) -> None:
    data, _ = evidence.export(choose_instance(evidence.office, SYSTEM, "QS20260001"))
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert len({name.split("/")[1] for name in names if name.startswith("definitions/")}) == 2
    found = judge(io.BytesIO(data), evidence.trust)
    assert found.found.faults == [], found.as_text()
    assert [gap for gap in found.found.gaps if gap.layer == 5] == []
    (told,) = found.as_json()["instances"]
    assert told["definition"] == Histories(evidence.office).events(1)[1]["body"]["definition"]
    assert "check" in told["elements"] and "review" not in told["elements"], "drawn on the version it runs on"


def test_a_package_without_the_version_it_moved_to_is_not_whole(evidence: Evidence) -> None:
    data, _ = evidence.export(choose_instance(evidence.office, SYSTEM, "QS20260001"))
    kept = Histories(evidence.office)
    gone = kept.events(1)[1]["body"]["definition"]
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(out, "w") as less:
        for name in whole.namelist():
            if gone not in name:
                less.writestr(name, whole.read(name))
    assert judge(io.BytesIO(out.getvalue()), evidence.trust).exit_code == 1
    found = kept.judge(1, kept.events(1))
    assert found.fault is None and found.unverified == []


def changed(name: str, value: Any) -> Callable[[Body], None]:
    return lambda body: body.__setitem__(name, value)


def inside(name: str, key: str, value: Any) -> Callable[[Body], None]:
    return lambda body: body[name].__setitem__(key, value)


LIES: dict[str, tuple[Callable[[Body], None], str]] = {
    "the mapping": (inside("mapping", "review", "sign"), "mapping_wrong"),
    "the mapping of an element without tokens": (inside("mapping", "sign", "check"), "mapping_wrong"),
    "a pair left out": (lambda body: body["mapping"].pop("cosign"), "mapping_wrong"),
    "what was chosen": (changed("chosen", {"late": "tardy"}), "mapping_wrong"),
    "a pair that cannot be": (changed("chosen", {**PAIRS, "sign": "number"}), "mapping_wrong"),
    "where tokens stood": (changed("before", [["review#1", "sign"]]), "before_wrong"),
    "where tokens stand": (changed("after", [["review#1", "sign"]]), "after_wrong"),
    "the version it came from": (inside("from", "definition", "0" * 64), "version_wrong"),
    "the difference": (inside("difference", "added", ["check"]), "difference_wrong"),
    "a task under another name": (inside("carried", "tasks", []), "carried_wrong"),
    "a timer under another name": (inside("carried", "timers", []), "carried_wrong"),
    "a due nobody changed": (
        changed("dues", [{"subject": "instance", "old": None, "new": "2026-03-01T00:00:00+00:00", "principals": [], "box": "todo"}]),
        "dues_wrong",
    ),
    "a task more": (lambda body: body["moved"].__setitem__("tasks", 9), "tasks_wrong"),
    "no reason": (changed("reason", ""), "reason_missing"),
    "another's signature": (changed("signature", "文若水"), "signature_wrong"),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_what_is_not_so_is_found_at_the_migration(evidence: Evidence, lie: str) -> None:
    kept = Histories(evidence.office)
    events = copy.deepcopy(kept.events(1))
    assert events[1]["meta"]["kind"] == "instance.migrated"
    tell, code = LIES[lie]
    tell(events[1]["body"])
    fault = kept.judge(1, events).fault
    assert fault is not None and (fault.seq, fault.code) == (2, code), fault


def test_dues_that_were_counted_again_are_counted_by_the_verifier(evidence: Evidence) -> None:
    kept = Histories(evidence.office)
    events = kept.events(2)
    body = events[-1]["body"]
    assert body["dues"] and body["moved"]["timers_moved"] and kept.judge(2, events).fault is None
    for tell, code in ((changed("recount", False), "dues_wrong"), (changed("dues", []), "dues_wrong")):
        lied = copy.deepcopy(events)
        tell(lied[-1]["body"])
        fault = kept.judge(2, lied).fault
        assert fault is not None and fault.seq == lied[-1]["meta"]["seq"] and code


def test_somebody_who_does_not_answer_for_it_is_found(evidence: Evidence) -> None:
    kept = Histories(evidence.office)
    events = copy.deepcopy(kept.events(1))
    events[1]["meta"]["who"], events[1]["body"]["signature"] = "O5", "文思齐"
    fault = kept.judge(1, events).fault
    assert fault is not None and (fault.seq, fault.code) == (2, "not_entitled")


def test_other_files_under_the_name_of_the_version_are_found(evidence: Evidence) -> None:
    kept = Histories(evidence.office)
    events = kept.events(1)
    wrong = kept.version(kept.events(2)[-1]["body"]["definition"])[1]
    files, procedure = kept.definition(1)
    found = reexecute(
        events, files, kept.references["organization"], kept.references["calendar"], procedure=procedure,
        procedures=lambda _: wrong,
    )  # fmt: skip
    assert found.fault is not None and (found.fault.seq, found.fault.code) == (2, "version_wrong")


def test_a_package_of_another_version_in_its_place_is_found(evidence: Evidence) -> None:
    """The files under the hash the event names are those of the hash: other files have another one."""
    kept = Histories(evidence.office)
    events = copy.deepcopy(kept.events(1))
    other = version(DIAGRAM.replace("签发", "审签"), PROCEDURE)
    events[1]["body"]["definition"] = publish_hash(evidence, other)
    fault = kept.judge(1, events).fault
    assert fault is not None and fault.seq == 2


def publish_hash(evidence: Evidence, package: Any) -> str:
    return actions.publish_definition(evidence.office, package, Actor(SYSTEM)).hash
