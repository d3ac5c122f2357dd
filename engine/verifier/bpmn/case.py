"""One matter under judgement: its procedure, tokens and books, and what is in force at the event being judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NoReturn

from ..calendar import Calendar
from ..feel import Function, adopted
from ..office import functions
from .expressions import Expressions, agrees
from .findings import Findings, Illegal, Unjudged, Unverified
from .machine import Machine
from .matter import Matter
from .moments import local_day
from .people import People
from .procedure import Procedure
from .services import Services

SYSTEM = "system"


@dataclass(frozen=True)
class Event:
    seq: int
    kind: str
    at: datetime
    who: str
    behalf: str | None
    body: dict[str, Any]
    matter: int = 0
    in_force: Mapping[str, str] | None = None  # what the journal says was, where that is one thing


class References:
    """Organizations and calendars by fingerprint, read once."""

    def __init__(self, organizations: Mapping[str, Any], calendars: Mapping[str, Any]) -> None:
        self.organizations, self.calendars = organizations, calendars
        self._people: dict[str, People] = {}
        self._calendars: dict[str, Calendar] = {}

    def people(self, fingerprint: str) -> People:
        if fingerprint not in self.organizations:
            raise Unjudged(f"没有附带组织数据 {fingerprint[:12]}。", f"The organization {fingerprint[:12]} is missing.")
        if fingerprint not in self._people:
            self._people[fingerprint] = People(self.organizations[fingerprint])
        return self._people[fingerprint]

    def calendar(self, fingerprint: str) -> Calendar:
        if fingerprint not in self.calendars:
            raise Unjudged(f"没有附带日历 {fingerprint[:12]}。", f"The calendar {fingerprint[:12]} is missing.")
        if fingerprint not in self._calendars:
            self._calendars[fingerprint] = Calendar.from_json(self.calendars[fingerprint])
        return self._calendars[fingerprint]


class Case:
    """`people` and `calendar` are those in force at `event`; `matter` is None before the start."""

    def __init__(
        self,
        procedure: Procedure,
        references: References,
        findings: Findings,
        id: int,
        procedures: Callable[[str], Procedure | None],
    ) -> None:
        self.procedure, self.references, self.findings = procedure, references, findings
        self.procedures = procedures  # other versions by hash, for a matter that moved to one
        self.machine = Machine(procedure.processes, procedure.process, self._decide, self._serve)
        self.matter: Matter = None  # type: ignore[assignment]
        self.event: Event = None  # type: ignore[assignment]
        self.people: People = None  # type: ignore[assignment]
        self.calendar: Calendar = None  # type: ignore[assignment]
        self.id = id
        self.end_state: str | None = None
        self.services: Services | None = None
        self.carried = False  # whether the present event's effects were judged
        self.blind = False  # whether a body was erased, and with it what the books would need
        self.lost: Unjudged | None = None  # why the tokens are not followed any more
        self._functions: dict[Any, dict[str, Function]] = {}

    # -- the event being judged

    @property
    def body(self) -> dict[str, Any]:
        return self.event.body

    @property
    def on(self) -> date:
        return local_day(self.event.at)

    def illegal(self, code: str, zh: str, en: str) -> NoReturn:
        raise Illegal(code, zh, en)

    def must(self, name: str, expected: Any, zh: str = "") -> None:
        """Illegal unless the body says this under `name`."""
        if not agrees(expected, self.body.get(name)):
            raise Illegal(
                f"{name}_wrong", f"记录的“{zh or name}”与应有的内容不符。",
                f"The recorded {name!r} is {self.body.get(name)!r}, it should be {expected!r}.",
            )  # fmt: skip

    def must_be(self, holds: bool, code: str, zh: str, en: str) -> None:
        if not holds:
            raise Illegal(code, zh, en)

    def not_verified(self, what: str, zh: str, en: str) -> None:
        self.findings.unverified.append(Unverified(self.event.seq, what, zh, en))

    # -- expressions

    def expressions(self) -> Expressions:
        return Expressions(self.event.at, self.functions())

    def functions(self) -> dict[str, Function]:
        key = (id(self.calendar), id(self.people), id(self.procedure), self.on)
        if key not in self._functions:
            terms = self.procedure.table.get("terms", {})
            found = functions(self.calendar, self.people.organization, terms, self.event.at)
            self._functions[key] = adopted(found)
        return self._functions[key]

    def _decide(
        self, decision: str, variables: dict[str, Any], expressions: Expressions
    ) -> tuple[Any, list[dict[str, Any]] | None]:
        self.findings.decisions += 1
        return expressions.decide(self.procedure.decisions, decision, variables)

    def _serve(self, machine: Any, token: Any, name: str, headers: dict[str, Any], inputs: dict[str, Any]) -> Any:
        assert self.services is not None
        return self.services(token.key, name, headers, inputs)
