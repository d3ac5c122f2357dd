"""Two people act on one matter at the same moment, in every pair of office actions and in both orders.

Where both acts can succeed, both do. Where they cannot, one has its effect and one event, and the other is told in a
sentence why not, by whom and when. `AFTER` is the whole expectation: what each act refuses once another was quicker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from engine import actions
from engine.actions import Actor
from engine.actions.correlate_message import catch_to
from engine.actions.standing import told_at
from engine.clock import SimulatedClock
from engine.definition import Package
from engine.errors import Refused
from engine.store import tables as t
from engine.store.office import Office, open_office
from engine.store.rebuild import recorded
from engine.store.replay import compare
from engine.store.work import SYSTEM
from tests.actions.desk import command_id, task_of
from tests.bpmn.build import boundary, flows, message, on_message, timer, xor
from tests.conftest import BEGINNING, fresh_database, furnish
from tests.faults.racing import Racing
from tests.matters import VALUES, matter

# The matter with two events that end 承办 at once — a message, and a timer that is due from the start — and with
# checkers, who dispatch, among those who may do it.
EVENTS = (
    boundary("told", "handle", on_message("ruling")) + boundary("expired", "handle", timer("duration", "PT0S"))
    + xor("m") + flows("handle m j", "told m", "expired m")
)  # fmt: skip


def racing_matter() -> Package:
    files = dict(matter("matter").files)
    drawn = files["process.bpmn"].decode()
    for old, new in (
        ('<sequenceFlow id="handle_j" sourceRef="handle" targetRef="j"></sequenceFlow>', EVENTS),
        ("&quot;liaison@&quot; + lead]", "&quot;liaison@&quot; + lead, &quot;checker&quot;]"),
        ('"liaison@" + lead]', '"liaison@" + lead, "checker"]'),
        ("<process ", message("ruling", "=instance_number") + "<process "),
    ):
        drawn = drawn.replace(old, new, 1)
    return Package({**files, "process.bpmn": drawn.encode()})


def earlier(package: Package) -> Package:
    """Another version that means the same."""
    return Package({**package.files, "procedure.toml": package.files["procedure.toml"] + b"# earlier\n"})


@dataclass
class Case:
    """One instance, and the ids of its tasks."""

    id: int
    number: str
    check: int
    handle: int
    ours: int  # the round of 财政局
    theirs: int  # the round of 农业农村局
    timer: str  # key of the timer that ends 承办
    request: int = 0


# An act: the office, the case, who. Each is done first by the first person, second by the second.
@dataclass(frozen=True)
class Act:
    does: Callable[..., Any]
    first: str
    second: str
    kind: str  # of its event
    needs: str = ""  # what is prepared: request, pause, reading


def does(action: Callable[..., Any], command: Callable[..., Any], *fields: Any, **more: Any) -> Callable[..., Any]:
    """The act with this command; fields like "@handle" are the case's."""

    def done(office: Office, case: Case, who: str, id: str = "") -> Any:
        given = [getattr(case, f[1:]) if isinstance(f, str) and f.startswith("@") else f for f in fields]
        return action(office, command(*given, command_id=id or command_id(), **more), Actor(who))

    return done


def signer(when: str) -> Callable[..., Any]:
    return does(actions.add_signer, actions.AddSigner, "@handle", ("U8",), when)


