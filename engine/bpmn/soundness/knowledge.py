"""What the choices taken so far say about those to come: sets of values that agree with all of them.

Conditions that share a value form a group; for each, every combination of telling values is written out once, and a
set of combinations is a bit set. A choice keeps those that agree with it, a write forgets (or fixes) one value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product

from engine.bpmn.model import Flow, Node, Scope
from engine.bpmn.soundness.atoms import OTHER, Observed, Reader, Truth, Value
from engine.bpmn.soundness.writing import ANY, Writes


@dataclass(slots=True)
class Group:
    """Values observed together, all their combinations, and which of them make a flow's condition true or false."""

    keys: list[str]
    combinations: list[dict[str, Value]]
    reads: dict[str, frozenset[str]]
    true: dict[str, int] = field(default_factory=dict)
    false: dict[str, int] = field(default_factory=dict)

    @property
    def all(self) -> int:
        return (1 << len(self.combinations)) - 1

    def forget(self, possible: int, keys: frozenset[str]) -> int:
        """Any value for `keys`, the others as they were."""
        kept = [key for key in self.keys if key not in keys]
        seen = {tuple(self.combinations[index][key] for key in kept) for index in _bits(possible)}
        return _set(
            index for index, values in enumerate(self.combinations) if tuple(values[key] for key in kept) in seen
        )

    def fix(self, possible: int, key: str, value: Value) -> int:
        """`key` has got a constant; one no condition names counts as another text."""
        domain = {combination[key] for combination in self.combinations}
        given = value if value in domain else OTHER if isinstance(value, str) and OTHER in domain else None
        free = self.forget(possible, frozenset({key}))
        if given is None and value is not None:
            return free
        fixed = _set(i for i in _bits(free) if _same(self.combinations[i][key], given))
        return fixed or free


class Knowledge:
    """The groups of one scope and the group each choosing element belongs to; those without one choose freely."""

    def __init__(self, scope: Scope, unsteady: frozenset[str], most: int) -> None:
        self.groups: list[Group] = []
        self.group_of: dict[str, int] = {}
        self._memo: dict[tuple[int, int, str, str], int] = {}
        self.nothing: tuple[int, ...] = ()  # knowing nothing: every combination is possible
        if ANY in unsteady:
            return
        read = [(node, *_read(node, unsteady)) for node in scope.nodes.values() if _conditional(node)]
        steady = [(node, reader, truths) for node, reader, truths in read if not reader.free and reader.observed]
        for members in _connected(steady):
            self._add(members, most)
        self.nothing = tuple(group.all for group in self.groups)

    def _add(self, members: list[tuple[Node, Reader, dict[str, Truth]]], most: int) -> None:
        observed: dict[str, Observed] = {}
        for _, reader, _ in members:
            for key, one in reader.observed.items():
                merged = observed.setdefault(key, Observed(one.reads, set()))
                merged.constants |= one.constants
        domains = {key: one.domain() for key, one in observed.items()}
        size = 1
        for domain in domains.values():
            size *= len(domain)
        if not 0 < size <= most:
            return
        keys = sorted(domains)
        combinations = [dict(zip(keys, values, strict=True)) for values in product(*(domains[key] for key in keys))]
        group = Group(keys, combinations, {key: observed[key].reads for key in keys})
        for node, _, truths in members:
            self.group_of[node.id] = len(self.groups)
            for flow, truth in truths.items():
                found = [truth(values) for values in combinations]
                group.true[flow] = _set(i for i, value in enumerate(found) if value is True)
                group.false[flow] = _set(i for i, value in enumerate(found) if value is False)
        self.groups.append(group)

    def choose(
        self, known: tuple[int, ...], node: Node, true: Iterable[Flow], false: Iterable[Flow]
    ) -> tuple[int, ...] | None:
        """What is known once these conditions of a gateway were found true and those false; None: that cannot be."""
        index = self.group_of.get(node.id)
        if index is None:
            return known if _constants_allow(true, false) else None
        group, possible = self.groups[index], known[index]
        for flow in true:
            possible &= group.true[flow.id]
        for flow in false:
            possible &= group.false[flow.id]
        return (*known[:index], possible, *known[index + 1 :]) if possible else None

    def after(self, known: tuple[int, ...], writes: Writes) -> tuple[int, ...]:
        """What is still known when variables were set."""
        if not writes or not known:
            return known
        if ANY in writes:
            return self.nothing
        found = list(known)
        for name, value in writes.items():
            for index, group in enumerate(self.groups):
                if any(name in reads for reads in group.reads.values()):
                    found[index] = self._write(index, found[index], name, value)
        return tuple(found)

    def _write(self, index: int, possible: int, name: str, value: tuple[Value] | None) -> int:
        memo = (index, possible, name, repr(value))
        if memo not in self._memo:
            group = self.groups[index]
            touched = frozenset(key for key, reads in group.reads.items() if name in reads)
            possible = group.forget(possible, touched)
            if value is not None and name in touched:
                possible = group.fix(possible, name, value[0])
            self._memo[memo] = possible
        return self._memo[memo]


def _read(node: Node, unsteady: frozenset[str]) -> tuple[Reader, dict[str, Truth]]:
    reader = Reader(unsteady)
    truths = {
        flow.id: reader.truth(flow.condition.expression.syntax)
        for flow in node.outgoing
        if flow.condition is not None and flow.condition.expression is not None
    }
    return reader, truths


def _conditional(node: Node) -> bool:
    return any(flow.condition for flow in node.outgoing)


def _connected(
    members: list[tuple[Node, Reader, dict[str, Truth]]],
) -> list[list[tuple[Node, Reader, dict[str, Truth]]]]:
    """Gateways that observe a common value, directly or through others."""
    groups: list[tuple[set[str], list[tuple[Node, Reader, dict[str, Truth]]]]] = []
    for member in members:
        keys, together = set(member[1].observed), [member]
        rest = []
        for other_keys, others in groups:
            if keys & other_keys:
                keys |= other_keys
                together = others + together
            else:
                rest.append((other_keys, others))
        groups = [*rest, (keys, together)]
    return [together for _, together in groups]


def _constants_allow(true: Iterable[Flow], false: Iterable[Flow]) -> bool:
    """Conditions written as plain true or false decide also where nothing else is known."""
    return not (any(_literal(flow) is False for flow in true) or any(_literal(flow) is True for flow in false))


def _literal(flow: Flow) -> bool | None:
    expression = flow.condition.expression if flow.condition is not None else None
    value = getattr(expression.syntax, "value", None) if expression is not None else None
    return value if isinstance(value, bool) else None


def _same(left: Value, right: Value) -> bool:
    return left == right and isinstance(left, bool) == isinstance(right, bool)


def _bits(bits: int) -> Iterable[int]:
    index = 0
    while bits:
        if bits & 1:
            yield index
        bits >>= 1
        index += 1


def _set(indices: Iterable[int]) -> int:
    found = 0
    for index in indices:
        found |= 1 << index
    return found
