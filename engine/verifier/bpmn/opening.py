"""A task that opened: who gets it and until when, by the diagram, the procedure and the office of that day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .assigning import give
from .case import Case
from .dues import due
from .entitlement import asked_unit
from .expressions import UNKNOWN, Expressions, obscure
from .findings import Illegal, Unjudged
from .matter import PER_MATTER, beside
from .tokens import Token
from .variables import local_names


def opened(
    case: Case, expressions: Expressions, token: Token, place: int, doers: set[str]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the event should say of a task that opened: who gets it, until when."""
    node, asked, procedure, matter = token.node, token.task, case.procedure, case.matter
    assert asked is not None
    if UNKNOWN in (asked["users"], asked["groups"], asked["assignee"]):
        raise Unjudged(f"{token.key} 的办理人无从计算。", f"Who gets {token.key} cannot be known.")
    local = local_names(token)
    groups = list(asked["groups"])
    if not (groups or asked["users"] or asked["assignee"]):
        groups = procedure.roles(node.lane or "")
    deputy = procedure.task(node.id, "deputy", "ab")
    when = procedure.task(node.id, "deputy_when", "")
    if when and expressions.value(f"={when}", [local, case.machine.root.variables]) is True:
        deputy = "order"
    barred = _barred(case, token, groups, doers)
    given = give(
        case.people, groups, list(asked["users"]), asked["assignee"], case.on, deputy, procedure.key, node.id, barred
    )
    candidates = [*groups, *asked["users"], *([asked["assignee"]] if asked["assignee"] else [])]
    decided = local.get(node.properties.get("term", ""))
    term = decided if isinstance(decided, str) and decided else procedure.term(node.id, matter.urgency)
    entry = {
        "id": matter.id * PER_MATTER + place, "key": token.key, "element": node.id, "name": node.name or node.id,
        "lane": node.lane or "", "label": _label(token, local), "candidates": candidates,
        "principals": given.principals, "people": given.people, "due_at": _due(case, token, term), "term": term,
        "follow_up_at": asked["follow_up"], "priority": 50 if asked["priority"] is None else asked["priority"],
        "deputy": deputy, "box": "sign" if procedure.task(node.id, "kind") == "acknowledge" else "todo",
        "variables": local, "back": token.back,
    }  # fmt: skip
    return entry, [{**one, "key": token.key} for one in given.warnings]


def _barred(case: Case, token: Token, groups: list[str], doers: set[str]) -> set[str]:
    """Whom 回避 keeps from the task: who did one of the steps, earlier or just now."""
    procedure, matter = case.procedure, case.matter
    apart = procedure.task(token.node.id, "different_from", ())
    done = matter.done_by(token.key) if matter.version else {"start": {case.body.get("starter") or case.event.who}}
    barred = {person for step in apart for person in done.get(step, ())}
    left = [one for one in case.body["moved"]["path"] if one["kind"] == "exit"]
    if any(one["element"] in apart and not beside(one["key"], token.key) for one in left):
        barred |= doers
    if procedure.task(token.node.id, "same_person_unit", False):
        unit = asked_unit(groups, matter.unit)
        barred = {person for person in barred if not case.people.alone_in(unit, person, case.on)}
    return barred


def _due(case: Case, token: Token, term: str) -> Any:
    """The earlier of the step's own due and the matter's, unless the step has a clock of its own."""
    asked, effects = token.task, case.services.effects if case.services else None
    assert asked is not None and effects is not None
    own = asked["due"]
    if own is UNKNOWN:
        return UNKNOWN
    if own is None and term:
        try:
            own = due(case.calendar, term, case.event.at).isoformat()
        except ValueError as error:
            raise Illegal("term_wrong", f"时限“{term}”不成立。", f"No term: {term!r}.") from error
    whole = effects.due["due_at"] if effects.due is not None else case.matter.due_at
    if case.procedure.task(token.node.id, "own_clock", False) or own is None or whole is None:
        return own if own or case.procedure.task(token.node.id, "own_clock", False) else whole
    return min(own, whole, key=datetime.fromisoformat)


def _label(token: Token, local: dict[str, Any]) -> Any:
    named = token.node.properties.get("label")
    if named:
        found = local.get(named, named)
        return UNKNOWN if obscure(found) else str(found)
    units = {one.split("@", 1)[1] for one in (token.task or {}).get("groups", ()) if "@" in one}
    counter = local.get("loopCounter")
    return units.pop() if isinstance(counter, int) and len(units) == 1 else ""
