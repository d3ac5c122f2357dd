"""Histories of a real office as the verifier is given them: opened events, definition files, references."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, ClassVar

import orjson
from sqlalchemy import select

from engine.definition import Package
from engine.history import opened
from engine.store import tables as t
from engine.store.office import Office
from engine.verifier.bpmn import Findings, reexecute
from engine.verifier.bpmn.case import References
from engine.verifier.bpmn.procedure import Procedure, read_procedure


class Histories:
    """What an office has recorded; `verify` judges one matter, `totals` counts over all that were judged.

    Definitions and organizations are read once for all offices of a test run: most are the same.
    """

    procedures: ClassVar[dict[str, tuple[dict[str, bytes], Procedure]]] = {}
    kept = References({}, {})

    def __init__(self, office: Office) -> None:
        self.office = office
        self.totals: Counter[str] = Counter()
        with office.database.read() as connection:
            rows = connection.execute(select(t.reference.c.kind, t.reference.c.fingerprint, t.reference.c.body)).all()
        self.references = {
            kind: {row.fingerprint: _json(row.body) for row in rows if row.kind == kind}
            for kind in ("organization", "calendar")
        }
        for mine, known in ((self.references["organization"], self.kept.organizations),
                            (self.references["calendar"], self.kept.calendars)):  # fmt: skip
            for fingerprint, value in mine.items():
                known.setdefault(fingerprint, value)  # type: ignore[attr-defined]

    def ids(self) -> list[int]:
        with self.office.database.read() as connection:
            return list(connection.execute(select(t.instance.c.id).order_by(t.instance.c.id)).scalars())

    def events(self, instance_id: int) -> list[dict[str, Any]]:
        h = t.history.c
        with self.office.database.read() as connection:
            rows = connection.execute(select(h.meta, h.body, h.sealed).where(h.instance_id == instance_id).order_by(h.seq)).all()
        return [{"meta": orjson.loads(row.meta), "body": opened(row.body, row.sealed)} for row in rows]

    def definition(self, instance_id: int) -> tuple[dict[str, bytes], Procedure]:
        """The version it was started on."""
        return self.version(self.events(instance_id)[0]["body"]["definition"])

    def version(self, hash: str) -> tuple[dict[str, bytes], Procedure]:
        if hash not in self.procedures:
            with self.office.database.read() as connection:
                same = select(t.definition.c.package).where(t.definition.c.hash == hash).limit(1)
                data = connection.execute(same).scalar_one()
            files = dict(Package.from_zip(data).files)
            self.procedures[hash] = (files, read_procedure(files))
        return self.procedures[hash]

    def judge(self, instance_id: int, events: list[dict[str, Any]]) -> Findings:
        files, procedure = self.definition(instance_id)
        return reexecute(
            events, files, self.references["organization"], self.references["calendar"], references=self.kept,
            procedure=procedure, procedures=lambda hash: self.version(hash)[1],
        )  # fmt: skip

    def verify(self, instance_id: int) -> Findings:
        """Judge a matter as it is recorded, and compare where it ends with what the tables say."""
        found = self.judge(instance_id, self.events(instance_id))
        self.totals.update(
            matters=1, events=found.events, entries=found.entries, decisions=found.decisions,
            entitlements=found.entitlements, unverified=len(found.unverified),
        )  # fmt: skip
        assert found.fault is None, f"matter {instance_id}: {found.fault}"
        self._same_end(instance_id, found)
        return found

    def _same_end(self, instance_id: int, found: Findings) -> None:
        i, k = t.instance.c, t.task.c
        with self.office.database.read() as connection:
            row = connection.execute(select(i.state, i.end_state).where(i.id == instance_id)).one()
            tasks = connection.execute(
                select(k.key).where(k.instance_id == instance_id, k.state.in_(("open", "held")))
            ).scalars()
            assert sorted(found.open_tasks) == sorted(tasks)
        assert (found.state, found.end_state) == (row.state, row.end_state)

    @property
    def share(self) -> str:
        n = self.totals
        return (
            f"{n['matters']} matters, {n['events']} events, {n['entries']} entries, {n['decisions']} decisions, "
            f"{n['entitlements']} entitlements; {n['unverified']} things not verified "
            f"({100 * n['unverified'] / max(n['events'], 1):.1f} for 100 events)"
        )


def _json(body: Any) -> Any:
    return json.loads(body) if isinstance(body, str | bytes) else body
