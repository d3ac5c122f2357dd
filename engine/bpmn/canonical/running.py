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
    """Place of every flow node standing in `scope` itself, by id: what begins it first, what only events start last.

    Beginnings and handlers keep their order, and so do the steps of an ad-hoc sub-process, which are offered in it.
    """
    steps = {child.get("id") or "": child for child in scope if is_step(child)}
    after = _followers(scope, steps)
    entered = {follower for id, found in after.items() for follower in found if follower != id}
    done: dict[str, None] = {}
    free = [id for id in steps if id not in entered]
    if local(scope.tag) != "adHocSubProcess":
        free.sort(key=lambda id: _beginning(steps[id]))
    for id in (*reversed(free), *reversed(steps)):
        _finish(id, after, done)
    return {id: place for place, id in enumerate(reversed(done))}


def _beginning(step: etree._Element) -> tuple[int, str]:
    """Where a step stands that nothing leads to; the order of those without one of their own is that of their ids."""
    if local(step.tag) == "startEvent":
        return 0, ""
    if step.get("triggeredByEvent") == "true":
        return 2, ""
    return 1, step.get("id") or ""


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
    for link in scope.findall(f"{BPMN}association"):  # from a compensation event to its handler
        source, target = link.get("sourceRef") or "", link.get("targetRef") or ""
        if source in after and target in after:
            after[source].append(target)
    return after
