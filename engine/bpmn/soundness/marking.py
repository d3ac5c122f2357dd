"""Where the tokens of one scope are: what a state of the exploration consists of.

Tokens that move by themselves stand on the agenda in the order the runtime would take them; so only what people and
the world do is interleaved freely, and two markings are the same when they can be told apart by nothing that follows.
"""

from __future__ import annotations

from typing import NamedTuple

FIRED = "fired"  # a join let it go on
LATE = "late"  # a complex gateway lets it go on for those that came after it had started
PICKED = "picked"  # an event gateway's event has happened
TRAPPED = "trapped"  # inside an activity that never ends by itself


class Token(NamedTuple):
    """A token at an element; `flow` is how it came or one of the words above.

    `passed`: merging elements a token beside this one has gone through meanwhile; when this one comes to such an
    element as well, nothing has synchronised the two.
    """

    node: str
    flow: str = ""
    passed: tuple[str, ...] = ()


class Marking(NamedTuple):
    """`agenda` moves by itself, `standing` waits for the world, `arrived` waits at a join; `consumed`: complex gateways
    waiting for reset, each with the flows it took a token from.

    `known`: per group of related conditions, a bit set of the values still possible.
    """

    agenda: tuple[Token, ...]
    standing: tuple[Token, ...]
    arrived: tuple[Token, ...]
    known: tuple[int, ...]
    interrupted: bool = False
    consumed: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.agenda or self.standing or self.arrived)


class Move(NamedTuple):
    """One step: the marking after it, or how the scope was left by it, or what went wrong.

    `path`: ids of flows taken and elements entered; `choices`: how many conditions over data it depended on.
    """

    after: Marking | None
    path: tuple[str, ...]
    choices: int = 0
    exit: tuple[str, str] | None = None
    fault: tuple[str, str] | None = None
