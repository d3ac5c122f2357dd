"""Layer 5: every event happens again in an interpreter of our own, which must allow it and end in the same state."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from .bpmn import across, reexecute
from .bpmn.case import References
from .bpmn.procedure import DefinitionUnreadable, Procedure, read_procedure
from .chain import Event
from .findings import Findings
from .journal import InForce, moment
from .package import Instance, Package

OF_OTHERS = frozenset({"message", "receiver"})  # what another matter's history settles


class Interpreter:
    """Executes matters again by what the package brings."""

    def __init__(
        self,
        package: Package,
        organizations: Mapping[str, Any],
        calendars: Mapping[str, Any],
        journal: InForce | None,
    ) -> None:
        """`journal` only where it holds: it says what was in force for events that do not."""
        self._journal = journal
        self._package, self._organizations, self._calendars = package, organizations, calendars
        self._references = References(organizations, calendars)
        self._read: dict[str, tuple[dict[str, bytes], Procedure | None]] = {}
        self._told: dict[int, list[Mapping[str, Any]]] = {}  # what matters say of each other
        self._open: list[tuple[Instance, int, str, str]] = []  # and what one of them alone leaves open

    def check(self, instance: Instance, events: list[Event], found: Findings) -> None:
        """Only asked of a chain that holds; what the interpreter cannot judge becomes a gap."""
        place = {"instance": instance.number}
        gone = next((event.seq for event in events if event.body is None), None)
        if gone is not None:
            found.gap(
                5, "not_reexecuted", f"第 {gone} 条事件的内容已整条删除,没有重新执行。",
                f"The content of event {gone} is gone: not executed again.", seq=gone, **place,
            )  # fmt: skip
            return
        files, procedure = self._definition(instance.definition)
        given = [{"meta": event.meta, "body": event.body, "in_force": self._in_force(event)} for event in events]
        try:
            answer = reexecute(
                given, files, self._organizations, self._calendars, references=self._references,
                procedure=procedure, procedures=lambda hash: self._definition(hash)[1],
            )  # fmt: skip
        except MemoryError:
            raise
        except Exception as error:  # a definition or history that it did not foresee: said, never passed over
            found.gap(
                5, "interpreter_failed", f"解释器无法处理,没有重新执行({type(error).__name__})。",
                f"The interpreter failed ({type(error).__name__}): not executed again.", **place,
            )  # fmt: skip
            return
        if (fault := answer.fault) is not None:
            found.fault(
                5, fault.code, f"第 {fault.seq} 条事件不合规:{fault.zh}",
                f"Event {fault.seq} is not allowed: {fault.en}", seq=fault.seq, **place,
            )  # fmt: skip
        elif len(self._package.instances) > 1:
            self._told[instance.id] = [said for event in given if (said := _of_others(event)) is not None]
        for seq, what, zh, en in dict.fromkeys((gap.seq, gap.what, gap.zh, gap.en) for gap in answer.unverified):
            if what in OF_OTHERS:
                self._open.append((instance, seq, zh, en))
            else:
                found.gap(5, "not_judged", f"第 {seq} 条事件:{zh}", f"Event {seq}: {en}", seq=seq, **place)

    def _in_force(self, event: Event) -> dict[str, str] | None:
        when = moment(event.meta["at"])
        return self._journal.only(when) if self._journal is not None and when is not None else None

    def settle(self, found: Findings) -> None:
        """What matters of one package say of each other: found to agree, found to be wrong, or left open."""
        answer, numbers = across(self._told), {each.id: each.number for each in self._package.instances}
        for lie in answer.disagreements:
            found.fault(
                5, lie.code, f"第 {lie.seq} 条事件不合规:{lie.zh}", f"Event {lie.seq} is not allowed: {lie.en}",
                seq=lie.seq, instance=numbers[lie.instance],
            )  # fmt: skip
        for instance, seq, zh, en in self._open:
            if (instance.id, seq) not in answer.settled:
                found.gap(
                    5, "not_judged", f"第 {seq} 条事件:{zh}", f"Event {seq}: {en}", seq=seq, instance=instance.number
                )

    def _definition(self, hash: str) -> tuple[dict[str, bytes], Procedure | None]:
        if hash not in self._read:
            files = self._package.definition(hash)
            self._read[hash] = files, _procedure(tuple(sorted(files.items())))
        return self._read[hash]


def _of_others(event: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """As much of an event as other matters may belie; all of a period's bodies would be too much to hold."""
    body = event["body"]
    if body.get("origin") or event["meta"]["kind"] == "message.delivered":
        return event
    moved = body.get("moved", {})
    said = {name: moved[name] for name in ("messages", "numbers") if moved.get(name)}
    return {"meta": event["meta"], "body": {"moved": said}} if said else None


@lru_cache(maxsize=16)
def _procedure(files: tuple[tuple[str, bytes], ...]) -> Procedure | None:
    """Read once, by its content; None where `reexecute` is to say itself why it cannot be read."""
    try:
        return read_procedure(dict(files))
    except (DefinitionUnreadable, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        return None
