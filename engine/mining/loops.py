"""退回: from which step to which, how often, and in which matters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.mining.rows import Return


@dataclass(frozen=True)
class Loop:
    source: str
    target: str
    returns: tuple[Return, ...]

    @property
    def matters(self) -> int:
        return len({each.instance_id for each in self.returns})

    @property
    def direct(self) -> int:
        """How many went straight back afterwards (直送)."""
        return sum(each.direct for each in self.returns)


def loops(returns: Iterable[Return]) -> tuple[Loop, ...]:
    """The pair with most returns first."""
    found: dict[tuple[str, str], list[Return]] = {}
    for each in returns:
        found.setdefault((each.source, each.target), []).append(each)
    pairs = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return tuple(Loop(source, target, tuple(these)) for (source, target), these in pairs)
