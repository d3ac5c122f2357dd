"""The five layers over one package, in their order; what a layer could not use, the next ones do without."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from .archive import Archive, Limits
from .chain import Event, read_chain
from .execution import Interpreter
from .files import check_files, reference_values
from .findings import JOURNAL, Findings
from .journal import InForce, check_in_force, moment
from .membership import check_claims, check_journal_head, check_membership, read_notes
from .notes import Note
from .package import JOURNAL as JOURNAL_FILE
from .package import Instance, Package, open_package
from .progress import Progress
from .references import check_references
from .signatures import Trust, check_signatures
from .verdict import Path as Walked
from .verdict import Verdict, pronounce


def judge(path: Path | BinaryIO, trust: Trust, *, limits: Limits | None = None, show: bool = False) -> Verdict:
    """Verify one package; raises Unusable when it is none."""
    package = open_package(Archive(path, limits))
    found = Findings()
    progress = Progress(2 * sum(package.archive.size(name) for name in package.archive.names), show)
    check_files(package, found, progress)
    notes = read_notes(package, found)
    journal = _journal(package, notes, found)
    examination = _Examination(package, notes, journal, found, progress)
    for instance in package.instances:
        examination.examine(instance)
    examination.interpreter.settle(found)
    check_signatures(package, notes, examination.bound, trust, found)
    progress.end()
    return pronounce(package, found, examination.walked)


def _journal(package: Package, notes: dict[int, Note], found: Findings) -> InForce:
    journal = InForce()
    if JOURNAL_FILE not in package.archive:
        found.fault(3, "journal_missing", "缺少机关日志 journal.jsonl。", "The journal is missing.", path=JOURNAL_FILE)
        return journal
    wanted = frozenset(note.journal_seq for note in notes.values())
    journal.take(read_chain(package.archive.lines(JOURNAL_FILE), 0, JOURNAL, found), wanted, found)
    for number in sorted(notes):
        check_journal_head(journal.last, journal.hashes, notes[number], found)
    if not journal.whole:
        found.gap(
            3, "journal_withheld", "机关日志中机构、日历或流程发布的记录没有全部提供,是否当时有效未全部核对。",
            "Entries of the journal about organization, calendar or publishing are not given.", instance=JOURNAL,
        )  # fmt: skip
    return journal


class _Examination:
    """Examines one matter after another with what they have in common."""

    def __init__(
        self, package: Package, notes: dict[int, Note], journal: InForce, found: Findings, progress: Progress
    ) -> None:
        self._package, self._notes, self._journal = package, notes, journal
        self._found, self._progress = found, progress
        self._sound = not found.failed(JOURNAL) and journal.last is not None and journal.whole
        organizations, calendars = (reference_values(package, kind) for kind in ("organization", "calendar"))
        self.interpreter = Interpreter(package, organizations, calendars, journal if self._sound else None)
        self.bound: dict[str, dict[int, int]] = {}  # matter -> checkpoint -> how many of its events it binds
        self.walked: dict[str, Walked] = {}

    def examine(self, instance: Instance) -> None:
        package, found = self._package, self._found
        events = list(self._events(instance))
        whole = not found.failed(instance.number)
        self.walked[instance.number] = Walked.of(events)
        if not events:
            if whole:
                found.fault(2, "no_events", "没有任何事件。", "There are no events.", instance=instance.number, seq=1)
            return
        check_references(package, instance, events, found)
        if self._sound:
            check_in_force(events, instance.number, self._journal, found)
        else:
            found.gap(
                3, "journal_unusable", "机关日志不完整,机构、日历、流程当时是否有效未核验。",
                "The journal does not hold: what was in force is not verified.", instance=instance.number,
            )  # fmt: skip
        if whole:
            check_claims(instance, events, found)
            bound = check_membership(package, instance, events, self._notes, found)
            if bound:
                self.bound[instance.number] = bound
                _before(instance, events, self._notes[max(bound)], found)
        else:
            found.gap(
                3, "not_proved", "事件链不完整,是否列入总账未核验。",
                "The chain does not hold: whether it is in the signed log is not verified.", instance=instance.number,
            )  # fmt: skip
        self._execute(instance, events)

    def _events(self, instance: Instance) -> list[Event]:
        name = f"{instance.folder}events.jsonl"
        if name not in self._package.archive:
            self._found.fault(
                2, "events_missing", "缺少事件文件。", "The file of events is missing.", instance=instance.number,
                seq=1, path=name,
            )  # fmt: skip
            return []
        self._progress.step(self._package.archive.size(name))
        return list(read_chain(self._package.archive.lines(name), instance.id, instance.number, self._found))

    def _execute(self, instance: Instance, events: list[Event]) -> None:
        if self._found.failed(instance.number):
            self._found.gap(
                5, "not_reexecuted", "前面各层不通过,没有重新执行。",
                "Not executed again: an earlier layer failed.", instance=instance.number,
            )  # fmt: skip
            return
        self.interpreter.check(instance, events, self._found)


def _before(instance: Instance, events: list[Event], note: Note, found: Findings) -> None:
    """Times that a clock cannot have shown in this order: younger than the checkpoint, or running backwards."""
    previous = None
    for event in events:
        at = moment(event.meta["at"])
        if at is None:
            return
        if at > note.time:
            found.gap(
                4, "after_the_checkpoint",
                f"第 {event.seq} 条事件的时间晚于为它作证的检查点:服务器时钟当时不准,时间未能核实。",
                f"Event {event.seq} is dated after the checkpoint that proves it: its time is not verified.",
                instance=instance.number, seq=event.seq,
            )  # fmt: skip
            return
        if previous is not None and at < previous:
            found.gap(
                4, "time_runs_back", f"第 {event.seq} 条事件的时间早于前一条,可能是服务器时钟被调整,未能核实。",
                f"Event {event.seq} is older than the one before it.", instance=instance.number, seq=event.seq,
            )  # fmt: skip
        previous = at
