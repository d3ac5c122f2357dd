"""Erase personal data of a matter that has ended: one asks with the legal ground, another grants (four eyes).

Afterwards every chain, checkpoint and proof still holds, and the words are in no table, no search and no package made
later. What was erased is told by commitment; the words themselves are told nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from engine.actions.erasure import Taking
from engine.actions.hand import matter, words
from engine.definition import Definition
from engine.errors import Invalid, NotNow, Refused
from engine.history import telling, words_of
from engine.store import tables as t
from engine.store.erasing import holds, written_forms
from engine.store.execute import insert_row
from engine.store.office import Office
from engine.store.whereabouts import elsewhere
from engine.store.work import Actor, Locked, Work, work
from engine.words import ERASED

MOST_WORDS = 50


@dataclass(frozen=True)
class AskErasure:
    """`fields`: personal fields of the procedure; `words`: further words to take out wherever they stand (names in an
    opinion); `attachments`: files whose bytes and names go; `ground`: the legal ground."""

    instance_id: int
    fields: tuple[str, ...]
    ground: str
    reason: str
    words: tuple[str, ...] = ()
    attachments: tuple[int, ...] = ()


@dataclass(frozen=True)
class Erased:
    """What was done: texts and whole events by matter number, rows changed, numbers of matters that hold the words
    still, and whether the database's file was rewritten without them."""

    instance_id: int
    texts: dict[str, int]
    events: dict[str, int]
    rows: int
    elsewhere: tuple[str, ...]
    scrubbed: bool


def ask_erasure(office: Office, command: AskErasure, by: Actor) -> int:
    """Answers the request's number. Raises NotYours, NotNow (`instance_running`, `erasure_asked`), Invalid."""
    with work(office, by) as w:
        locked, definition = matter(w, command.instance_id, "case.erase", ended=True)
        ground = words(command.ground, required=True, field="ground")
        reason = words(command.reason, required=True, field="reason")
        if locked.state == "running":
            raise NotNow(
                "instance_running", "事项尚未办结,不能删除个人信息。", "The matter is still running; nothing is erased."
            )
        _refuse_wrong(w, command, locked, definition, ground)
        e = t.erasure.c
        asked = select(e.id).where(e.instance_id == locked.id, e.state == "asked")
        if w.connection.execute(asked).first() is not None:
            raise NotNow("erasure_asked", "已有一件删除申请等待决定。", "An erasure has been asked for already.")
        number = insert_row(
            w.connection, t.erasure,
            {
                "instance_id": locked.id, "fields": list(command.fields), "words": list(command.words),
                "attachments": list(command.attachments), "ground": ground, "reason": reason, "asked_by": by.person,
                "asked_at": w.at, "state": "asked", "decided_by": None, "decided_at": None,
            },
        )  # fmt: skip
        body = {
            "erasure": number, "fields": list(command.fields), "attachments": list(command.attachments),
            "further": len(command.words), "ground": ground, "reason": reason,
        }  # fmt: skip
        w.record("erasure.asked", body)
        return number


def decide_erasure(office: Office, erasure: int, by: Actor, *, grant: bool) -> Erased | None:
    """Grant or refuse what another asked for; None when it was refused.

    Raises NotYours, Refused `four_eyes`, NotNow (`no_erasure`, `erasure_decided`, `linked_running`, `entry_kept`).
    """
    with work(office, by) as w:
        e = t.erasure.c
        row = w.connection.execute(select(t.erasure).where(e.id == erasure).with_for_update()).one_or_none()
        if row is None:
            raise NotNow("no_erasure", "没有这件删除申请。", "There is no such request.")
        locked, definition = matter(w, row.instance_id, "case.decide_erasure", ended=True)
        if row.state != "asked":
            raise NotNow("erasure_decided", "这件删除申请已经决定。", "This request was decided already.")
        if row.asked_by == by.person:
            raise Refused("four_eyes", "申请人不能自己批准,需由另一人决定。", "Who asked may not decide: another must.")
        done = {"decided_by": by.person, "decided_at": w.at, "words": None}
        if not grant:
            w.record("erasure.refused", {"erasure": erasure, "asked_by": row.asked_by})
            w.connection.execute(update(t.erasure).where(e.id == erasure).values(state="refused", **done))
            return None
        wanted = _words(row, locked, definition)
        personal = written_forms(sorted(set(words_of(locked.document, row.fields)) - {ERASED}))
        taken = Taking(office, w, row, wanted, personal).take(locked)
        w.connection.execute(update(t.erasure).where(e.id == erasure).values(state="granted", **done))
    scrubbed = office.database.scrub()
    with office.database.read() as connection:
        left = elsewhere(connection, taken.chains, wanted) if wanted else []
    return Erased(row.instance_id, taken.texts, taken.events, taken.rows, tuple(left), scrubbed)


def _refuse_wrong(w: Work, command: AskErasure, locked: Locked, definition: Definition, ground: str) -> None:
    wrong = {}
    if unknown := sorted(set(command.fields) - definition.personal):
        wrong["fields"] = f"不是个人信息字段:{'、'.join(unknown)}。"
    if len(command.words) > MOST_WORDS or not all(telling(word.strip()) for word in command.words):
        wrong["words"] = "词语过短或过多:中文至少2字,其他至少6个字符。"
    a = t.attachment.c
    known = set(w.connection.execute(select(a.id).where(a.instance_id == locked.id, a.sha256 != ERASED)).scalars())
    if not known.issuperset(command.attachments):
        wrong["attachments"] = "没有这个附件,或已经删除。"
    if holds(ground, _all_words(command, locked)):
        wrong["ground"] = "法律依据中请不要写要删除的信息。"
    left = [name for name in command.fields if locked.document.get(name) not in (None, "", [], ERASED)]
    if not wrong and not left and not command.words and not command.attachments:
        wrong["fields"] = "所选字段没有内容,或已经删除。"
    if wrong:
        raise Invalid(wrong)


def _all_words(command: AskErasure, locked: Locked) -> list[str]:
    return [*words_of(locked.document, command.fields), *command.words]


def _words(row: Any, locked: Locked, definition: Definition) -> tuple[str, ...]:
    """What is looked for, longest first, so that no part of a longer word is left."""
    found = {*words_of(locked.document, row.fields), *(word.strip() for word in row.words or ())}
    return written_forms(sorted(found - {ERASED}))
