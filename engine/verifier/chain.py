"""Layer 2: the events of one chain, gapless and unedited, each following from the one before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from . import sealed
from .digests import ALGORITHMS, digest
from .findings import Findings
from .strict import NotStrict, hexadecimal, parse, parse_canonical, record

DOMAIN = b"banjie.event.v1"
GENESIS = bytes(32)
JOURNAL_ID = 0  # of its entries alone a package may give no more than their proof
ERASURE = "data.erased"  # tells what was erased: `erased` {seq: [hash of the text]}, `bodies` [seq]
NUMBER = re.compile("[0-9]{1,18}")
KEYS = frozenset({"meta", "salt", "body", "digest", "hash", "sealed"})


class Broken(Exception):
    """An event does not stand where it is given; carries its code and sentences."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(code)
        self.code = code
        self.zh = zh
        self.en = en


@dataclass(frozen=True)
class Event:
    """A proved event; `body` is opened, None when it was erased or is not given (`withheld`).

    `gone` are the hashes of its erased texts, "" standing for the whole body.
    """

    seq: int
    meta: dict[str, Any]
    body: dict[str, Any] | None
    hash: bytes
    gone: frozenset[str] = frozenset()
    withheld: bool = False


def read_chain(lines: Iterable[bytes], instance_id: int, instance: str, found: Findings) -> Iterator[Event]:
    """The events up to the first that does not hold, which becomes a fault; then what is gone untold."""
    previous = GENESIS
    erasures = Erasures()
    for seq, line in enumerate(lines, start=1):
        try:
            event = _event(line, instance_id, seq, previous)
            erasures.take(event)
        except Broken as broken:
            found.fault(
                2, broken.code, f"第 {seq} 条{broken.zh}", f"Event {seq} {broken.en}", instance=instance, seq=seq,
                element=_element(line),
            )  # fmt: skip
            return
        previous = event.hash
        yield event
    erasures.settle(instance, found)


class Erasures:
    """What is gone from a chain against what its own events tell was erased; `take` raises Broken."""

    def __init__(self) -> None:
        self._gone: dict[int, frozenset[str]] = {}
        self._told: dict[int, set[str]] = {}

    def take(self, event: Event) -> None:
        if event.gone:
            self._gone[event.seq] = event.gone
        if event.meta["kind"] == ERASURE and event.body is not None:
            try:
                self._tell(event.body.get("erased") or {}, event.body.get("bodies") or [])
            except NotStrict as error:
                raise Broken(
                    "erasure_unreadable", "事件是删除登记,却没有写明删去了什么。",
                    f"does not tell what was erased: {error}.",
                ) from error  # fmt: skip

    def _tell(self, erased: Any, bodies: Any) -> None:
        if not isinstance(erased, dict) or not isinstance(bodies, list):
            raise NotStrict("not by number of the event")
        for seq, names in erased.items():
            if NUMBER.fullmatch(seq) is None or not isinstance(names, list):
                raise NotStrict("not by number of the event")
            if not all(isinstance(name, str) for name in names):
                raise NotStrict("not by hash")
            self._told.setdefault(int(seq), set()).update(names)
        for seq in bodies:
            if type(seq) is not int:
                raise NotStrict("not by number of the event")
            self._told.setdefault(seq, set()).add("")

    def settle(self, instance: str, found: Findings) -> None:
        for seq, names in self._gone.items():
            if names <= self._told.get(seq, set()):
                found.gap(
                    2, "erased", f"第 {seq} 条事件中的文字已依申请删除(有登记),原文无从核对。",
                    f"Texts of event {seq} were erased on request, which history tells; they cannot be checked.",
                    instance=instance, seq=seq,
                )  # fmt: skip
            else:
                found.fault(
                    2, "erasure_untold", f"第 {seq} 条事件的文字被删去,而没有删除登记。",
                    f"Texts of event {seq} are gone and no erasure tells of it.", instance=instance, seq=seq,
                )  # fmt: skip


def _element(line: bytes) -> str:
    """Which element a broken event claims to be about; nothing proves it, but it shows where to look."""
    try:
        element = parse(record(parse(line), body=str)["body"])["element"]
    except (NotStrict, TypeError, KeyError):
        return ""
    return element if isinstance(element, str) else ""


def _event(line: bytes, instance_id: int, seq: int, previous: bytes) -> Event:
    try:
        given = record(parse(line), meta=str, digest=str, hash=str)
        if not given.keys() <= KEYS:
            raise NotStrict("more than an event has")
        meta = record(parse_canonical(given["meta"]), seq=int, instance=int, kind=str, at=str, who=str, alg=str)
        content, claimed = hexadecimal(given["digest"], 32), hexadecimal(given["hash"], 32)
    except NotStrict as error:
        raise Broken("event_unreadable", "事件无法读取。", f"cannot be read: {error}.") from error
    algorithm = meta["alg"]
    if algorithm not in ALGORITHMS:
        raise Broken("unknown_algorithm", "事件的摘要算法无法识别。", "names an unknown hash function.")
    if meta["seq"] != seq:
        raise Broken(
            "event_out_of_order", f"事件缺失、重复或顺序被改动(此处是编号 {meta['seq']} 的事件)。",
            f"is missing, repeated or out of order: number {meta['seq']} stands here.",
        )  # fmt: skip
    if meta["instance"] != instance_id:
        raise Broken("event_foreign", "事件不属于这件事项。", "belongs to another matter.")
    if given.get("body") is None and instance_id != JOURNAL_ID:
        raise Broken("content_withheld", "事件的内容被去掉。", "does not give its content.")
    body, gone = _body(given, content, algorithm)
    place = instance_id.to_bytes(8, "big") + seq.to_bytes(8, "big")
    meta_hash = digest(algorithm, given["meta"].encode())
    if digest(algorithm, DOMAIN + place + previous + meta_hash + content) != claimed:
        raise Broken(
            "event_changed", "事件被改动:经办人、时间、代办关系或前后次序与哈希不符。",
            "was changed: who, when, on whose behalf or what came before is not what was hashed.",
        )  # fmt: skip
    return Event(seq, meta, body, claimed, gone, given.get("body") is None)


def _body(given: dict[str, Any], content: bytes, algorithm: str) -> tuple[dict[str, Any] | None, frozenset[str]]:
    """The opened body and which of its texts are erased; nothing when it is withheld, as the journal's may be."""
    text, texts = given.get("body"), given.get("sealed") or {}
    if text is None:
        return None, frozenset()
    if text == "":
        return None, frozenset({""})
    try:
        salt = hexadecimal(given.get("salt"), 16)
        if not isinstance(text, str) or not isinstance(texts, dict):
            raise NotStrict("the body is not given as text")
        if digest(algorithm, salt + text.encode()) != content:
            raise Broken("content_changed", "事件的内容被改动。", "does not hold what was hashed.")
        body = record(parse_canonical(text))
        if not texts and sealed.MARK not in text:
            return body, frozenset()
        gone = frozenset(name for name, kept in texts.items() if kept is None)
        return parse(sealed.opened(text, sealed.check(texts, algorithm))), gone
    except (NotStrict, UnicodeEncodeError) as error:
        raise Broken("event_unreadable", "事件的内容无法读取。", f"has a body that cannot be read: {error}.") from error
    except sealed.Altered as error:
        raise Broken(
            "text_changed", "事件中的文字被改动、缺失或多出。", f"has texts that are not its own: {error}."
        ) from error
