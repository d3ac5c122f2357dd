"""Taking words out of everything that is stored about a matter: sealed texts of history, and every row beside it.

In history a sealed text that holds one of the words goes as a whole; its commitment stays. Where a word stands in the
body itself (a matter of before texts were sealed, or a word nobody thought of), the whole body goes and its digest
stays. In other tables the words are replaced. Which commitments are gone is told; what they said is told nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_plus

import orjson
from sqlalchemy import Connection, String, Table, Text, UniqueConstraint, and_, bindparam, or_, select, true, update

from engine.history import commitments, kept_texts, written
from engine.history.texts import MARK
from engine.store import tables as t
from engine.store.columns import Json
from engine.words import ERASED

# Tables that are the proof itself, or hold nothing about a matter.
LEFT = frozenset({"history", "journal", "checkpoint", "checkpoint_head", "snapshot", "inbox", "participant", "follow"})

# What people keep for themselves, whatever matter they had in mind: looked through as a whole.
OWN = frozenset({"draft", "phrase", "saved_question"})


@dataclass
class Gone:
    """What was taken out of one chain: commitments by event, and events whose whole body went."""

    erased: dict[str, list[str]] = field(default_factory=dict)
    bodies: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.erased or self.bodies)


def without(value: Any, words: Sequence[str]) -> Any:
    """A plain value with the words replaced wherever they stand in it."""
    if isinstance(value, str):
        for word in words:
            value = value.replace(word, ERASED)
        return value
    if isinstance(value, dict):
        return {without(key, words): without(each, words) for key, each in value.items()}
    if isinstance(value, list):
        return [without(each, words) for each in value]
    return value


def written_forms(words: Sequence[str]) -> tuple[str, ...]:
    """The words and how addresses write them (a saved question, a search in the journal), longest first."""
    forms = {form for word in words for form in (word, quote(word, safe=""), quote_plus(word))}
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))


def holds(value: Any, words: Sequence[str]) -> bool:
    return bool(without(value, words) != value)


def chain_of(connection: Connection, table: Table, instance_id: int | None) -> list[Any]:
    """The events of an instance, or of the journal."""
    columns = (table.c.seq, table.c.body, table.c.sealed)
    wanted = select(*columns).order_by(table.c.seq)
    return list(connection.execute(wanted if instance_id is None else wanted.where(table.c.instance_id == instance_id)))


def erase_events(
    connection: Connection,
    table: Table,
    instance_id: int | None,
    words: Sequence[str],
    hashes: Collection[str] = (),
    names: Collection[str] = (),
    *,
    fields: Collection[str] = (),
    states: bool = False,
) -> Gone:
    """Take the words out of a chain, with files by hash and name, all under these fields, and (`states`) the digests of
    the tokens: they are unsalted hashes of variables that held the words."""
    gone, rows = Gone(), []
    exact = [orjson.dumps(word)[1:-1] for word in (*words, *hashes, *names)]
    for row in chain_of(connection, table, instance_id):
        if not row.body:
            continue
        body: Any = orjson.loads(row.body)
        kept = kept_texts(row.sealed)
        wanted = {
            name for name, text in kept.items()
            if text is not None and (holds(text[1], words) or text[1] in hashes or text[1] in names)
        }  # fmt: skip
        wanted |= _under(body, fields, states) & {name for name, text in kept.items() if text}
        place = {"key_seq": row.seq} | ({} if instance_id is None else {"key_instance": instance_id})
        if any(word in row.body for word in exact) or _plain(body, fields):
            gone.bodies.append(row.seq)
            rows.append({**place, "new_body": b"", "new_salt": b"", "new_sealed": None})
        elif wanted:
            gone.erased[str(row.seq)] = sorted(wanted)
            left = {name: None if name in wanted else text for name, text in kept.items()}
            rows.append({**place, "new_sealed": written(left)})
    for whole in (True, False):
        some = [each for each in rows if ("new_body" in each) == whole]
        if some:
            connection.execute(_update(table, instance_id is not None, whole), some)
    return gone


def _under(value: Any, fields: Collection[str], states: bool) -> set[str]:
    """Commitments that stand under one of these keys, and those of the tokens' states."""
    found: set[str] = set()
    if isinstance(value, dict):
        for key, each in value.items():
            if key in fields or (states and key == "snapshot"):
                found |= commitments(orjson.dumps(each))
            found |= _under(each, fields, states)
    elif isinstance(value, list):
        for each in value:
            found |= _under(each, fields, states)
    return found


def _plain(value: Any, fields: Collection[str], inside: bool = False) -> bool:
    """Whether a text stands unsealed under one of these keys: an event of before texts were sealed."""
    if isinstance(value, dict):
        return any(_plain(each, fields, (inside or key in fields) and key != MARK) for key, each in value.items())
    if isinstance(value, list):
        return any(_plain(each, fields, inside) for each in value)
    return inside and isinstance(value, str) and value != ""


def _update(table: Table, keyed: bool, whole: bool) -> Any:
    values: dict[str, Any] = {"sealed": bindparam("new_sealed")}
    if whole:
        values |= {"body": bindparam("new_body"), "salt": bindparam("new_salt")}
    where = [table.c.seq == bindparam("key_seq")]
    if keyed:
        where.append(table.c.instance_id == bindparam("key_instance"))
    return update(table).where(*where).values(**values)


def erase_rows(connection: Connection, instance_ids: Sequence[int], words: Sequence[str]) -> int:
    """Replace the words in every other row about these matters; answers how many rows changed."""
    count = 0
    for table in t.metadata.sorted_tables:
        where = true() if table.name in OWN else _about(table, instance_ids)
        if table.name in LEFT or where is None:
            continue
        keys = list(table.primary_key.columns)
        texts = [
            column for column in table.columns
            if isinstance(column.type, String | Text | Json) and column not in keys and not _unique(table, column.name)
        ]  # fmt: skip
        if not texts:
            continue
        for row in connection.execute(select(*keys, *texts).where(where)).all():
            new = {}
            for column in texts:
                value = row._mapping[column]
                changed = without(value, words)
                if changed != value:
                    length = getattr(column.type, "length", None)
                    new[column.name] = changed[:length] if length and isinstance(changed, str) else changed
            if new:
                same = and_(*(key == row._mapping[key] for key in keys))
                connection.execute(update(table).where(same).values(**new))
                count += 1
    return count


def _about(table: Table, instance_ids: Sequence[int]) -> Any:
    """The rows of a table that belong to these matters; None where a table knows no matter."""
    if table.name == "instance":
        return table.c.id.in_(instance_ids)
    tasks = select(t.task.c.id).where(t.task.c.instance_id.in_(instance_ids))
    own = [table.c["instance_id"].in_(instance_ids)] if "instance_id" in table.c else []
    if "task_id" in table.c and table.name != "opinion":
        own.append(table.c["task_id"].in_(tasks))
    return or_(*own) if own else None


def _unique(table: Table, name: str) -> bool:
    return any(index.unique and name in index.columns for index in table.indexes) or any(
        name in constraint.columns for constraint in table.constraints if isinstance(constraint, UniqueConstraint)
    )
