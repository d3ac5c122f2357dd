"""What a verification says: each thing that is wrong, tied to the first event it is wrong at."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

LAST = 2**62  # sorts what belongs to no event behind those that do


@dataclass(frozen=True)
class Problem:
    """`chain` is the instance id, 0 the journal, None what belongs to no chain; `name` its number."""

    code: str
    chain: int | None
    seq: int | None
    name: str
    zh: str
    en: str

    @property
    def order(self) -> tuple[int, int]:
        if self.code == "checkpoint_heads":
            return (-1, -1)  # with it nothing that a head differs from its checkpoint can be believed
        return (LAST if self.chain is None else self.chain, LAST if self.seq is None else self.seq)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Verdict:
    """`problems` in order of chain and event, the first first; `notes` say what was verified against what."""

    chains: int
    events: int
    problems: tuple[Problem, ...]
    checkpoint: int | None
    signed: bool
    witnessed: bool
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        first = self.problems[0].as_json() if self.problems else None
        return {
            "ok": self.ok, "chains": self.chains, "events": self.events, "checkpoint": self.checkpoint,
            "signed": self.signed, "witnessed": self.witnessed, "notes": list(self.notes), "first": first,
            "problems": [problem.as_json() for problem in self.problems[:1000]], "count": len(self.problems),
        }  # fmt: skip


def at_event(code: str, chain: int, seq: int | None, name: str, zh: str, en: str) -> Problem:
    where = "机关日志" if chain == 0 else f"事项{name}"
    place = "" if seq is None else f"第{seq}条"
    return Problem(
        code, chain, seq, name, f"{where}{place}:{zh}。",
        f"{'journal' if chain == 0 else name}{'' if seq is None else f' event {seq}'}: {en}.",
    )  # fmt: skip


def apart(code: str, name: str, zh: str, en: str) -> Problem:
    """Something that belongs to no single chain."""
    return Problem(code, None, None, name, f"{zh}。", f"{en}.")


SENTENCES = {
    "missing or out of order": "缺失或次序不对",
    "the content was changed": "内容被改动",
    "the event belongs elsewhere": "不属于此处",
    "the hash does not follow from the event before it": "与上一条不相衔接",
    "a sealed text was changed": "封存的文字被改动",
    "a sealed text is missing, or one too many": "封存的文字缺少或多出",
    "it does not tell what was erased": "删除登记没有写明删去了什么",
    "something was removed that no erasure tells of": "有内容被删除而没有删除记录",
}


def said_of(why: str) -> tuple[str, str]:
    """Why a chain is broken, in both languages."""
    return SENTENCES.get(why, "历史不成链"), why
