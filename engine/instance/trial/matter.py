"""One matter tried on a draft: its recorded acts in turn, the draft's own gateways, decisions, timers and terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from engine.bpmn import Asked, Environment, Execution, Happening, Outcome, ServiceCall, TaskWait
from engine.definition import Definition
from engine.errors import Incident, Refused
from engine.instance.assignment import due_of
from engine.instance.environment import functions
from engine.instance.reexecution import Recorded, References
from engine.instance.trial.acts import Act, Acts, Impossible
from engine.instance.trial.model import Ask, Cause, DueChange, Trial
from engine.instance.trial.record import Record
from engine.instance.trial.services import Answers
from engine.instance.trial.silence import words_of
from engine.instance.trial.versions import Versions
from engine.instance.trial.ways import Ways
from engine.organization import Calendar, due

MOST_TIMERS = 200  # of the draft's own that fire in one matter
MOST_STEPS = 20_000  # that the draft goes through in one matter
MOST_ASSUMED = 50  # new steps passed in one matter

Pair = Callable[[Definition], Versions]


class Parted(Exception):
    """The history cannot be followed any further."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.kind)
        self.cause = cause


def try_matter(events: Iterable[Recorded], references: References, pair: Pair) -> Trial:
    """Follow a history as far as the draft goes with it. `pair` gives the draft beside the version it ran on."""
    matter = _Matter(references, pair)
    trial = matter.trial
    try:
        for event in events:
            if event.erased and not event.body:
                trial.kind = "unread"
                return trial
            matter.take(event)
            trial.events += 1
        matter.ended()
    except Parted as parted:
        trial.cause = parted.cause
        if trial.kind == "same":
            trial.kind = "diverged"
    return trial


