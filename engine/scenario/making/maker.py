"""Playing a past matter again with the cast, and writing down what was done and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from time import monotonic

from engine.clock import SimulatedClock, local
from engine.errors import Invalid, NotNow, NotYours, Refused
from engine.organization import load_office
from engine.scenario import expectations as see
from engine.scenario.judging import recorded_path
from engine.scenario.making.acts import Raw, told
from engine.scenario.making.candidates import candidates
from engine.scenario.making.casting import Casting
from engine.scenario.making.masking import Mask
from engine.scenario.making.past import Happened, Past
from engine.scenario.reader import Scenario, Step, read_scenario, read_step
from engine.scenario.runner import Play, run, stage
from engine.store.office import Office
from engine.toml import dumps

SHIFTS = (28, -28, 7, -7, 0)  # days; the first that lets the matter go the same way, for holidays fall where they do
LONGEST = 14.0  # seconds for the tries, and as many for the proof
TRIES = 12  # people tried for one act, and shapes of what the form complains of


@dataclass(frozen=True)
class Made:
    """`text` is the scenario; `differences` (zh, en) say where it does not go as the matter went."""

    text: str
    steps: int
    differences: tuple[tuple[str, str], ...] = ()


@dataclass
class Attempt:
    steps: list[Raw] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    untrue: int = 0  # flows taken more or less often than the matter took them


def make(past: Past, seconds: float = LONGEST) -> Made:
    """Raises NotNow `scenario_too_long` when even the first try takes more than `seconds`."""
    until, best = monotonic() + seconds, None
    for days in SHIFTS:
        try:
            tried = _Replaying(past, days, until).attempt()
        except NotNow:
            if best is None:
                raise
            break
        if best is None or _faults(tried) < _faults(best):
            best = tried
        if not _faults(best):
            break
    assert best is not None
    return _written(past, best)


def _faults(attempt: Attempt) -> int:
    return attempt.untrue + 3 * len(attempt.problems)


def _written(past: Past, attempt: Attempt) -> Made:
    """The file; it is run once more as anybody would run it."""
    procedure = past.definition.procedure
    if len(attempt.steps) < 2:
        zh, en = attempt.problems[0] if attempt.problems else ("没有可以照样再办的步骤。", "Nothing can be repeated.")
        raise NotNow("not_repeatable", f"生成不了场景:{zh}", f"No scenario can be made: {en}")
    title = f"{procedure.name}:由一件办结事项生成"
    text = dumps({"title": title, "procedure": procedure.key, "step": attempt.steps})
    told_of = list(attempt.problems)
    if attempt.untrue:
        told_of.append(
            (f"与原事项相比,{attempt.untrue} 次流向不同。", f"{attempt.untrue} flows differ from those of the matter.")
        )
    report = run(read_scenario(text.encode()), past.definition.package, seconds=LONGEST)
    told_of += [(getattr(problem, "zh", problem), str(problem)) for problem in report.problems]
    return Made(text, len(attempt.steps), tuple(told_of))


class _Replaying:
    def __init__(self, past: Past, days: int, until: float) -> None:
        self.past, self.until, self.result = past, until, Attempt()
        data = load_office("qinglan")
        first, last = past.events[0], past.events[-1]
        day = local(first.at).date()
        self.casting = Casting(past.organization, data.organization, day, date.fromordinal(day.toordinal() + days))
        names = self.casting.names()
        self.mask = Mask(past.definition, self.casting.people, names, days)
        self.begins, self.data, self.names, self.last = self.mask.when(first.at), data, names, last

    def attempt(self) -> Attempt:
        procedure = self.past.definition.procedure
        with stage(self.begins, [self.past.definition.package], self.data) as (office, clock):
            scenario = Scenario("", procedure.key, (), "made")
            play = Play(scenario, office, clock, self.until)
            for event in self.past.events:
                self._repeat(play, office, event)
                if not self.result.steps:
                    break  # what did not begin cannot go on
            self._end(play, office, clock)
            play.finish()
            taken = self.past.taken
            self.result.untrue = (taken - play.report.times).total() + (play.report.times - taken).total()
            self.result.problems += [(str(p), str(p)) for p in play.report.problems]
        return self.result

    def _repeat(self, play: Play, office: Office, event: Happened) -> None:
        """Try the act of an event: by whoever may, with values in the shape the form takes."""
        refusal: Refused | None = None
        by: list[str] | None = None
        tried: set[tuple[str, str]] = set()
        for _ in range(TRIES):
            raw = told(event, self.mask, self.casting)
            if raw is None:
                return
            if raw.get("unit") in self.names:
                raw["unit"] = self.names[raw["unit"]]
            by = candidates(play, office, raw, self.past.definition) if by is None else by
            person = next((p for p in by if (p, "") not in tried), None) if by else raw.get("by", "")
            if person is None:
                break
            raw = {**raw, **({"by": person} if person else {})}
            try:
                self._done(play, office, raw)
                return
            except Invalid as refused:
                refusal = refused
                masked = set(refused.fields) & self.past.definition.texts - self.mask.rough
                if not masked:
                    break
                self.mask.rough |= masked
            except Refused as refused:
                refusal = refused
                if not isinstance(refused, NotYours) and refused.code not in ("separation", "no_such_task"):
                    break
                tried.add((person, ""))
        zh, en = (refusal.zh, refusal.en) if refusal else ("没有可以办理的人。", "Nobody may do it.")
        at = local(event.at).strftime("%m-%d %H:%M")
        what = event.body.get("element", event.kind)
        self.result.problems.append((f"{at} {what} 不能照样再办:{zh}", f"{at} {what} cannot be repeated: {en}"))

    def _done(self, play: Play, office: Office, raw: Raw) -> None:
        step = _step(len(self.result.steps) + 1, raw)
        receipt = play.do(step)
        kept = {name: value for name, value in raw.items() if name not in ("values", "files", "to")}
        kept |= {name: raw[name] for name in ("values", "files", "to") if raw.get(name)}
        if receipt is not None:
            opened = [
                {name: task[name] for name in ("task", "unit", "due") if task[name]}
                for task in see.opened_tasks(office, receipt.opened)
                if task["role"] == "main"
            ]
            takes = sorted(recorded_path(office, receipt))
            kept |= {**({"opens": opened} if opened else {}), **({"takes": takes} if takes else {})}
        self.result.steps.append(kept)

    def _end(self, play: Play, office: Office, clock: SimulatedClock) -> None:
        """Let time pass to the matter's end, which may be the clock's, and say what it came to."""
        at = local(self.mask.when(self.last.at)).replace(tzinfo=None)
        last: Raw = {"at": at, "do": "observe"}
        play.do(_step(len(self.result.steps) + 1, last))
        if "main" not in play.instances:
            return
        state = see.instance_facts(office, play.instances["main"])["state"]
        if state != self.past.end:
            zh = f"结局是“{state}”,原事项是“{self.past.end}”。"
            self.result.problems.append((zh, f"It ends as {state!r}, the matter as {self.past.end!r}."))
        self.result.steps.append({**last, "shows": {"state": state}})


def _step(number: int, raw: Raw) -> Step:
    """The step as the reader makes it; what cannot be read is the maker's fault."""
    step = read_step(number, raw, [])
    if step is None:
        raise NotNow("not_readable", "这一步写不成场景。", "This step makes no scenario.")
    return step
