"""The office's built-in services, done again where the history of this one matter is enough to do so."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ..calendar import ZONE, Calendar
from ..office import moment
from .assigning import give
from .dues import due as due_of
from .expressions import ERASED, UNKNOWN
from .findings import Illegal
from .matter import Matter
from .moments import NoMoment, local_day, moment_of
from .people import People
from .procedure import Procedure


@dataclass
class Effects:
    """What the services of one event did beside answering."""

    numbers: list[dict[str, Any]] = field(default_factory=list)
    urged: list[list[int]] = field(default_factory=list)
    notices: list[Any] = field(default_factory=list)
    facts: list[Any] = field(default_factory=list)
    messages: list[list[Any]] = field(default_factory=list)
    due: dict[str, Any] | None = None


class Services:
    """Answers in turn with what was recorded, after judging it. `unjudged` collects what only the office could know."""

    def __init__(
        self, matter: Matter, procedure: Procedure, people: People, calendar: Calendar, at: datetime,
        recorded: list[list[Any]],
    ) -> None:  # fmt: skip
        self.matter, self.procedure, self.people, self.calendar, self.at = matter, procedure, people, calendar, at
        self.left = list(recorded)
        self.effects = Effects()
        self.unjudged: list[tuple[str, str, str]] = []

    def __call__(self, key: str, name: str, headers: dict[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
        if not self.left or self.left[0][0] != key:
            raise Illegal("service_missing", f"没有记录服务 {key} 的结果。", f"No result of the service {key}.")
        result = self.left.pop(0)[1]
        act = getattr(self, f"_{name.replace('-', '_')}", None)
        if act is None:
            self.unjudged.append((key, f"不认识内置服务“{name}”。", f"Unknown built-in {name!r}."))
            return dict(result)
        expected = act(key, headers, inputs, result)
        if expected is not None and expected != result:
            raise Illegal(
                "service_result", f"服务“{name}”({key})记录的结果与计算结果不符。",
                f"The recorded result of {name!r} ({key}) is not what it comes to: {expected!r}.",
            )  # fmt: skip
        return dict(result)

    def _allocate_number(self, key: str, headers: Any, inputs: Any, result: Any) -> dict[str, Any]:
        series = str(headers.get("series") or inputs.get("series") or "")
        pattern = self.procedure.series(series)
        if pattern is None:
            raise Illegal("unknown_series", f"没有编号系列“{series}”。", f"No number series {series!r}.")
        kept = self.matter.numbers.get(series)
        before = next((one for one in self.effects.numbers if one["series"] == series), kept)
        n, year = (before["n"], before["year"]) if before else (result.get("n"), self.at.astimezone(ZONE).year)
        if before is None:
            self.unjudged.append((
                key, f"编号{result.get('number')}是否为“{series}”的下一个,须查全机关的编号簿。",
                f"Whether {result.get('n')} is the next of {series!r} stands in the office's register.",
            ))  # fmt: skip
        text = pattern.replace("{year}", str(year)).replace("{n}", str(n))
        self.effects.numbers.append({"series": series, "year": year, "n": n, "text": text, "new": before is None})
        return {"number": text, "n": n, "series": series, "year": year}

    def _count(self, key: str, headers: Any, inputs: Any, result: Any) -> None:
        self._other_matters(key, "count", result)

    def _find_instances(self, key: str, headers: Any, inputs: Any, result: Any) -> None:
        self._other_matters(key, "find-instances", result)

    def _other_matters(self, key: str, name: str, result: Any) -> None:
        self.unjudged.append((
            key, f"服务“{name}”的结果取决于其他事项,采用当时记录的结果。",
            f"The result of {name!r} depends on other matters; taken as recorded.",
        ))  # fmt: skip

    def _record(self, key: str, headers: Any, inputs: Any, result: Any) -> dict[str, Any]:
        self.effects.facts.append({"kind": str(headers.get("kind", "")), "key": key, "values": inputs})
        return {}

    def _set_due(self, key: str, headers: Any, inputs: Any, result: Any) -> dict[str, Any]:
        given = {**headers, **inputs}
        term = str(given.get("term") or "")
        try:
            start = moment_of(given["from"]) if given.get("from") else self.at
            due = due_of(self.calendar, term, start) if term else moment_of(given.get("due"))
        except (NoMoment, ValueError) as error:
            raise Illegal("due_wrong", "事项的到期时间算不出来。", f"No due: {error}") from error
        told = moment(given["from"]).isoformat() if given.get("from") else start.isoformat()
        self.effects.due = {
            "due_at": due.astimezone(UTC).isoformat(), "term": term, "from": told if term else None,
            "old": self.matter.due_at,
        }  # fmt: skip
        return {"due": due.astimezone(ZONE).isoformat()}

    def _send_notice(self, key: str, headers: Any, inputs: Any, result: Any) -> dict[str, Any]:
        people = self._people_of(inputs.get("to", headers.get("to")))
        text = inputs.get("text", headers.get("text", ""))
        text = UNKNOWN if text is UNKNOWN else str(text)
        self.effects.notices += [{"kind": "notice", "to": one, "text": text, "task": None} for one in people]
        return {"to": people}

    def _start_procedure(self, key: str, headers: Any, inputs: Any, result: Any) -> dict[str, Any]:
        name = str(headers.get("procedure"))
        self.effects.messages.append([key, name, self.matter.number, inputs])
        return {"sent": name}

    def _urge(self, key: str, headers: Any, inputs: Any, result: Any) -> dict[str, Any]:
        step, label = str(headers.get("step")), inputs.get("label")
        slip = str(inputs.get("slip") or headers.get("slip") or "")
        wanted = inputs.get("to", headers.get("to"))
        on, reached = local_day(self.at), []
        for task in self.matter.tasks.values():
            if task.element != step or task.state != "open" or (label is not None and task.label != label):
                continue
            times = task.urges + 1
            self.effects.urged.append([task.id, times])
            people = {one for principal in task.principals for one in self.people.holders(principal, on)}
            if wanted:
                named = [str(one) for one in wanted] if isinstance(wanted, list) else [str(wanted)]
                found = give(self.people, named, [], None, on, "ab", "", "", ())
                people |= set(found.people)
                self.effects.facts += [
                    {"kind": one["kind"], "group": one["group"], "to": one["to"], "key": key} for one in found.warnings
                ]
            if slip:
                self.effects.facts.append({
                    "kind": f"slip.{slip}", "key": key, "task": task.id, "label": task.label, "to": sorted(people),
                })  # fmt: skip
            what = f"{slip}色督办单" if slip else "催办"
            text: Any = f"{what}(第{times}次):请尽快办理《{self.matter.title}》的“{task.name}”。"
            if self.matter.title == ERASED:
                text = UNKNOWN
            self.effects.notices += [
                {"kind": "urge", "to": one, "text": text, "task": task.id} for one in sorted(people)
            ]
            reached += sorted(people)
        return {"urged": len(self.effects.urged), "people": reached}

    def _people_of(self, wanted: Any) -> list[str]:
        groups = [str(one) for one in wanted] if isinstance(wanted, list) else [str(wanted)]
        on = local_day(self.at)
        return sorted({one for group in groups for one in self.people.holders(group, on)})