class _Matter:
    def __init__(self, references: References, pair: Pair) -> None:
        self.references, self.pair = references, pair
        self.trial, self.record = Trial(), Record()
        self.execution: Execution | None = None
        self.versions: Versions | None = None
        self.ways: Ways | None = None
        self.document: dict[str, Any] = {}
        self.tasks: dict[str, tuple[TaskWait, datetime | None]] = {}  # open in the draft, with their dues
        self.timers: dict[str, tuple[str, datetime]] = {}
        self.urgency = ""
        self.whole_due: datetime | None = None
        self.in_force: Mapping[str, str] = {}
        self.last: Recorded | None = None
        self.counted: set[str] = set()
        self.fired = self.assumed = self.steps = 0

    # -- one event

    def take(self, event: Recorded) -> None:
        body = event.body
        if event.kind == "instance.started":
            self._begin(event)
        elif "moved" in body and event.kind != "instance.migrated":
            self._own_timers(event)
            self._follow(event)
        if event.kind != "task.answered":
            self.document.update(body.get("values") or {})
        self.record.take(event)
        for key in self.counted:  # its due was counted anew on both sides: a shift begins there
            if key in self.record.tasks:
                self.record.tasks[key].first_due = self.record.tasks[key].due
        self.counted.clear()
        self._whole_due_moved(body)
        self.last = event

    def _whole_due_moved(self, body: Mapping[str, Any]) -> None:
        """An extension or a hold moves the matter's due by as much as it did then."""
        for change in body.get("dues", ()):
            if change["subject"] == "instance" and change["old"] and self.whole_due is not None:
                by = datetime.fromisoformat(change["new"]) - datetime.fromisoformat(change["old"])
                self.whole_due += by

    def _begin(self, event: Recorded) -> None:
        body = event.body
        self.versions = versions = self.pair(self.references.definition(body["definition"]))
        self.ways = Ways(versions)
        self.in_force = body["in_force"]
        procedure = versions.now.procedure
        self.urgency = str(body.get("values", {}).get(procedure.urgency) or body.get("urgency") or "")
        whole = procedure.whole_term(self.urgency)
        self.whole_due = due(whole, event.at, self._calendar()) if whole else None
        variables = versions.start_variables(body)

        def start(execution: Execution, env: Environment) -> Outcome:
            self.execution, outcome = versions.now.start(variables, env, body.get("start_event"))
            return outcome

        self._asked("start", event, Environment(now=event.at, functions=self._functions(event.at)))
        self._move(event, start)

    def _follow(self, event: Recorded) -> None:
        assert self.versions is not None
        self.in_force = event.body.get("in_force") or self.in_force
        key, element = str(event.body.get("key") or ""), str(event.body.get("element") or "")
        acts = Acts(self.versions, self.record, self.tasks, self.timers)
        if event.kind == "timer.fired":
            if acts.timer(event) is None:  # fires at another time here, or not at all
                self.trial.timers[_element(key)] += 1
                return
        elif element and element in self.versions.old_elements - self.versions.new_elements:
            self.trial.dropped[element] += 1
            return
        if event.kind in ("task.completed", "signer.answered") and (task := acts.task(event)) is not None:
            env = Environment(now=event.at, functions=self._functions(event.at))
            self._asked(task.element, event, env)
            self._closed(task.key, event)
        try:
            act = acts.of(event)
        except Impossible as impossible:
            raise Parted(self._impossible(event, element, impossible.words)) from impossible
        self._move(event, act)

    # -- the draft moves

    def _move(self, event: Recorded, act: Act) -> None:
        """Let the draft do it, pass new steps, and compare with what was recorded."""
        asked: list[Asked] = []
        happenings = self._act(event, event.body, event.at, asked, act)
        assert self.ways is not None
        cause = self.ways.compare(event.seq, event.body["moved"]["path"], happenings, asked)
        if cause is not None:
            raise Parted(cause)

    def _act(
        self, event: Recorded, body: Mapping[str, Any], at: datetime, asked: list[Asked],
        act: Act,
    ) -> list[Happening]:  # fmt: skip
        """One act and the new steps behind it; everything that happened."""
        answers = Answers(body, self._calendar(), at, lambda call: self._unknown(event, call), self._set_due)
        env = Environment(now=at, functions=self._functions(at), serve=answers, watch=asked.append)
        found: list[Happening] = []
        left: list[Act] = [act]
        while left:
            try:
                outcome = left.pop(0)(self.execution, env)  # type: ignore[arg-type]  # the start makes it
            except Incident as incident:
                raise Parted(
                    Cause("incident", event.seq, incident.element, words=words_of(incident))
                ) from incident
            except Refused as refused:
                element = str(event.body.get("element") or "")
                raise Parted(self._impossible(event, element, words_of(refused))) from refused
            found += outcome.happenings
            self._stands(outcome, at)
            left += [self._pass(event, wait) for wait in outcome.opened if self._is_new(wait.element)]
        return found

    def _pass(self, event: Recorded, wait: TaskWait) -> Act:
        """A step that history knows nothing of: what it would have been answered is asked, then it is passed."""
        self._ask("step", event, wait.element)
        self.assumed += 1
        if self.assumed > MOST_ASSUMED:
            words = "新环节反复出现", "the new step comes again and again"
            raise Parted(Cause("act", event.seq, wait.element, words=words))
        return lambda execution, env: execution.complete(wait.key, {}, env)

    def _is_new(self, element: str) -> bool:
        assert self.versions is not None
        return element not in self.versions.old_elements

    def _stands(self, outcome: Outcome, at: datetime) -> None:
        """What is open in the draft now, and what it went through."""
        assert self.versions is not None
        for happening in outcome.happenings:
            if happening.kind == "enter":
                self.trial.visits[happening.element] += 1
            elif happening.kind == "take":
                self.trial.flows[happening.element] += 1
        self.steps += len(outcome.happenings)
        if self.steps > MOST_STEPS:
            element = outcome.happenings[-1].element
            words = "步数过多,流程图可能有死循环", "too many steps; the diagram may loop endlessly"
            raise Parted(Cause("incident", self.last.seq if self.last else 1, element, words=words))
        for closed in outcome.closed:
            self.tasks.pop(closed.key, None)
        for key in outcome.timers_closed:
            self.timers.pop(key, None)
        calendar = self._calendar()
        for wait in outcome.opened:
            until, _ = due_of(wait, self.versions.now, calendar, at, self.urgency, self.whole_due)
            self.tasks[wait.key] = wait, until
        for wait in outcome.tasks_moved:
            if wait.key in self.tasks:
                self.tasks[wait.key] = wait, wait.due or self.tasks[wait.key][1]
                self.counted.add(wait.key)
        for timer in (*outcome.timers_opened, *outcome.timers_moved):
            self.timers[timer.key] = timer.element, timer.due

    def _own_timers(self, event: Recorded) -> None:
        """Fire what falls due in the draft before this event, and is not the recorded timer itself."""
        if self.record.held:
            return
        while True:
            ready = sorted(
                (until, key) for key, (_, until) in self.timers.items()
                if until <= event.at and self.record.timers.get(key) != until
            )  # fmt: skip
            if not ready:
                return
            until, key = ready[0]
            self.fired += 1
            self.trial.timers[self.timers[key][0]] += 1
            if self.fired > MOST_TIMERS:
                words = "定时反复触发", "a timer fires on and on"
                raise Parted(Cause("timer", event.seq, self.timers[key][0], words=words))
            at = max(until, self.last.at) if self.last else until
            self._act(event, {}, at, [], _fire(key))

    # -- what is noted

    def _asked(self, element: str, event: Recorded, env: Environment) -> None:
        assert self.versions is not None
        for kind, name, words in self.versions.asked(element, event.body, self.document, env):
            self._ask(kind, event, element, name, words)

    def _ask(self, kind: str, event: Recorded, element: str, name: str = "", words: tuple[str, str] = ("", "")) -> None:
        if self.trial.kind == "same":
            self.trial.kind = "asks"
        self.trial.asks.append(Ask(kind, event.seq, element, name, words))

    def _unknown(self, event: Recorded, call: ServiceCall) -> None:
        self._ask("service", event, call.element, call.name)

    def _set_due(self, moment: datetime) -> None:
        self.whole_due = moment

    def _closed(self, key: str, event: Recorded) -> None:
        """A step is done: when was it due, and when would it have been?"""
        then = self.record.tasks.get(str(event.body["key"]))
        if then is None or key not in self.tasks:
            return
        wait, until = self.tasks[key]
        if until is not None:
            until += timedelta(seconds=self.record.shift(then))
        self.trial.dues.append(DueChange(wait.element, then.due, until, event.at))

    def _impossible(self, event: Recorded, element: str, words: tuple[str, str]) -> Cause:
        """Why an act of then cannot be done: what may have parted before, else where the draft stands."""
        assert self.ways is not None
        if self.ways.suspect is not None and self.ways.then:  # history went where the draft did not
            return self.ways.suspect
        stands = tuple(dict.fromkeys(wait.element for wait, _ in self.tasks.values()))
        if self.trial.timers:
            return Cause("timer", event.seq, next(iter(self.trial.timers)), (element,), stands)
        return Cause("act", event.seq, element or event.kind, (element,) if element else (), stands, words=words)

    def ended(self) -> None:
        """Whether both stand at the same steps when history has been told."""
        if self.versions is None or self.execution is None or self.last is None:
            return
        gone = self.versions.old_elements - self.versions.new_elements
        then = {task.element for task in self.record.tasks.values()} - gone
        now = {wait.element for wait, _ in self.tasks.values()}
        lacks_step = bool(gone & {task.element for task in self.record.tasks.values()})
        if then != now and not lacks_step:
            assert self.ways is not None
            parted = self.ways.suspect or Cause(
                "end", self.last.seq, next(iter(sorted(now - then or then - now))), tuple(sorted(then - now)),
                tuple(sorted(now - then)),
            )  # fmt: skip
            raise Parted(parted)

    # -- what was in force

    def _calendar(self) -> Calendar:
        return self.references.calendar(self.in_force["calendar"])

    def _functions(self, at: datetime) -> Mapping[str, Callable[..., Any]]:
        assert self.versions is not None
        organization = self.references.organization(self.in_force["organization"])
        return functions(self.versions.now, organization, self._calendar(), at)


def _fire(key: str) -> Act:
    return lambda execution, env: execution.fire(key, env)


def _element(key: str) -> str:
    return key.rpartition("/")[2].partition("#")[0].partition("[")[0]
