"""Carrying out a granted erasure: in the matter, in those linked with it, in the journal, in every row beside."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import delete, select, update

from engine.errors import NotNow
from engine.history import ERASURE
from engine.store import tables as t
from engine.store.erasing import Gone, erase_events
from engine.store.journal import journal
from engine.store.occurrences import Wanted
from engine.store.office import Office
from engine.store.rows_beside import erase_rows
from engine.store.whereabouts import linked_holding
from engine.store.work import Locked, Work
from engine.words import ERASED


class Taking:
    """One granted erasure: the matter, those linked with it that hold the words, the journal, every row beside.

    `personal`: those of the words that stand in the fields, and are looked for in what people keep for themselves."""

    def __init__(self, office: Office, w: Work, row: Any, wanted: tuple[str, ...], personal: tuple[str, ...]) -> None:
        self.office, self.w, self.row, self.wanted, self.personal = office, w, row, wanted, personal
        self.texts: dict[str, int] = {}
        self.events: dict[str, int] = {}
        self.rows = 0
        self.chains: list[int] = []

    def take(self, locked: Locked) -> Taking:
        files = self._files(locked.id)
        for work_of, matter_of in self._matters(locked):
            mine = matter_of.id == locked.id
            gone = erase_events(
                self.w.connection, t.history, matter_of.id,
                Wanted(
                    self.wanted, frozenset(file.sha256 for file in files), frozenset(file.name for file in files),
                    frozenset(self.row.fields if mine else ()), states=True,
                ),
                matter_of.number,
            )  # fmt: skip
            self._clear_fields(matter_of, self.row.fields if mine else ())
            self.w.connection.execute(delete(t.snapshot).where(t.snapshot.c.instance_id == matter_of.id))
            self._tell(work_of, matter_of, gone)
        gone = Gone()
        if self.wanted:
            gone = erase_events(self.w.connection, t.journal, None, Wanted(self.wanted), "机关日志")
        if gone:
            what = {"erased": gone.erased, "bodies": gone.bodies, "erasure": self.row.id}
            journal(self.w.connection, ERASURE, self.w.actor.person, self.w.at, what)
        if self.wanted:
            self.rows = erase_rows(self.w.connection, self.chains, self.wanted, self.personal)
        self._drop_files(files)
        return self

    def _matters(self, locked: Locked) -> list[tuple[Work, Locked]]:
        """This matter and, from link to link, those that hold the words; one that runs still keeps all as it is."""
        found = [(self.w, locked)]
        for id in linked_holding(self.w.connection, locked.id, self.wanted):
            other = Work(self.office, self.w.connection, self.w.actor, None)
            linked = other.lock(id)
            if linked.state == "running":
                raise NotNow(
                    "linked_running", f"关联事项{linked.number}含有这些信息且尚未办结,暂不能删除。",
                    f"Linked matter {linked.number} holds the words and is still running.", number=linked.number,
                )  # fmt: skip
            found.append((other, linked))
        self.chains = [each.id for _, each in found]
        return found

    def _tell(self, work_of: Work, matter_of: Locked, gone: Gone) -> None:
        self.texts[matter_of.number] = sum(map(len, gone.erased.values()))
        self.events[matter_of.number] = len(gone.bodies)
        body = {
            "erased": gone.erased, "bodies": gone.bodies, "erasure": self.row.id, "fields": self.row.fields,
            "attachments": self.row.attachments, "ground": self.row.ground, "asked_by": self.row.asked_by,
        }  # fmt: skip
        work_of.record(ERASURE, body)
        self.w.after_commit.append(partial(self._forget, (matter_of.id, matter_of.version)))

    def _clear_fields(self, matter_of: Locked, fields: list[str] | tuple[str, ...]) -> None:
        """The fields themselves, however short what stands in them."""
        content = {k: _cleared(v) if k in fields else v for k, v in matter_of.document.items()}
        if content != matter_of.document:
            d = t.document.c
            self.w.connection.execute(update(t.document).where(d.instance_id == matter_of.id).values(content=content))
        task = t.task.c
        for each in self.w.connection.execute(
            select(task.id, task.variables, task.answers).where(task.instance_id == matter_of.id)
        ).all():
            new = {
                name: {k: _cleared(v) if k in fields else v for k, v in value.items()}
                for name, value in (("variables", each.variables), ("answers", each.answers))
            }
            if new != {"variables": each.variables, "answers": each.answers}:
                self.w.connection.execute(update(t.task).where(task.id == each.id).values(**new))

    def _files(self, instance_id: int) -> list[Any]:
        a, wanted = t.attachment.c, self.row.attachments
        if not wanted:
            return []
        rows = self.w.connection.execute(
            select(a.id, a.name, a.sha256).where(a.instance_id == instance_id, a.id.in_(wanted))
        )
        return list(rows)

    def _drop_files(self, files: list[Any]) -> None:
        """Rows lose name and hash; bytes go after the commit, unless another attachment has the same."""
        a = t.attachment.c
        for file in files:
            new = {"name": ERASED, "sha256": ERASED}
            self.w.connection.execute(update(t.attachment).where(a.id == file.id).values(**new))
        for sha256 in {file.sha256 for file in files}:
            kept = self.w.connection.execute(select(a.id).where(a.sha256 == sha256).limit(1)).first()
            if kept is None:
                self.w.after_commit.append(partial(self.office.files.path(sha256).unlink, missing_ok=True))

    def _forget(self, key: tuple[int, int]) -> None:
        """Live tokens of the warm cache hold variables, too."""
        self.office.executions.take(key)


def _cleared(value: Any) -> Any:
    """Every text of a value erased."""
    if isinstance(value, str):
        return ERASED if value else value
    if isinstance(value, dict):
        return {key: _cleared(each) for key, each in value.items()}
    return [_cleared(each) for each in value] if isinstance(value, list) else value
