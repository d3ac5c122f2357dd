"""What the layers find: faults, what they could not judge, and where."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from .wording import sentence, shown

LAYERS = {
    1: ("文件完整", "files"),
    2: ("事件链完整", "chain"),
    3: ("列入总账、链头一致", "membership and head"),
    4: ("签名、见证、时间", "signatures, witness, time"),
    5: ("重新执行", "execution once more"),
}
JOURNAL = "journal"  # stands where an instance's number would
MAX_KEPT = 1000  # of each kind; the rest is counted


class Unusable(Exception):
    """The input is no evidence package, or not one that can be read; `zh` says why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


@dataclass(frozen=True)
class Finding:
    """One thing found; `seq` is the event it is about, `element` the diagram's element when that is known."""

    layer: int
    code: str
    zh: str
    en: str
    instance: str = ""
    seq: int | None = None
    element: str = ""
    path: str = ""

    def as_json(self) -> dict[str, Any]:
        return {key: shown(value) if isinstance(value, str) else value for key, value in asdict(self).items()}


@dataclass
class Findings:
    """Collected over all layers; `faults` prove that something was changed, `gaps` name what nobody judged."""

    faults: list[Finding] = field(default_factory=list)
    gaps: list[Finding] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=lambda: {"faults": 0, "gaps": 0})
    facts: dict[int, list[tuple[str, str]]] = field(default_factory=dict)

    def fault(self, layer: int, code: str, zh: str, en: str, **place: Any) -> None:
        self._keep("faults", self.faults, Finding(layer, code, zh, en, **place))

    def gap(self, layer: int, code: str, zh: str, en: str, **place: Any) -> None:
        """Something that is not verified; said aloud, never passed over."""
        self._keep("gaps", self.gaps, Finding(layer, code, zh, en, **place))

    def fact(self, layer: int, zh: str, en: str) -> None:
        """A sentence for the layer's line: what was looked at."""
        self.facts.setdefault(layer, []).append((zh, en))

    def bad(self, path: str) -> bool:
        """Whether this file, or a folder's content, was found changed."""
        return any(fault.path == path for fault in self.faults)

    def failed(self, instance: str) -> bool:
        """Whether anything is wrong with this instance so far."""
        return any(fault.instance == instance for fault in self.faults)

    def _keep(self, kind: str, kept: list[Finding], found: Finding) -> None:
        self.counted[kind] += 1
        if len(kept) < MAX_KEPT:
            kept.append(replace(found, zh=sentence(found.zh), en=sentence(found.en)))
