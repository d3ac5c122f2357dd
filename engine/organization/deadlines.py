"""What may happen to a deadline: cap by the case, extension, pause, restart, recount by a new calendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from engine.errors import Refused
from engine.organization.calendar import Calendar
from engine.organization.terms import due, parse_term
from engine.organization.times import local_date


def step_due(own: datetime | None, case: datetime | None) -> datetime | None:
    """A step is never due later than its case; a return restarts the step's clock, never the case's."""
    if own is None or case is None:
        return own or case
    return min(own, case)


@dataclass(frozen=True)
class ExtensionRule:
    """What an office allows: `cap` working days at most, `times` times, asked `ahead` working days early."""

    cap: int
    times: int = 1
    ahead: int = 0


def extend(
    calendar: Calendar, old: datetime, asked_at: datetime, days: int, rule: ExtensionRule, already: int = 0
) -> datetime:
    """The new due: `days` working days counted from the *old* due.

    Raises Refused `extension.late`, `extension.again` or `extension.too_long`.
    """
    if asked_at > old or calendar.workdays_left(local_date(asked_at), local_date(old)) < rule.ahead:
        raise Refused("extension.late", "延期须在到期前提出。", "An extension must be asked for before the term ends.")
    if already >= rule.times:
        raise Refused("extension.again", f"最多延期{rule.times}次。", f"No more than {rule.times} extension(s).")
    if not 1 <= days <= rule.cap:
        raise Refused("extension.too_long", f"延期不得超过{rule.cap}个工作日。", f"At most {rule.cap} working days.")
    return calendar.closing(calendar.workdays_after(local_date(old), days))


def resume(calendar: Calendar, old: datetime, notice: datetime, receipt: datetime) -> datetime:
    """The due after a pause (补正, 等第三方).

    Days from the day after `notice` to the day of `receipt` do not count. The working days that remained on
    the day of the notice go on from the day after receipt. A case overdue at the notice stays overdue.
    """
    left = calendar.workdays_left(local_date(notice), local_date(old))
    if notice > old or left < 0 or receipt <= notice:
        return old
    return max(old, calendar.closing(calendar.workdays_after(local_date(receipt), left)))


def restart(calendar: Calendar, term: str, receipt: datetime) -> datetime:
    """The due where a law restarts the full term on receipt (依申请公开补正)."""
    return due(term, receipt, calendar)


@dataclass(frozen=True)
class OpenDue:
    """A running deadline: `term` counted from `start`, extended by working days, capped by that of `case`."""

    key: str
    term: str
    start: datetime
    due: datetime
    extensions: tuple[int, ...] = ()
    case: str | None = None


@dataclass(frozen=True)
class DueChange:
    """A deadline the new calendar moves; both are kept in the event `calendar.changed`."""

    key: str
    old: datetime
    new: datetime


@dataclass(frozen=True)
class Recount:
    """`changed` deadlines move; `unexplained` keys were set by hand or otherwise, and stay as they are."""

    changed: tuple[DueChange, ...]
    unexplained: tuple[str, ...]


def recount(open_dues: Iterable[OpenDue], old: Calendar, new: Calendar) -> Recount:
    """Recompute running deadlines after a change of calendar; pure, the caller stores and records."""
    dues = list(open_dues)
    by_key = {item.key: item for item in dues}
    if len(by_key) != len(dues):
        raise ValueError("two deadlines with one key")
    changed, unexplained = [], []
    for item in dues:
        if _counted(item, old, by_key) != item.due:
            unexplained.append(item.key)
        elif (moved := _counted(item, new, by_key)) != item.due:
            changed.append(DueChange(item.key, item.due, moved))
    return Recount(tuple(changed), tuple(unexplained))


def _counted(item: OpenDue, calendar: Calendar, by_key: dict[str, OpenDue]) -> datetime:
    moment = due(parse_term(item.term), item.start, calendar)
    for days in item.extensions:
        moment = calendar.closing(calendar.workdays_after(local_date(moment), days))
    case = by_key.get(item.case) if item.case else None
    return moment if case is None else min(moment, _counted(case, calendar, by_key))
