"""迁移: a running matter goes on in another version of its procedure, every token where the plan puts it.

Whoever answers for the procedure's matters decides, matter by matter or for several at once; each moves whole or not
at all. Tasks, their holders and their dues stay unless dues are recounted. The event names both versions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from sqlalchemy import select

from engine.actions.carried import carried
from engine.actions.hand import matter, once, words
from engine.actions.movement import move
from engine.actions.recount_procedure import recounted
from engine.actions.standing import named, refuse_hold, told_at
from engine.bpmn import Environment, Execution, Outcome
from engine.definition import Definition
from engine.definition.migration import Plan, plan_migration
from engine.errors import Missing, NotNow, Refused, Stale
from engine.history import opened
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Actor, Receipt, Work, work


@dataclass(frozen=True)
class MigrateInstance:
    """`to`: id of a definition. `chosen`: element -> element, before what is matched by itself. `seen`: how often the
    matter had moved when the plan was looked at; None moves it wherever it stands."""

    instance_id: int
    to: int
    reason: str
    command_id: str
    chosen: Mapping[str, str] = field(default_factory=dict)
    recount: bool = False
    seen: int | None = None


@dataclass(frozen=True)
class Tried:
    """What a migration would do: (key, element) of every token before and after, and what the plan says.

    `version` is what `MigrateInstance.seen` takes."""

    instance_id: int
    number: str
    version: int
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]
    dues: tuple[dict[str, Any], ...]
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    plan: Plan


@dataclass(frozen=True)
class Migrated:
    """One matter of a batch: its receipt, or why it stayed where it is."""

    instance_id: int
    receipt: Receipt | None
    refused: Refused | None


class _Told(Exception):
    """Carries a dry run out of its transaction, which is rolled back."""

    def __init__(self, tried: Tried) -> None:
        super().__init__()
        self.tried = tried


def migrate_instance(office: Office, command: MigrateInstance, by: Actor) -> Receipt:
    """Raises NotYours, Invalid without a reason, Stale `instance_moved`, NotNow (migration_…, paused, suspended)."""
    return once(office, command.command_id, by, lambda w: _migrate(w, command)[1])


def try_migration(office: Office, command: MigrateInstance, by: Actor) -> Tried:
    """The same, and nothing of it is kept; no reason is needed. Raises what `migrate_instance` raises."""

    def act(w: Work) -> Receipt:
        tried, _ = _migrate(w, replace(command, reason=command.reason or "-"))
        raise _Told(tried)

    try:
        with work(office, by) as w:
            act(w)
    except _Told as told:
        return told.tried
    raise AssertionError


def migrate_instances(office: Office, commands: Sequence[MigrateInstance], by: Actor) -> list[Migrated]:
    """Each by itself: what stops one stops no other."""
    found = []
    for command in commands:
        try:
            found.append(Migrated(command.instance_id, migrate_instance(office, command, by), None))
        except Refused as refused:
            found.append(Migrated(command.instance_id, None, refused))
    return found


def _migrate(w: Work, command: MigrateInstance) -> tuple[Tried, Receipt]:
    locked, old = matter(w, command.instance_id, "case.migrate")
    refuse_hold(w)
    reason = words(command.reason, required=True, field="reason")
    row, new = _target(w, command.to)
    if locked.definition_id == command.to:
        _refuse_again(w)
    plan = plan_migration(old, new, command.chosen)
    if command.seen is not None and command.seen != locked.version:
        raise Stale(
            "instance_moved", "试算之后该事项已有人办理,请重新试算。", "The matter has moved on since; try it again.",
            seen=command.seen, version=locked.version,
        )  # fmt: skip
    execution = w.execution()
    before, version = execution.standing(), locked.version
    dues, terms, whole = recounted(w, plan) if command.recount else ([], {}, None)
    body: dict[str, Any] = {
        "definition": new.hash, "definition_id": row.id, "version": row.version,
        "from": {
            "definition": old.hash, "definition_id": locked.definition_id,
            "version": _version(w, locked.definition_id),
        },
        "mapping": dict(plan.mapping), "chosen": dict(plan.chosen), "recount": command.recount,
        "difference": plan.difference, "reason": reason, "signature": w.organization.name(w.actor.person),
        "before": [list(one) for one in before], "why": "procedure", "dues": dues, "term": whole,
    }  # fmt: skip
    locked.definition_id = row.id
    outcomes: list[Outcome] = []

    def go_on(execution: Execution, env: Environment) -> Outcome:
        outcome = execution.migrate(new.program, new.procedure.process, plan.mapping, env, command.recount)
        outcomes.append(outcome)
        body["after"] = [list(one) for one in execution.standing()]
        body["carried"] = carried(w, plan.mapping, execution.waiting(), terms)
        return outcome

    receipt = move(w, "instance.migrated", body, go_on)
    outcome = outcomes[0]
    after = tuple((key, element) for key, element in body["after"])
    opened_now = [one.element for one in outcome.opened]
    opened_now += [one.element for one in outcome.timers_opened]
    opened_now += [one.element for one in outcome.subscriptions_opened]
    gone = [*(one.key for one in outcome.closed), *outcome.timers_closed, *outcome.subscriptions_closed]
    tried = Tried(
        locked.id, locked.number, version, before, after, tuple(dues), tuple(opened_now), tuple(gone), plan
    )  # fmt: skip
    return tried, receipt


def _target(w: Work, definition_id: int) -> tuple[Any, Definition]:
    d = t.definition.c
    row = w.connection.execute(select(d.id, d.version).where(d.id == definition_id)).one_or_none()
    if row is None:
        raise Missing("no_definition", "没有找到该流程版本。", "There is no such definition.")
    return row, w.office.definition(w.connection, row.id)


def _version(w: Work, definition_id: int) -> int:
    d = t.definition.c
    return int(w.connection.execute(select(d.version).where(d.id == definition_id)).scalar_one())


def _refuse_again(w: Work) -> NoReturn:
    """The matter runs on that version: from its start, or because somebody was quicker."""
    assert w.instance is not None
    h = t.history.c
    last = w.connection.execute(
        select(h.actor, h.at, h.body, h.sealed)
        .where(h.instance_id == w.instance.id, h.kind == "instance.migrated")
        .order_by(h.seq.desc()).limit(1)
    ).one_or_none()  # fmt: skip
    if last is None:
        raise NotNow("migration_same_version", "该事项已经在这个版本上。", "The matter runs on this version already.")
    name, when, version = named(w, last.actor), told_at(last.at), opened(last.body, last.sealed)["version"]
    raise NotNow(
        "migration_same_version", f"{name}已于{when}将该事项迁移到第{version}版。",
        f"{name} moved the matter to version {version} at {when}.", who=last.actor, at=last.at.isoformat(),
    )  # fmt: skip
