"""In which order the steps of one scope run: each after all that lead to it, loops left aside."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.bpmn.names import BPMN, local

SUFFIXES = ("Event", "Task", "Gateway", "Activity", "SubProcess")
NAMES = frozenset({"task", "subProcess", "transaction"})


def is_step(element: etree._Element) -> bool:
    """A flow node of BPMN, supported or not."""
    name = local(element.tag)
    return isinstance(element.tag, str) and element.tag.startswith(BPMN) and (name in NAMES or name.endswith(SUFFIXES))


def running_order(scope: etree._Element) -> dict[str, int]:
    """Place of every flow node standing in `scope` itself, by id; ties are broken by where they stood."""
    steps = {child.get("id") or "": child for child in scope if is_step(child)}
    after = _followers(scope, steps)
    entered = {follower for id, found in after.items() for follower in found if follower != id}
    done: dict[str, None] = {}
    for id in (*(id for id in reversed(steps) if id not in entered), *reversed(steps)):
        _finish(id, after, done)
    return {id: place for place, id in enumerate(reversed(done))}


def _finish(first: str, after: dict[str, list[str]], done: dict[str, None]) -> None:
    """Depth first, the last way first; a step is done when everything behind it is."""
    if first in done:
        return
    visited = {first, *done}
    stack: list[tuple[str, Iterator[str]]] = [(first, reversed(after[first]))]
    while stack:
        id, left = stack[-1]
        for follower in left:
            if follower not in visited:
                visited.add(follower)
                stack.append((follower, reversed(after[follower])))
                break
        else:
            done[id] = None
            stack.pop()


def _followers(scope: etree._Element, steps: dict[str, etree._Element]) -> dict[str, list[str]]:
    """What comes after a step: first what hangs on its edge, then where its flows lead."""
    after: dict[str, list[str]] = {id: [] for id in steps}
    for id, step in steps.items():
        host = step.get("attachedToRef") or ""
        if host in after:
            after[host].append(id)
    for flow in scope.findall(f"{BPMN}sequenceFlow"):
        source, target = flow.get("sourceRef") or "", flow.get("targetRef") or ""
        if source in after and target in after:
            after[source].append(target)
    return after