EARLIER = 1  # id of the version published first; matters start on the second
ACTS: dict[str, Act] = {
    "complete": Act(does(actions.complete_task, actions.CompleteTask, "@handle", {}), "U10", "U11", "task.completed"),
    "return": Act(does(actions.return_task, actions.ReturnTask, "@handle", "check", "请重核。"), "U10", "U11", "task.returned"),
    "withdraw": Act(does(actions.withdraw_task, actions.WithdrawTask, "@check"), "O5", "O5", "task.withdrawn"),
    "transfer": Act(does(actions.transfer_task, actions.TransferTask, "@handle", "U12", "请办。"), "O5", "O5", "task.transferred"),
    "delegate": Act(does(actions.delegate_task, actions.DelegateTask, "@handle", "U8", "请拟。"), "U10", "U11", "task.delegated"),
    "before": Act(signer("before"), "U10", "U11", "signer.added"),
    "after": Act(signer("after"), "U10", "U11", "task.answered"),
    "round": Act(does(actions.add_signer, actions.AddSigner, "@ours", ("交通运输局",), "round"), "U14", "U14", "signer.added"),
    "remove": Act(does(actions.remove_signer, actions.RemoveSigner, "@theirs"), "O1", "O1", "signer.removed"),
    "claim": Act(does(actions.claim_task, actions.ClaimTask, "@handle"), "U10", "U11", "task.claimed"),
    "ask": Act(does(actions.ask_extension, actions.AskExtension, "@handle", 3, "需核实。"), "U10", "U11", "request.asked"),
    "decide": Act(does(actions.complete_task, actions.CompleteTask, "@request", {"result": "同意"}, opinion="同意。"),
                  "O1", "O1", "request.granted", "request"),
    "pause": Act(does(actions.pause_instance, actions.PauseInstance, "@id", "补正。"), "U10", "U11", "instance.paused"),
    "suspend": Act(does(actions.suspend_instance, actions.SuspendInstance, "@id", "复议。"), "O1", "O1", "instance.suspended"),
    "resume": Act(does(actions.resume_instance, actions.ResumeInstance, "@id", "已补正。"), "U10", "O1", "instance.resumed", "pause"),
    "jump": Act(does(actions.jump_instance, actions.JumpInstance, "@id", "check", "重核。"), "O1", "O1", "instance.jumped"),
    "migrate": Act(does(actions.migrate_instance, actions.MigrateInstance, "@id", EARLIER, "换版。"), "O1", "O1", "instance.migrated"),
    "cancel": Act(does(actions.cancel_instance, actions.CancelInstance, "@id", "不再办理。"), "O1", "O1", "instance.cancelled"),
    "urge": Act(does(actions.urge_task, actions.UrgeTask, "@handle"), "U13", "O1", "task.urged"),
    "circulate": Act(does(actions.circulate, actions.Circulate, "@id", ("U3",)), "O5", "O5", "instance.circulated"),
    "read": Act(does(actions.mark_read, actions.MarkRead, "@id"), "U12", "U12", "reading.changed", "reading"),
    "fire": Act(lambda office, case, who: fire(office, case), SYSTEM, SYSTEM, "timer.fired"),
    "catch": Act(lambda office, case, who: catch_to(office, case.id, "message", "ruling", case.number, {}, command_id()),
                 SYSTEM, SYSTEM, "message.caught"),
}  # fmt: skip


def fire(office: Office, case: Case) -> bool:
    """False when it is no longer there: the clock is told nothing."""
    return actions.fire_timer(office, case.id, case.timer)


def all_of(code: str, acts: str) -> dict[str, str]:
    return dict.fromkeys(acts.split(), code)


ON_TASK = "complete return transfer delegate before after claim ask"  # what is done to 承办 while it is open
EVENTS_GONE = {"fire": "gone", "catch": "nobody_waits"}
TASK_ENDED = {
    **all_of("task_closed", f"{ON_TASK} decide urge"), "withdraw": "withdraw_late", "pause": "no_open_task", **EVENTS_GONE
}  # fmt: skip
ALL_ENDED = {**TASK_ENDED, **all_of("task_closed", "round remove")}
TASK_HELD = {**all_of("task_held", ON_TASK), "withdraw": "withdraw_late", "pause": "no_open_task"}
STANDS = f"{ON_TASK} withdraw round remove decide pause suspend jump migrate urge catch"

# First -> second -> why the second is refused; where nothing stands, both succeed. "gone": the clock finds no timer.
AFTER: dict[str, dict[str, str]] = {
    "complete": TASK_ENDED,
    "return": ALL_ENDED,
    "withdraw": {**ALL_ENDED, "withdraw": "withdraw_impossible"},
    "transfer": {**all_of("task_given", ON_TASK), "withdraw": "withdraw_late", "pause": "no_open_task"},
    "delegate": TASK_HELD,
    "before": TASK_HELD,
    "after": TASK_HELD,
    "round": {"withdraw": "withdraw_impossible", "round": "invalid_values"},
    "remove": {"withdraw": "withdraw_late", "remove": "task_closed"},
    "claim": {**all_of("claimed_by_other", ON_TASK), "withdraw": "withdraw_late"},
    "ask": {"withdraw": "withdraw_late", "ask": "request_waiting"},
    "decide": {"withdraw": "withdraw_late", "ask": "extension.again", "decide": "task_closed"},
    "pause": {**all_of("paused", STANDS), "fire": "gone"},
    "suspend": {**all_of("suspended", STANDS), "fire": "gone"},
    "resume": {"resume": "not_held"},
    "jump": ALL_ENDED,
    "migrate": {"migrate": "migration_same_version"},
    "cancel": {**ALL_ENDED, **all_of("instance_ended", "withdraw pause suspend jump migrate cancel urge")},
    "urge": {},
    "circulate": {},
    "read": {"read": "already_read"},
    "fire": TASK_ENDED,
    "catch": TASK_ENDED,
}  # fmt: skip
# Refusals that name nobody: the clock and the post are told nothing; a unit is on the list, an extension was granted.
NAMELESS = {"gone", "nobody_waits", "invalid_values", "extension.again"}


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def racing(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Racing]:
    """One office on each database for all races, opened twice."""
    with fresh_database(request, tmp_path_factory.mktemp("races")) as url:
        clock = SimulatedClock(BEGINNING)
        files = tmp_path_factory.mktemp("files")
        first = furnish(open_office(url, clock=clock, files=files), earlier(racing_matter()), racing_matter())
        racing = Racing(first, open_office(url, clock=clock, files=files))
        yield racing
        racing.close()
        first.database.dispose()


