"""Everything the page of one instance shows to somebody who has or had a part in it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.queries.document import FileFact, Section, files_of, sections_of
from engine.queries.drawing import Drawing, drawing_of
from engine.queries.masking import masked_sections, veil_of
from engine.queries.papers import PaperOffer, papers_offered
from engine.queries.reader import reading
from engine.queries.sheet import Facts, OpinionGroup, Waiting, facts_of, opinions_of, waiting_of
from engine.queries.trail import HistoryLine, trail_of
from engine.queries.visibility import visible_instance
from engine.store.office import Office


@dataclass(frozen=True)
class InstancePage:
    """`cancellable`: the reader may still withdraw it (the action itself decides); `papers`: what may be printed."""

    instance: Facts
    sections: tuple[Section, ...]
    opinions: tuple[OpinionGroup, ...]
    files: tuple[FileFact, ...]
    waiting: tuple[Waiting, ...]
    trail: tuple[HistoryLine, ...]
    drawing: Drawing | None
    basis: tuple[str, ...]
    retention: str
    cancellable: bool
    papers: tuple[PaperOffer, ...]


def instance_page(office: Office, person: str, instance_id: int) -> InstancePage:
    """The page of an instance; NotYours for whoever has no part in it."""
    with reading(office, person) as reader:
        row = visible_instance(reader, instance_id)
        definition = reader.definition(row.definition_id)
        files = files_of(reader, instance_id)
        waiting = waiting_of(reader, instance_id, definition)
        trail, path = trail_of(reader, instance_id, definition)
        hiding = veil_of(reader, definition, row.content)
        return InstancePage(
            instance=hiding.over(facts_of(reader, row, definition)),
            sections=masked_sections(hiding, sections_of(reader, definition, row, files)),
            opinions=hiding.over(opinions_of(reader, instance_id)),
            files=hiding.over(tuple(files)),
            waiting=hiding.over(waiting),
            trail=hiding.over(trail),
            drawing=drawing_of(definition, path, waiting),
            basis=definition.procedure.basis,
            retention=definition.procedure.retention,
            papers=papers_offered(reader, definition, row),
            cancellable=row.state == "running" and row.starter == person,
        )
