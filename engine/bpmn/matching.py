"""Which element of another version stands for which of this one: by hand, by id and kind, by name and kind; an event at
a step's boundary also because it is the only one of its kind there.

Scopes are matched from the outside in, so an element never gets a partner in a scope that is not its own's partner.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from engine.bpmn.model import Node, Scope
from engine.errors import Finding

if TYPE_CHECKING:
    from engine.bpmn.program import Program

Pairs = dict[str, str]


def kind_of(node: Node) -> str:
    """What has to be equal for a token to move: type, kind of loop, and what an event waits for or throws."""
    event = node.body.starts[0] if node.is_event_subprocess and node.body else node
    told = ""
    if event.type.endswith("Event") and event.trigger is not None:
        told = ("&" if event.trigger.together else "+").join(trigger.kind for trigger in event.triggers)
    parts = [
        node.type,
        node.loop.kind if node.loop else "",
        "event" if node.is_event_subprocess else "undoes" if node.undoes else "",
        told,
    ]
    return ":".join(parts).rstrip(":")


def kinds(program: Program) -> dict[str, str]:
    """Kind of every element of a program's processes, for whoever offers partners."""
    return {id: kind_of(node) for id, node in _nodes(program).items()}


def match(old: Program, process: str, new: Program, other: str, chosen: Mapping[str, str]) -> Pairs:
    """Element of `old` -> element of `new`; `chosen` goes before what is found by itself.

    Pairs that `chosen` names and that cannot be are not in the answer: `misfits` says why.
    """
    found: Pairs = {}
    for before, after in _roots(old, process, new, other):
        _match_scope(before, after, chosen, found)
    return found


WHY = {
    "unknown": ("两个版本中没有这两个环节。", "The versions hold no such elements."),
    "kind": ("两者种类不同(类型、会签方式或等待的事件)。", "They differ in type, loop or what they wait for."),
    "scope": ("两者所在的部分(子流程)不对应。", "The parts (sub-processes) they stand in are not partners."),
    "host": ("两者所附的环节不对应。", "The steps they are attached to are not partners."),
}


def misfits(old: Program, process: str, new: Program, other: str, chosen: Mapping[str, str]) -> list[Finding]:
    """Why chosen pairs cannot be: `migration_unknown`, `_kind`, `_scope` or `_host`, each with its element."""
    found = match(old, process, new, other, chosen)
    before, after = _nodes(old), _nodes(new)
    wrong = []
    for source, target in chosen.items():
        if found.get(source) == target:
            continue
        if source not in before or target not in after:
            why = "unknown"
        elif kind_of(before[source]) != kind_of(after[target]):
            why = "kind"
        else:
            why = "host" if before[source].attached_to else "scope"
        zh, en = WHY[why]
        wrong.append(Finding(
            f"migration_{why}", source, f"“{source}”不能对应到“{target}”:{zh}",
            f"{source!r} cannot become {target!r}: {en}",
        ))  # fmt: skip
    return wrong


def _roots(old: Program, process: str, new: Program, other: str) -> list[tuple[Scope, Scope]]:
    """The processes that stand for each other: the one that runs, and those called under the same name."""
    pairs = [(old.specs[process].scope, new.specs[other].scope)]
    shared = [id for id in old.specs if id != process and id != other and id in new.specs]
    return pairs + [(old.specs[id].scope, new.specs[id].scope) for id in shared]


def _nodes(program: Program) -> dict[str, Node]:
    return {node.id: node for spec in program.specs.values() for node in spec.scope.all_nodes()}


def _match_scope(old: Scope, new: Scope, chosen: Mapping[str, str], found: Pairs) -> None:
    plain = [node for node in old.nodes.values() if node.attached_to is None]
    attached = [node for node in old.nodes.values() if node.attached_to is not None]
    _match_nodes(plain, [n for n in new.nodes.values() if n.attached_to is None], chosen, found, lambda *_: True)
    _match_nodes(
        attached,
        [node for node in new.nodes.values() if node.attached_to is not None],
        chosen,
        found,
        lambda a, b: a.attached_to is not None and found.get(a.attached_to) == b.attached_to,
    )
    _match_alone(attached, [node for node in new.nodes.values() if node.attached_to is not None], found)
    for node in old.nodes.values():
        partner = new.nodes[found[node.id]] if node.id in found else None
        if partner is not None and node.body is not None and partner.body is not None:
            _match_scope(node.body, partner.body, chosen, found)


def _match_nodes(
    old: list[Node], new: list[Node], chosen: Mapping[str, str], found: Pairs, fits: Callable[[Node, Node], bool]
) -> None:
    by_id = {node.id: node for node in new}

    def pair(node: Node, id: str) -> bool:
        other = by_id.get(id)
        if other is None or kind_of(other) != kind_of(node) or not fits(node, other):
            return False
        found[node.id] = id
        return True

    left = [node for node in old if not (node.id in chosen and pair(node, chosen[node.id]))]
    left = [node for node in left if not pair(node, node.id)]
    taken = set(found.values())
    free = [node for node in new if node.id not in taken and node.name]
    names = Counter((kind_of(node), node.name) for node in free)
    mine = Counter((kind_of(node), node.name) for node in left)
    for node in left:
        same = (kind_of(node), node.name)
        if names[same] == 1 and mine[same] == 1:
            pair(node, next(one.id for one in free if (kind_of(one), one.name) == same))


def _match_alone(old: list[Node], new: list[Node], found: Pairs) -> None:
    """A boundary event that is left becomes the one left of its kind at the partner of its host."""
    taken = set(found.values())
    free = Counter((node.attached_to, kind_of(node)) for node in new if node.id not in taken)
    left = [node for node in old if node.id not in found]
    mine = Counter((found.get(node.attached_to or ""), kind_of(node)) for node in left)
    for node in left:
        place = (found.get(node.attached_to or ""), kind_of(node))
        if place[0] is not None and free[place] == 1 and mine[place] == 1:
            found[node.id] = next(
                one.id for one in new if one.id not in taken and (one.attached_to, kind_of(one)) == place
            )  # fmt: skip