def prepare(office: Office, *needs: str) -> Case:
    """A matter with 承办 and two rounds of 会签 open, 核稿 just done, and what the acts need besides."""
    started = actions.start_instance(
        office, actions.StartInstance("matter", {**VALUES}, command_id()), Actor("U13")
    )
    find = partial(task_of, office, instance=started.instance_id)
    check = find("check")
    actions.complete_task(office, actions.CompleteTask(check, {"check_result": "同意"}, command_id(), "同意。"), Actor("O5"))
    handle = find("handle")
    with office.database.read() as connection:
        timer = connection.execute(
            select(t.timer.c.key).where(t.timer.c.instance_id == started.instance_id, t.timer.c.element == "expired")
        ).scalar_one()
    case = Case(started.instance_id, started.number, check, handle, find("opinions", "财政局"),
                find("opinions", "农业农村局"), timer)  # fmt: skip
    if "request" in needs:
        ask = actions.AskExtension(handle, 3, "需核实。", command_id())
        case.request = actions.ask_extension(office, ask, Actor("U10")).opened[0]
    if "reading" in needs:
        actions.circulate(office, actions.Circulate(case.id, ("U12",), command_id()), Actor("O5"))
        actions.open_reading(office, case.id, Actor("U12"))
    if "pause" in needs:
        actions.pause_instance(office, actions.PauseInstance(case.id, "补正。", command_id()), Actor("U10"))
    return case


def events(office: Office, instance: int) -> list[str]:
    with office.database.read() as connection:
        return [event.kind for event in recorded(connection, instance) if event.kind != "action.refused"]


def possible(first: str, second: str) -> bool:
    """Whether the first can be done in what the second needs: only 恢复 in a paused matter, nothing a request bars."""
    return (second != "resume" or first == "resume") and (first, second) not in (("ask", "decide"), ("withdraw", "decide"))


@pytest.mark.parametrize("first", ACTS)
def test_every_act_meets_every_other(racing: Racing, first: str) -> None:
    embedded = racing.first.database.is_sqlite
    for second in ACTS:
        if not possible(first, second) or (not embedded and list(ACTS).index(second) > list(ACTS).index(first)):
            continue  # both orders on SQLite, one of them on PostgreSQL, so that it does not take for ever
        quick, late = ACTS[first], ACTS[second]
        case = prepare(racing.first, quick.needs, late.needs)
        before = events(racing.first, case.id)
        won, other = racing.run(
            partial(quick.does, case=case, who=quick.first), partial(late.does, case=case, who=late.second)
        )
        pair = f"{first} before {second}: {won!r}, {other!r}"
        assert not isinstance(won, Refused) and won is not False, pair
        code = other.code if isinstance(other, Refused) else "gone" if other is False else None
        assert code == AFTER[first].get(second), pair
        happened = events(racing.first, case.id)[len(before):]
        assert happened == [quick.kind] if code else [quick.kind, late.kind], pair
        if isinstance(other, Refused) and code not in NAMELESS:
            who = "U10" if (first, second) == ("decide", "withdraw") else quick.first  # who asked for the extension
            assert (other.details["who"], other.details["at"]) == (who, racing.first.now().isoformat()), pair
            names = {officers(racing.first).get(who, "系统"), *(["您"] if who == late.second else [])}
            assert any(name in other.zh for name in names) and told_at(racing.first.now()) in other.zh, pair
        assert compare(racing.second, case.id) == [], pair


@pytest.mark.parametrize("act", sorted(ACTS.keys() - {"fire", "catch"}))
def test_the_same_command_from_two_connections_has_one_effect(racing: Racing, act: str) -> None:
    one = ACTS[act]
    case = prepare(racing.first, one.needs)
    before = events(racing.first, case.id)
    same = f"same-{act}-{case.id}"

    def sent(office: Office) -> Any:
        return one.does(office, case, one.first, same)  # type: ignore[call-arg]

    won, other = racing.run(sent, sent)
    assert (won.instance_id, won.seq, won.opened, won.state) == (other.instance_id, other.seq, other.opened, other.state)
    assert (won.repeated, other.repeated) == (False, True)
    assert events(racing.first, case.id)[len(before):] == [one.kind]
    assert compare(racing.second, case.id) == []


def officers(office: Office) -> dict[str, str]:
    with office.database.read() as connection:
        people = office.organization(connection, office.in_force(connection)["organization"]).people
    return {person.id: person.name for person in people}
