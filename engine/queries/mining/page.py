"""The mining page of a procedure: its numbers, its diagram with visits and waiting, and what the reader may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.bpmn import Diagram, FlowInfo
from engine.definition import Definition
from engine.errors import Missing, NotYours
from engine.mining import Step
from engine.mining.clock import moment
from engine.queries.mining.mined import Mined, mined
from engine.queries.mining.paths import total
from engine.queries.mining.population import MiningAsked, population
from engine.queries.mining.rights import may_export, may_mine, reads_people
from engine.queries.reader import Reader, reading
from engine.store import tables as t
from engine.store.office import Office

ENOUGH = 10  # times, for a share to be ranked


@dataclass(frozen=True)
class Version:
    id: int
    version: int
    published: datetime


@dataclass(frozen=True)
class MiningPage:
    """`diagram` is the asked version's, else the newest's; `visits` and `flows` count every element and flow.

    `names` are those of elements, `ways` say of each flow from where to where it leads; `now` is when it was counted.
    """

    asked: MiningAsked
    name: str
    english: str
    now: datetime
    versions: tuple[Version, ...]
    mined: Mined
    names: dict[str, str]
    ways: dict[str, str]
    people: dict[str, str]
    diagram: Diagram
    visits: dict[str, int]
    flows: dict[str, int]
    may_list: bool
    may_export: bool

    @property
    def often_late(self) -> tuple[Step, ...]:
        """Steps of which something was late, the largest share first; what few came to says little."""
        known = [step for step in self.mined.steps if step.late and len(step.due) >= ENOUGH]
        return tuple(sorted(known, key=lambda step: -len(step.late) / len(step.due)))

    def step_name(self, element: str) -> str:
        return self.names.get(element) or element


def procedures_mined(office: Office, person: str) -> tuple[tuple[str, str, str], ...]:
    """Key, name and English name of the procedures whose numbers this person may see."""
    with reading(office, person) as reader:
        known = [reader.definition(row.id) for row in reader.newest]
        return tuple((d.procedure.key, d.procedure.name, d.procedure.english) for d in known if may_mine(reader, d))


def mining_page(office: Office, person: str, asked: MiningAsked) -> MiningPage:
    """Raises Missing for an unknown procedure or version, NotYours for who may not see it."""
    with reading(office, person) as reader:
        versions, definition = chosen(reader, asked)
        found = mined(reader, population(reader.connection, asked, tuple(v.id for v in versions)))
        process = definition.process
        names = {stay.element: stay.name for stay in found.stays}
        names |= {id: node.name for id, node in process.elements.items() if node.name}
        procedure = definition.procedure
        lists = reads_people(reader, definition)
        return MiningPage(
            asked, procedure.name, procedure.english, moment(found.now), _versions(reader, asked.procedure), found,
            names, {id: way_words(flow, names) for id, flow in process.flows.items()},
            {team.key: reader.name(team.key) for team in found.persons} if lists else {},
            definition.program.diagram(procedure.process),
            total(way.visits for way in found.ways.values()), total(way.flows for way in found.ways.values()),
            lists, may_export(reader, definition),
        )  # fmt: skip


def way_words(flow: FlowInfo, names: dict[str, str]) -> str:
    """Where a flow leads, by the names of its ends; an end without a name is left out."""
    ends = " → ".join(names.get(end, "…") for end in (flow.source, flow.target))
    return f"{ends} ({flow.name})" if flow.name else ends


def chosen(reader: Reader, asked: MiningAsked) -> tuple[tuple[Version, ...], Definition]:
    """The versions that are counted, and the definition whose diagram and rights hold: the last of them."""
    known = _versions(reader, asked.procedure)
    if not known:
        raise Missing("no_procedure", "没有这项已发布的流程。", "There is no such published procedure.")
    wanted = tuple(v for v in known if asked.version in (0, v.version))
    if not may_mine(reader, reader.definition(known[-1].id)):
        raise NotYours()
    if not wanted:
        raise Missing("no_version", "这项流程没有这个版本。", "The procedure has no such version.")
    return wanted, reader.definition(wanted[-1].id)


def _versions(reader: Reader, procedure: str) -> tuple[Version, ...]:
    d = t.definition.c
    rows = reader.connection.execute(
        select(d.id, d.version, d.published_at).where(d.procedure == procedure).order_by(d.version)
    )
    return tuple(Version(*row) for row in rows)
