"""Change one section of a draft's settings from what its form posted: all of it is right, or nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.actions.design.change_draft import ChangeDraft, change_draft
from engine.actions.design.drafting import require_analyst
from engine.clock import local
from engine.definition.settings import Problem, offers_of, role_choices, saved, section_of
from engine.definition.settings.fields import Posted
from engine.errors import Invalid
from engine.store.office import Office
from engine.store.procedure_drafts import draft_row, package_of
from engine.store.work import Actor


class WrongSettings(Invalid):
    """`problems` by name of input, "" for the whole form, in both languages."""

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        super().__init__({name: problem.zh for name, problem in problems.items()}, "wrong_settings")
        self.problems = dict(problems)


@dataclass(frozen=True)
class ChangeSettings:
    """`section` is an id of engine.definition.settings; `seen` the revision of its file when the form was opened."""

    draft_id: int
    section: str
    posted: Posted
    seen: int


def change_settings(office: Office, command: ChangeSettings, by: Actor) -> Mapping[str, int]:
    """Returns the revisions of the draft's files. Raises WrongSettings, and what change_draft raises."""
    section = section_of(command.section)
    with office.database.read() as connection:
        now = require_analyst(office, connection, by)
        draft_row(connection, command.draft_id, by.person)
        package = package_of(connection, command.draft_id)
        organization = office.organization(connection, office.in_force(connection)["organization"])
    roles = role_choices(organization, local(now).date())
    done = saved(section, package.files.get(section.file, b""), command.posted, offers_of(package, roles))
    if done.problems:
        raise WrongSettings(done.problems)
    writes = {section.file: done.content}
    return change_draft(office, ChangeDraft(command.draft_id, writes, {section.file: command.seen}), by)
