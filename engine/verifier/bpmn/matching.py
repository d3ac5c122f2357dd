"""Which element of another version stands for which of this one, found anew: by hand, by id or name and kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .model import Node, Scope

Processes = Mapping[str, Scope]


def kind(node: Node) -> tuple[str, ...]:
    """Tokens move only between elements for which this is equal."""
    event = node.body.starts[0] if node.is_handler and node.body is not None else node
    part = "event" if node.is_handler else "undoes" if node.undoes else ""
    waits = ""
    if event.type.endswith("Event") and event.trigger is not None:
        waits = ("&" if event.trigger.together else "+").join(one.kind for one in event.triggers)
    return node.type, node.loop.kind if node.loop else "", part, waits


def partners(
    old: Processes, process: str, new: Processes, other: str, chosen: Mapping[str, str]
) -> dict[str, str]:
    """Every pair that stands; a chosen pair that cannot be is not among them."""
    found: dict[str, str] = {}
    _scope(old[process], new[other], chosen, found)
    for id in old:
        if id not in (process, other) and id in new:
            _scope(old[id], new[id], chosen, found)
    return found


def _scope(old: Scope, new: Scope, chosen: Mapping[str, str], found: dict[str, str]) -> None:
    for attached in (False, True):  # hosts before what hangs on them
        mine = [node for node in old.nodes.values() if (node.attached_to is not None) == attached]
        theirs = {node.id: node for node in new.nodes.values() if (node.attached_to is not None) == attached}
        for wanted in (chosen, None):
            for node in mine:
                id = node.id if wanted is None else wanted.get(node.id)
                if node.id not in found and id in theirs and _fits(node, theirs[id], found):
                    found[node.id] = id
        for node, partner in list(_by_name(mine, list(theirs.values()), found)):
            if _fits(node, partner, found):
                found[node.id] = partner.id
    _only_ones(old, new, found)
    for node in old.nodes.values():
        inside = new.nodes[found[node.id]].body if node.id in found else None
        if node.body is not None and inside is not None:
            _scope(node.body, inside, chosen, found)


def _fits(node: Node, partner: Node, found: Mapping[str, str]) -> bool:
    hosts = node.attached_to is None or found.get(node.attached_to) == partner.attached_to
    return kind(node) == kind(partner) and hosts


def _by_name(mine: list[Node], theirs: list[Node], found: Mapping[str, str]) -> Iterator[tuple[Node, Node]]:
    """What is left on either side, where a name stands once on each."""
    taken = set(found.values())
    for node in mine:
        if node.id in found or not node.name:
            continue
        same = [one for one in mine if one.id not in found and (one.name, kind(one)) == (node.name, kind(node))]
        there = [one for one in theirs if one.id not in taken and (one.name, kind(one)) == (node.name, kind(node))]
        if len(same) == len(there) == 1:
            yield node, there[0]


def _only_ones(old: Scope, new: Scope, found: dict[str, str]) -> None:
    """An event left at a step's boundary becomes the one left of its kind at the step's partner."""
    taken = set(found.values())
    for host in list(old.nodes.values()):
        partner = new.nodes.get(found.get(host.id, ""))
        if partner is None:
            continue
        mine = [one for one in host.boundary if one.id not in found]
        theirs = [one for one in partner.boundary if one.id not in taken]
        pairs = []
        for one in mine:
            like = [other for other in mine if kind(other) == kind(one)]
            there = [other for other in theirs if kind(other) == kind(one)]
            if len(like) == len(there) == 1:
                pairs.append((one.id, there[0].id))
        found.update(pairs)


def everything(processes: Processes) -> dict[str, Node]:
    return {node.id: node for scope in processes.values() for node in scope.everything()}


def difference(old: Processes, new: Processes, mapping: Mapping[str, str]) -> dict[str, list[object]]:
    """Ids of elements the other version adds, drops and calls otherwise."""
    reached = set(mapping.values())
    return {
        "added": [id for id in everything(new) if id not in reached],
        "removed": [id for id in everything(old) if id not in mapping],
        "renamed": [[id, mapping[id]] for id in everything(old) if mapping.get(id, id) != id],
    }
