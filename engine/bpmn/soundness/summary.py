"""What a sub-process or called process looks like from outside once it has been analysed alone."""

from __future__ import annotations

from dataclasses import dataclass, field

DONE = ("done", "")
FOREVER = ("forever", "")


@dataclass(frozen=True, slots=True)
class Summary:
    """`exits`: (done, ""), (forever, ""), (error, code), (escalation, code),
    (cancel, ""): every way the activity may be left.

    `told`: codes of escalations that leave it while it goes on. `writes`: variables it may set, None for any.
    `instant`: nothing inside waits, so the runtime passes it in one go.
    """

    exits: frozenset[tuple[str, str]] = frozenset({DONE})
    told: frozenset[str] = frozenset()
    writes: frozenset[str] | None = None
    instant: bool = field(default=False)
