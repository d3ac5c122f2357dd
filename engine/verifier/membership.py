"""Layer 3: each chain is in the signed tree with exactly this length and this head, and so is the journal."""

from __future__ import annotations

from typing import Any

from .chain import Event
from .findings import JOURNAL, Findings
from .notes import NotANote, Note, read_note
from .package import Instance, Package
from .strict import NotStrict, hexadecimal, parse, record
from .tree import leaf, root
from .wording import quoted


def read_notes(package: Package, found: Findings) -> dict[int, Note]:
    """Every readable checkpoint; what is none, or stands under another's name, is a fault."""
    notes: dict[int, Note] = {}
    for name in package.archive.under("checkpoints/"):
        if not name.endswith(".note"):
            continue
        try:
            note = read_note(package.archive.read(name))
        except NotANote as error:
            found.fault(
                4,
                "note_unreadable",
                f"检查点无法读取:{quoted(name)}。",
                f"{quoted(name)} is no note: {error}.",
                path=name,
            )
            continue
        if name != f"checkpoints/{note.number}.note":
            found.fault(
                4,
                "note_misplaced",
                f"检查点编号与文件名不符:{quoted(name)}。",
                f"{quoted(name)} holds another number.",
                path=name,
            )
            continue
        notes[note.number] = note
    return notes


def check_membership(
    package: Package, instance: Instance, events: list[Event], notes: dict[int, Note], found: Findings
) -> dict[int, int]:
    """Which checkpoints bind this chain, and how many of its events each.

    Beside the one that binds all there is an older one where the newest is not witnessed yet: what that one binds a
    witness has proved as well.
    """
    proved = _proved(package, instance, "proof.json", events, notes, found)
    bound = {proved[0].number: proved[1]} if proved else {}
    if f"{instance.folder}witnessed.json" in package.archive:
        older = _proved(package, instance, "witnessed.json", events, notes, found)
        if older:
            bound.setdefault(older[0].number, older[1])
    return bound


def _proved(
    package: Package, instance: Instance, file: str, events: list[Event], notes: dict[int, Note], found: Findings
) -> tuple[Note, int] | None:
    """The checkpoint that binds this chain as far as it says, and how far that is."""
    last, place, name = len(events), {"instance": instance.number}, instance.folder + file
    try:
        proof = record(
            parse(package.archive.read(name)) if name in package.archive else None,
            checkpoint=int, index=int, leaves=int, id=int, events=int, head=str, path=list,
        )  # fmt: skip
        path = [hexadecimal(each, 32) for each in proof["path"]]
        head = hexadecimal(proof["head"], 32)
    except NotStrict as error:
        found.fault(
            3, "proof_unreadable", "缺少入册证明,或证明无法读取。", f"There is no proof: {error}.", path=name, **place
        )
        return None
    note, bound = notes.get(proof["checkpoint"]), proof["events"]
    if note is None:
        found.fault(
            3, "checkpoint_missing", f"缺少第 {proof['checkpoint']} 号检查点。",
            f"Checkpoint {proof['checkpoint']} is missing.", path=name, **place,
        )  # fmt: skip
        return None
    if proof["id"] != instance.id or proof["leaves"] != note.leaves:
        found.fault(
            3, "proof_foreign", "入册证明属于另一件事项或另一个检查点。", "It is another's proof.", path=name, **place
        )
        return note, bound
    claimed = leaf(note.alg, instance.id, bound, head) if 0 <= bound < 2**63 else b""
    if not claimed or root(note.alg, claimed, proof["index"], proof["leaves"], path) != note.root:
        found.fault(
            3, "not_in_the_log",
            "这条事件链不在签名的总账中:链头或长度与检查点不符(从哪一条起被重写,单凭总账无法指出)。",
            "This chain is not in the signed log: its head or length is not what was signed.",
            seq=last or None, **place,
        )  # fmt: skip
    elif last < bound:
        found.fault(
            3, "tail_cut", f"第 {last + 1} 条起的事件缺失:总账记有 {bound} 条,包内只有 {last} 条。",
            f"Events from {last + 1} on are missing: {bound} were signed, {last} are here.", seq=last + 1, **place,
        )  # fmt: skip
    elif last > bound and file == "proof.json":
        found.fault(
            3, "beyond_the_head", f"第 {bound + 1} 条起的事件不在总账中。",
            f"Events from {bound + 1} on are not in the signed log.", seq=bound + 1, **place,
        )  # fmt: skip
    elif bound and events[bound - 1].hash != head:
        found.fault(
            3, "other_head", f"第 {bound} 条事件不是总账中的链头:它或它之前的事件被重写。",
            f"Event {bound} is not the head that was signed: it or one before it was rewritten.", seq=bound, **place,
        )  # fmt: skip
    return note, bound


def check_claims(instance: Instance, events: list[Event], found: Findings) -> None:
    """What the manifest says of a matter against its events."""
    place: dict[str, Any] = {"instance": instance.number}
    last, start = events[-1], events[0].body
    if (instance.events, instance.head) != (len(events), last.hash):
        found.fault(3, "manifest_differs", "清单中的事件数或链头与事件不符。", "The manifest differs.", **place)
    if start is None:
        found.gap(
            3, "start_erased", "第 1 条事件的内容已删除,事项的编号和所用的流程定义未能证明。",
            "The content of event 1 was erased: the matter's number and definition are not proved.", seq=1, **place,
        )  # fmt: skip
        return
    if start.get("number") != instance.number:
        found.fault(
            3, "other_number", f"事件中的编号是“{quoted(start.get('number'))}”,不是“{quoted(instance.number)}”。",
            f"The events are of {quoted(start.get('number'))!r}, not {quoted(instance.number)!r}.", seq=1, **place,
        )  # fmt: skip
    if start.get("definition") != instance.definition:
        found.fault(
            3, "other_definition", "清单中的流程定义不是事项发起时所用的。",
            "The manifest names another definition than the start did.", seq=1, **place,
        )  # fmt: skip


def check_journal_head(last: Event | None, hashes: dict[int, bytes], note: Note, found: Findings) -> None:
    """The journal of the package against the journal line of a signed note."""
    count = last.seq if last else 0
    if count < note.journal_seq:
        found.fault(
            3, "journal_cut", f"机关日志第 {count + 1} 条起缺失(检查点记有 {note.journal_seq} 条)。",
            f"The journal lacks entries from {count + 1} on.", instance=JOURNAL, seq=count + 1,
        )  # fmt: skip
    elif note.journal_seq and hashes.get(note.journal_seq) != note.journal_hash:
        found.fault(
            3, "journal_not_signed", f"机关日志第 {note.journal_seq} 条与检查点所签的不符。",
            f"Entry {note.journal_seq} of the journal is not what was signed.", instance=JOURNAL, seq=note.journal_seq,
        )  # fmt: skip
