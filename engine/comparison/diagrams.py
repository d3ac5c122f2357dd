"""Changes of a diagram: steps and flows and what they say; what was only moved, apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.bpmn.facts import ElementFacts
from engine.comparison.change import Change, Words
from engine.comparison.element_words import LOOPS, TRIGGERS, TYPES, aspect_words
from engine.comparison.parts import Part, Telling, compare_facts, told
from engine.comparison.words import NO, YES, kept, quoted

Elements = Mapping[str, ElementFacts]
POINTS = frozenset({"lane", "attached", "source", "target", "scope", "undone"})  # aspects that name another element
TRUTHS = frozenset({"executable", "interrupting", "default", "by_event", "loop.test_before", "undoes"})


@dataclass(frozen=True)
class Names:
    """What elements of both versions are called in sentences."""

    before: Elements
    after: Elements

    def of(self, id: str, later: bool = True) -> Words:
        """“签发”; a flow by its ends, what has no name by its kind and id."""
        found = (self.after if later else self.before).get(id) or self.before.get(id) or self.after.get(id)
        if found is None:
            return kept(f"“{id}”") if id else ("", "")
        if "source" in found.facts and "target" in found.facts:
            ends = [self.of(found.facts[end], later) for end in ("source", "target")]
            name = f"({found.name})" if found.name else ""
            zh, en = (" → ".join(end[n].strip("“”") for end in ends) + name for n in (0, 1))
            return f"“{zh}”", f"“{en}”"
        if found.name:
            return kept(f"“{found.name}”")
        zh, en = TYPES.get(found.type, kept(found.type))
        return f"“{zh} {id}”", f"“{en} {id}”"


def compare_diagram(file: str, before: Elements, after: Elements) -> Iterator[Change]:
    """Removed, added, changed, and last those whose drawing alone is another."""
    names = Names(before, after)
    telling = Telling(file, aspect_words, lambda name, value, later: _value(names, name, value, later))
    for id, element in before.items():
        if id not in after:
            yield told(file, _part(names, element, False), "removed")
    for id, element in after.items():
        if id not in before:
            yield told(file, _part(names, element, True), "added")
        else:
            yield from compare_facts(_part(names, before[id], False), _part(names, element, True, bare=True), telling)
    for id, element in after.items():
        old = before.get(id)
        if old is not None and old.place != element.place:
            zh, en = names.of(id)
            yield Change(file, id, "place", "moved", f"{zh}在图上移动了位置", f"{en} was moved in the drawing")


def _part(names: Names, element: ElementFacts, later: bool, *, bare: bool = False) -> Part:
    """`bare`: as sentences begin with it, 签发:…, when it has a name of its own."""
    kind = TYPES.get(element.type, kept(element.type))
    title = names.of(element.id, later)
    if bare:
        flow = element.type in ("sequenceFlow", "messageFlow")
        title = (f"{kind[0]}{title[0]}", f"{kind[1]} {title[1]}") if flow else _bare(title)
    facts = {"type": element.type, "scope": element.scope, **element.facts}
    if element.type in ("participant", "lane", "process"):
        facts.pop("scope")
    return Part(element.id, title, kind, facts)


def _bare(title: Words) -> Words:
    return title[0].strip("“”"), title[1].strip("“”")


def _value(names: Names, name: str, value: str, later: bool) -> Words:
    if not value:
        return NO if name == "default" else ("", "")
    if name in POINTS:
        return names.of(value, later)
    if name in TRUTHS:
        return YES if value == "true" else NO
    if name == "type":
        return TYPES.get(value, kept(value))
    if name == "loop":
        return LOOPS.get(value, kept(value))
    if name.partition("#")[0] == "trigger":
        return TRIGGERS.get(value, kept(value))
    return quoted(kept(value))
