"""How far an erasure would reach, before anybody decides it: in how many events and rows each of its words stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from engine.store import tables as t
from engine.store.erasing import chain_of, written_forms
from engine.store.occurrences import Wanted, kept_whole, occurrences
from engine.store.rows_beside import changes
from engine.store.whereabouts import linked_holding


@dataclass(frozen=True)
class Reach:
    """`whole`: events that would go as a whole; `kept`: entries that must stay, so that it would be refused."""

    events: int = 0
    rows: int = 0
    linked_events: int = 0
    linked_rows: int = 0
    journal: int = 0
    own: int = 0  # drafts, phrases and saved questions of people
    whole: int = 0
    kept: int = 0


def reaches(connection: Connection, instance_id: int, sought: Sequence[Wanted]) -> list[Reach]:
    """One for each thing sought: the value of a field with its field, or further words without any."""
    everything = written_forms(sorted({word for each in sought for word in each.words}))
    linked = list(linked_holding(connection, instance_id, everything))
    chains = [chain_of(connection, t.history, id) for id in (instance_id, *linked)]
    journal = chain_of(connection, t.journal, None) if everything else []
    return [_reach(connection, instance_id, linked, chains, journal, each) for each in sought]


def _reach(
    connection: Connection,
    instance_id: int,
    linked: list[int],
    chains: list[list[Any]],
    journal: list[Any],
    each: Wanted,
) -> Reach:
    words = written_forms(each.words)
    mine = list(occurrences(chains[0], Wanted(words, fields=each.fields)))
    others = [found for chain in chains[1:] for found in occurrences(chain, Wanted(words))]
    told = list(occurrences(journal, Wanted(words)))
    rows = _rows(connection, [instance_id], words, words if each.fields else ())
    beside = _rows(connection, linked, words, ()) if linked else {}
    whole = [(found.kind, False) for found in (*mine, *others) if found.whole]
    whole += [(found.kind, True) for found in told if found.whole]
    kept = sum(kept_whole(kind, journal=in_journal) for kind, in_journal in whole)
    own = {key for key, is_own in {**rows, **beside}.items() if is_own}
    return Reach(
        len(mine), len(rows.keys() - own), len(others), len(beside.keys() - own), len(told), len(own),
        len(whole) - kept, kept,
    )  # fmt: skip


def _rows(
    connection: Connection, instance_ids: list[int], words: tuple[str, ...], personal: tuple[str, ...]
) -> dict[tuple[str, tuple[Any, ...]], bool]:
    """Rows that hold them, and whether somebody keeps the row for himself; requests to erase name them anyway."""
    found = changes(connection, instance_ids, words, personal) if words else ()
    return {(each.table.name, each.key): each.own for each in found if each.table is not t.erasure}
