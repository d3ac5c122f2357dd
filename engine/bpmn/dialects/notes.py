"""What became of each thing in a foreign file: converted, kept, dropped, or left for a person to decide."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["converted", "kept", "dropped", "decide"]


@dataclass(frozen=True)
class Note:
    """`element`: id of the diagram element, "" for the file as a whole; `what`: the foreign attribute or text."""

    kind: Kind
    element: str
    what: str
    zh: str
    en: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
