"""An auditor keeps a question under a name of his own, or drops it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy import delete, func, select, update

from engine.errors import Invalid, Missing
from engine.organization import require
from engine.queries.audit import AuditQuestion
from engine.store import tables as t
from engine.store.execute import insert_row
from engine.store.office import Office
from engine.store.work import Actor

LONGEST, MOST = 40, 100


@dataclass(frozen=True)
class SaveQuestion:
    name: str
    question: AuditQuestion


def save_question(office: Office, command: SaveQuestion, by: Actor) -> int:
    """Returns its id; the same name again replaces the question. Raises NotYours, or Invalid for the name.

    What is kept is the question as it was understood, written anew: nothing else of an address gets in.
    """
    with office.database.read() as connection:
        organization = office.organization(connection, office.in_force(connection)["organization"])
        require(organization, by.person, "case.search", office.now())
    name = " ".join(command.name.split())
    if not name or len(name) > LONGEST or not name.isprintable():
        raise Invalid({"name": f"名称应为1至{LONGEST}字。"})
    row = {"query": urlencode(command.question.as_query()), "saved_at": office.now()}
    s = t.saved_question.c
    with office.database.write() as connection:
        known = connection.execute(select(s.id).where(s.person == by.person, s.name == name)).scalar_one_or_none()
        if known is not None:
            connection.execute(update(t.saved_question).where(s.id == known).values(row))
            return int(known)
        if connection.execute(select(func.count()).where(s.person == by.person)).scalar_one() >= MOST:
            raise Invalid({"name": f"最多收藏{MOST}个问题。"})
        return insert_row(connection, t.saved_question, {"person": by.person, "name": name, **row})


def drop_question(office: Office, question_id: int, by: Actor) -> None:
    """Raises Missing unless it is his."""
    s = t.saved_question.c
    with office.database.write() as connection:
        done = connection.execute(delete(t.saved_question).where(s.id == question_id, s.person == by.person))
        if done.rowcount == 0:
            raise Missing("no_question", "没有这个收藏的问题。", "There is no such saved question.")
