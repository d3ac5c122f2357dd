"""从这件已办结事项生成场景: whoever answers for the matter makes a masked scenario of it and hands it to an analyst.

The analyst never sees the matter; the journal keeps who made a scenario of which matter, and where it went.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from engine.actions import Actor
from engine.definition import Package
from engine.errors import Missing, NotNow
from engine.organization import Thing, require
from engine.queries.exportable import choose_instance_by_id
from engine.queries.reader import reading
from engine.scenario.making import Made, make, past_of
from engine.store import tables as t
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.procedure_drafts import OPEN, files_of, write_file

VERB = "case.make_scenario"


@dataclass(frozen=True)
class OpenDraft:
    """An analyst's draft of the matter's procedure, as whoever hands a scenario over sees it."""

    id: int
    name: str
    owner: str
    changed_at: datetime


@dataclass(frozen=True)
class MakingPage:
    instance_id: int
    number: str
    title: str
    ended: bool
    drafts: tuple[OpenDraft, ...]


@dataclass(frozen=True)
class HandScenario:
    """`draft_id`: the draft that gets it; None: it is only given back, to be taken along as a file."""

    instance_id: int
    draft_id: int | None = None


@dataclass(frozen=True)
class Handed:
    made: Made
    file: str
    draft: str = ""  # what the draft is called that got it


def making_page(office: Office, person: str, instance_id: int) -> MakingPage:
    """Raises NotYours for whoever does not answer for the matter."""
    choose_instance_by_id(office, person, instance_id)
    with reading(office, person) as reader:
        row = _matter(reader.connection, instance_id)
        responsible = frozenset(reader.definition(row.definition_id).procedure.owner)
        require(reader.organization, person, VERB, reader.now, Thing(responsible=responsible))
        d = t.procedure_draft.c
        drafts = reader.connection.execute(
            select(d.id, d.name, d.owner, d.changed_at)
            .where(d.procedure == row.procedure, d.state == OPEN)
            .order_by(d.changed_at.desc(), d.id.desc())
        ).all()
        return MakingPage(
            instance_id, row.number, row.title, row.state in ("completed", "cancelled"),
            tuple(OpenDraft(each.id, each.name, reader.name(each.owner), each.changed_at) for each in drafts),
        )  # fmt: skip


def hand_scenario(office: Office, command: HandScenario, by: Actor) -> Handed:
    """Make the scenario, leave the trace, and put it into the draft under a name of its own.

    Raises NotYours, NotNow (not_ended, begun_by_another, not_repeatable, draft_not_open), Missing for no such draft.
    """
    page = making_page(office, by.person, command.instance_id)
    wanted = next((each for each in page.drafts if each.id == command.draft_id), None)
    if command.draft_id is not None and wanted is None:
        raise Missing("no_draft", "没有这份流程草稿。", "There is no such draft.")
    with office.database.read() as connection:
        past = past_of(office, connection, command.instance_id)
    made = make(past)
    with office.database.write() as connection:
        now, file = office.now(), "made.toml"
        if command.draft_id is not None:
            file = _put(connection, command.draft_id, made, by, now)
        journal(
            connection, "scenario.made", by.person, now,
            {"instance": page.number, "draft": command.draft_id, "file": file},
        )  # fmt: skip
    return Handed(made, file, wanted.name if wanted else "")


def _put(connection: Connection, draft_id: int, made: Made, by: Actor, now: datetime) -> str:
    d = t.procedure_draft.c
    row = connection.execute(select(t.procedure_draft).where(d.id == draft_id).with_for_update()).one()
    if row.state != OPEN:
        raise NotNow("draft_not_open", "草稿已提交或已发布,不能再改。", "The draft was handed in or published.")
    files = {path: bytes(file.content) for path, file in files_of(connection, draft_id).items()}
    number = next(n for n in range(1, 1000) if f"scenarios/made-{n}.toml" not in files)
    path = f"scenarios/made-{number}.toml"
    data = made.text.encode()
    Package({**files, path: data})  # refuses what a procedure may not hold
    stamp = {"revision": row.revision + 1, "changed_at": now, "changed_by": by.person}
    write_file(connection, draft_id, path, data, stamp)
    connection.execute(update(t.procedure_draft).where(d.id == draft_id).values(stamp))
    return path


def _matter(connection: Connection, instance_id: int) -> Any:
    i = t.instance.c
    return connection.execute(
        select(i.number, i.title, i.state, i.procedure, i.definition_id).where(i.id == instance_id)
    ).one()
