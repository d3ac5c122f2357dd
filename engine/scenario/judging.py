"""Whether a step of a story came out as told: what it expected beside what the office shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.actions import Receipt
from engine.errors import Refused
from engine.scenario import expectations as see
from engine.scenario import figures
from engine.scenario.difference import Difference, told
from engine.scenario.reader import Scenario, Step
from engine.store.office import Office
from engine.store.rebuild import recorded


def judged(
    office: Office, scenario: Scenario, step: Step, instance_id: int | None, receipt: Receipt | None,
    refusal: Refused | None,
) -> list[str]:  # fmt: skip
    """Every difference; `instance_id` is the matter the step is about, if there is one yet."""
    wanted = step.expected
    if refusal is not None:
        return _of_refusal(wanted, refusal)
    if "refused" in wanted:
        code = wanted["refused"]
        return [Difference(f"expected the refusal {code}, but it was done", f"应被拒绝（{code}），却办成了")]
    problems = figures.differences(office, scenario.procedure, wanted.get("figures", []))
    if receipt is not None and "opens" in wanted:
        problems += see.differences_of_tasks(wanted["opens"], see.opened_tasks(office, receipt.opened))
    if receipt is not None and "takes" in wanted:
        path = recorded_path(office, receipt)
        problems += [
            Difference(f"flow {flow} was not taken", f"没有经过流向“{flow}”")
            for flow in wanted["takes"]
            if flow not in path
        ]
    if instance_id is not None:
        problems += _of_matter(office, instance_id, wanted)
    return problems


def _of_refusal(wanted: Mapping[str, Any], refusal: Refused) -> list[str]:
    fields = getattr(refusal, "fields", {})
    if wanted.get("refused") != refusal.code:
        zh = f"被拒绝：{refusal.zh}（{refusal.code}）{told(fields) if fields else ''}"
        return [Difference(f"refused: {refusal} {refusal.details or ''}", zh)]
    missing = sorted(set(wanted.get("fields", [])) - set(fields))
    if not missing:
        return []
    zh = f"{told(missing)} 没有提示，只有 {told(fields)}"
    return [Difference(f"no complaint about {missing}, only {fields}", zh)]


def _of_matter(office: Office, instance_id: int, wanted: Mapping[str, Any]) -> Iterator[str]:
    if "shows" in wanted:
        yield from see.subset(wanted["shows"], see.instance_facts(office, instance_id))
    if "lights" in wanted:
        yield from _each(wanted["lights"], see.lights(office, instance_id), "light", "灯")
    for person, steps in wanted.get("sees", {}).items():
        found = see.todo(office, instance_id, person)
        if found != sorted(steps):
            yield Difference(
                f"{person} should see {sorted(steps)} in 待办, sees {found}",
                f"{person} 的待办应有 {told(sorted(steps))}，实有 {told(found)}",
            )
    if "links" in wanted:
        yield from see.subset(list(wanted["links"]), see.links(office, instance_id), "links")
    if "readings" in wanted:
        yield from _each(wanted["readings"], see.readings(office, instance_id), "reading", "阅件")
    if "facts" in wanted:
        kinds = _facts(office, instance_id)
        for kind in wanted["facts"]:
            if kind not in kinds:
                yield Difference(
                    f"no fact {kind!r} in history, only {sorted(kinds)}", f"经过中没有“{kind}”，只有 {told(kinds)}"
                )


def _each(wishes: Iterable[Any], found: list[dict[str, Any]], en: str, zh: str) -> Iterator[str]:
    """Every wish must be met by one of what was found."""
    for wish in wishes:
        if not any(not see.subset(wish, one) for one in found):
            yield Difference(f"expected {en} {wish}, found {found}", f"{zh}应有 {told(wish)}，实有 {told(found)}")


def _facts(office: Office, instance_id: int) -> set[str]:
    with office.database.read() as connection:
        events = recorded(connection, instance_id)
    facts = {fact["kind"] for e in events for fact in e.body.get("moved", {}).get("facts", [])}
    return facts | {e.body["exception"] for e in events if e.body.get("exception")} | {e.kind for e in events}


def recorded_path(office: Office, receipt: Receipt) -> set[str]:
    """Flows taken by the event of a receipt."""
    with office.database.read() as connection:
        event = recorded(connection, receipt.instance_id)[receipt.seq - 1]
    path = event.body.get("moved", {}).get("path", [])
    return {h["element"] for h in path if h["kind"] == "take"}
