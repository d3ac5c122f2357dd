"""Running the matter again beside its record: where the tokens stood after each event, and what conditions said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.bpmn import Asked
from engine.errors import Refused
from engine.instance.reexecution import Recorded, References, reexecute


@dataclass(frozen=True)
class Ran:
    """`tokens` counts those that stand on an element after the event.

    `difference` says why re-execution does not arrive where the record does; nothing is known after it.
    """

    tokens: Mapping[str, int] = field(default_factory=dict)
    asked: tuple[Asked, ...] = ()
    difference: str = ""


def run(events: Iterable[Recorded], references: References) -> list[Ran]:
    """One for each event that could be run again, up to the first that could not."""
    found: list[Ran] = []
    try:
        for step in reexecute(events, references):
            if step.difference is not None:
                found.append(Ran(asked=step.asked, difference=step.difference))
                break
            if step.outcome is None and found:
                found.append(Ran(found[-1].tokens))
                continue
            found.append(Ran(dict(Counter(step.execution.places())), step.asked))
    except Refused as refused:
        found.append(Ran(difference=refused.en))
    return found
