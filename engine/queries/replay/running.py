"""Running the matter again beside its record: where the tokens stood after each event, and what conditions said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.bpmn import Asked
from engine.errors import Refused
from engine.instance.reexecution import Recorded, References, reexecute

ERASED = "erased"  # stands where a difference would, when texts of the record were erased by law


@dataclass(frozen=True)
class Ran:
    """`tokens` counts those that stand on an element after the event.

    `difference` says why re-execution does not arrive where the record does; nothing is known after it.
    """

    tokens: Mapping[str, int] = field(default_factory=dict)
    asked: tuple[Asked, ...] = ()
    difference: str = ""


def run(events: Iterable[Recorded], references: References) -> list[Ran]:
    """One for each event that could be run again, up to the first that could not.

    Where a text was erased before it, another path proves nothing: that is told as erased, not as a difference.
    """
    found: list[Ran] = []
    erased = False
    try:
        for step in reexecute(events, references):
            erased = erased or _erased(step.event)
            if step.difference is not None:
                found.append(Ran(asked=step.asked, difference=ERASED if erased else step.difference))
                break
            if step.outcome is None and found:
                found.append(Ran(found[-1].tokens))
                continue
            found.append(Ran(dict(Counter(step.execution.places())), step.asked))
    except Refused as refused:
        found.append(Ran(difference=ERASED if erased else refused.en))
    return found


def _erased(event: Recorded) -> bool:
    """Whether the record says that something of it was erased; most records do not know of such a thing."""
    return bool(getattr(event, "erased", False))
