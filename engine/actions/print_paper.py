"""Print a paper: what leaves the system on paper or as a file leaves a trace in the office's journal first."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import NotNow
from engine.queries.papers import Paper, paper
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.work import Actor


@dataclass(frozen=True)
class PrintPaper:
    instance_id: int
    paper: str
    format: str  # html (to the printer), pdf or docx


def print_paper(office: Office, command: PrintPaper, by: Actor) -> Paper:
    """The paper as it may now be handed out, its trace committed.

    Raises NotYours, Missing when the procedure does not offer the paper, NotNow for a format it has not.
    """
    printed = paper(office, by.person, command.instance_id, command.paper)
    if command.format not in printed.formats:
        zh = f"“{printed.name}”不能输出为 {command.format}。"
        raise NotNow("unknown_format", zh, f"{printed.id} cannot be made as {command.format}.")
    body = {
        "instance": printed.instance.number, "paper": printed.id, "format": command.format, "code": printed.code,
        "printed_at": printed.at.isoformat(),
    }  # fmt: skip
    with office.database.write() as connection:
        journal(connection, "paper.printed", by.person, office.now(), body)
    return printed
