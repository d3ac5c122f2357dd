"""An analyst brings a diagram of another system: it becomes a draft with the list of what became of everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.actions.design.begin_draft import BeginDraft, begin_draft
from engine.actions.design.drafting import require_analyst
from engine.definition.imported import import_diagram
from engine.store.codes import codes_of_others
from engine.store.office import Office
from engine.store.work import Actor


@dataclass(frozen=True)
class ImportDraft:
    """`data`: the BPMN file; `decisions`: file name -> DMN it calls. Key and name come from the file when empty."""

    data: bytes
    source: str
    procedure: str = ""
    name: str = ""
    decisions: Mapping[str, bytes] = field(default_factory=dict)


def import_draft(office: Office, command: ImportDraft, by: Actor) -> int:
    """Returns the draft's id; what became of everything stands in its README.md.

    Raises Refused `not_allowed`, XmlRefused or DefinitionRefused for what cannot be read, and what begin_draft raises.
    """
    with office.database.read() as connection:
        require_analyst(office, connection, by)
        taken = codes_of_others(office, connection, command.procedure)
    found = import_diagram(
        command.data, source=command.source, key=command.procedure.strip(), name=" ".join(command.name.split()),
        decisions=command.decisions, taken=taken,
    )  # fmt: skip
    return begin_draft(office, BeginDraft(found.key, found.name[:100], found.package), by)
