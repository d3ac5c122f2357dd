"""The rows that numbers are counted from. Moments are microseconds since 1970: exact, and cheap by the million."""

from __future__ import annotations

from dataclasses import dataclass

DONE = frozenset({"completed", "returned", "withdrawn"})  # somebody acted; a cancelled task was ended by another act
OPEN = frozenset({"open", "held"})


@dataclass(frozen=True, slots=True)
class Matter:
    id: int
    state: str
    end_state: str | None
    started: int
    ended: int | None


@dataclass(frozen=True, slots=True)
class Stay:
    """One main task of one matter. `touched`: first opened or claimed by whoever has it now, if anybody did."""

    id: int
    instance_id: int
    element: str
    name: str
    label: str
    state: str
    arrived: int
    touched: int | None
    closed: int | None
    due: int | None
    person: str | None
    unit: str

    @property
    def is_done(self) -> bool:
        return self.state in DONE

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def begun(self) -> int | None:
        """When work on it is seen first: the first look, else the act that finished it."""
        return self.closed if self.touched is None else self.touched

    def is_late(self, now: int) -> bool:
        """Done after its due, or open beyond it."""
        if self.due is None or not (self.is_done or self.is_open):
            return False
        return (self.closed if self.is_done and self.closed is not None else now) > self.due


@dataclass(frozen=True, slots=True)
class Return:
    """One 退回."""

    instance_id: int
    source: str
    target: str
    direct: bool
