"""Taking words out of a chain of history: sealed texts go as a whole, their commitments stay.

Where a word stands in the body itself (a matter of before texts were sealed, or a word nobody thought of), the whole
body goes and its digest stays; but never the body of an entry that proofs rest on. Which commitments are gone is told;
what they said is told nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_plus

from sqlalchemy import Connection, Table, bindparam, select, update

from engine.errors import NotNow
from engine.history import kept_texts, written
from engine.store.occurrences import Wanted, kept_whole, occurrences, without
from engine.words import ACTIONS, ERASED


@dataclass
class Gone:
    """What was taken out of one chain: commitments by event, and events whose whole body went."""

    erased: dict[str, list[str]] = field(default_factory=dict)
    bodies: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.erased or self.bodies)


def written_forms(words: Sequence[str]) -> tuple[str, ...]:
    """The words and how addresses write them (a saved question, a search in the journal), longest first."""
    forms = {form for word in words for form in (word, quote(word, safe=""), quote_plus(word))}
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))


def holds(value: Any, words: Sequence[str], key: str = "") -> bool:
    """Whether a plain value holds one of the words; `key`: the column it stands in."""
    return bool(without(value, words, ERASED, key, True) != value)


def chain_of(connection: Connection, table: Table, instance_id: int | None) -> list[Any]:
    """The events of an instance, or of the journal."""
    columns = (table.c.seq, table.c.kind, table.c.body, table.c.sealed)
    wanted = select(*columns).order_by(table.c.seq)
    return list(connection.execute(wanted if instance_id is None else wanted.where(table.c.instance_id == instance_id)))


def erase_events(connection: Connection, table: Table, instance_id: int | None, wanted: Wanted, name: str) -> Gone:
    """Take it out of a chain; `name` is the matter's number, or what the journal is called.

    Raises NotNow `entry_kept` where the body of an entry that must stay holds it.
    """
    gone, rows = Gone(), []
    for found in occurrences(chain_of(connection, table, instance_id), wanted):
        place: dict[str, Any] = {"key_seq": found.seq} | ({} if instance_id is None else {"key_instance": instance_id})
        if found.whole and kept_whole(found.kind, journal=instance_id is None):
            raise _kept(found.seq, found.kind, name)
        if found.whole:
            gone.bodies.append(found.seq)
            rows.append({**place, "new_body": b"", "new_salt": b"", "new_sealed": None})
        else:
            gone.erased[str(found.seq)] = sorted(found.texts)
            left = {key: None if key in found.texts else text for key, text in kept_texts(found.sealed).items()}
            rows.append({**place, "new_sealed": written(left)})
    for whole in (True, False):
        some = [each for each in rows if ("new_body" in each) == whole]
        if some:
            connection.execute(_update(table, instance_id is not None, whole), some)
    return gone


def _kept(seq: int, kind: str, name: str) -> NotNow:
    zh, en = ACTIONS.get(kind, (kind, kind))
    return NotNow(
        "entry_kept",
        f"{name}第{seq}条({zh},{kind})是验证的依据,其中含有这些词语,不能删除;请换用更具体的词语重新申请。",
        f"Entry {seq} of {name} ({en}, {kind}) is what proofs rest on and holds the words: nothing was erased; ask "
        "again with words that are more specific.",
        seq=seq, kind=kind,
    )  # fmt: skip


def _update(table: Table, keyed: bool, whole: bool) -> Any:
    values: dict[str, Any] = {"sealed": bindparam("new_sealed")}
    if whole:
        values |= {"body": bindparam("new_body"), "salt": bindparam("new_salt")}
    where = [table.c.seq == bindparam("key_seq")]
    if keyed:
        where.append(table.c.instance_id == bindparam("key_instance"))
    return update(table).where(*where).values(**values)
