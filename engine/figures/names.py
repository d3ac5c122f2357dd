"""What FEEL may name in figures.toml: the record of a matter, its parts, and the fields of the package's forms."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from engine.errors import Finding
from engine.feel import Expression
from engine.feel.builtins import BUILTINS
from engine.feel.syntax import Call, Compare, Literal, Name, Node, Path
from engine.feel.syntax import Iterator as Loop
from engine.figures.model import FILE, Figure, FigureSet
from engine.words import OFFICE_FUNCTIONS

RECORD = frozenset(
    {
        "number", "title", "procedure", "urgency", "starter", "starter_unit", "state", "end_state", "started", "ended",
        "due", "original_due", "extensions", "requests", "document_number", "issued", "numbers", "document", "steps",
        "facts", "messages", "links", "returns", "cutoff", "period_from", "period_to",
    }
)  # fmt: skip
STEP = frozenset(
    {
        "element", "name", "label", "unit", "state", "opened", "closed", "due", "original_due", "result", "opinion",
        "by", "by_name", "by_unit", "behalf", "answers", "variables", "urges",
    }
)  # fmt: skip
FACT = frozenset({"kind", "at", "element", "values"})
OTHERS = frozenset(
    {"label", "at", "old", "new", "text", "series", "year", "n", "issued", "voided", "name", "to", "body", "number",
     "procedure", "direction", "element", "kind", "state", "content", "asked", "decided",
     "variables"}
)  # fmt: skip
ITEMS = {"instances": (), "steps": ("step", "round"), "rows": ("row",), "facts": ("fact",)}
PARTS = {"step": STEP, "fact": FACT}
FUNCTIONS = frozenset({"figure", "due", "term", "holders"}) | OFFICE_FUNCTIONS


def check_figures(
    figures: FigureSet, *, fields: Collection[str], inner: Collection[str], elements: Collection[str],
    lists: Collection[str], facts: Collection[str], variables: Collection[str], roles: Collection[str],
    diagram: Collection[str],
) -> Iterator[Finding]:  # fmt: skip
    """Names no matter of this procedure can know.

    `fields` are top-level form fields, `inner` those inside lists and groups, `variables` what a step's own variables
    may be called, `lists` the list fields, `facts` the kinds its service tasks record, `elements` its user tasks,
    `diagram` every element.
    """
    for role in figures.readers:
        if role not in roles:
            yield _finding("unknown_role", "readers", f"没有角色“{role}”。", f"No role {role!r}.")
    everywhere = RECORD | set(fields) | FUNCTIONS | set(BUILTINS)
    # inside a filter the entries of what is filtered are names too
    within = STEP | FACT | OTHERS | set(inner) | set(variables)
    known = everywhere | within
    earlier: set[str] = set()
    for name, expression in figures.let.items():
        if name in RECORD or name in fields:
            yield _finding("name_taken", f"let.{name}", f"“{name}”已是字段名。", f"{name!r} is a field already.")
        yield from _unknown(f"let.{name}", expression.free, known | earlier)
        yield from _paths(f"let.{name}", expression.syntax, set(), diagram)
        earlier.add(name)
    items = {name for names in ITEMS.values() for name in names}
    for dimension in figures.dimensions.values():
        if dimension.value is not None:
            yield from _unknown(f"by.{dimension.id}", dimension.value.free, known | earlier | items)
            yield from _paths(f"by.{dimension.id}", dimension.value.syntax, set(), diagram)
    before: set[str] = set()
    for figure in figures.figures:
        for key, expression in figure.expressions.items():
            place = f"{figure.id}.{key}"
            yield from _unknown(place, expression.free, known | earlier | set(ITEMS[figure.over]))
            yield from _paths(place, expression.syntax, before, diagram)
        yield from _targets(figure, elements, lists, facts)
        before.add(figure.id)


def _unknown(place: str, used: Collection[str], known: Collection[str]) -> Iterator[Finding]:
    for name in sorted(set(used) - set(known) - {"item", "partial"}):
        yield _finding("unknown_name", place, f"没有“{name}”这个字段或名称。", f"Nothing is called {name!r}.")


def _targets(
    figure: Figure, elements: Collection[str], lists: Collection[str], facts: Collection[str]
) -> Iterator[Finding]:
    known = {"steps": elements, "rows": lists, "facts": facts}.get(figure.over, ())
    words = {"steps": ("环节", "task"), "rows": ("列表字段", "list field"), "facts": ("记录", "recorded fact")}
    for name in figure.target:
        if name not in known:
            zh, en = words[figure.over]
            yield _finding("unknown_target", figure.id, f"没有{zh}“{name}”。", f"No {en} {name!r}.")


def _paths(place: str, tree: Node, figures: Collection[str], diagram: Collection[str]) -> Iterator[Finding]:
    """`step.resutl`, `element = "chek"` and `figure("nothing")`: wrong in every matter, so told before publishing."""
    for node in _walk(tree):
        if isinstance(node, Compare) and getattr(node.left, "name", "") == "element":
            word = node.right.value if isinstance(node.right, Literal) else None
            if isinstance(word, str) and word not in diagram:
                yield _finding("unknown_target", place, f"流程图中没有“{word}”。", f"No element {word!r}.")
        if isinstance(node, Path) and isinstance(node.base, Name) and node.base.name in PARTS:
            parts = PARTS[node.base.name]
            if node.name not in parts:
                yield _finding(
                    "unknown_name", place, f"“{node.base.name}”没有“{node.name}”。",
                    f"{node.base.name!r} has no {node.name!r}.",
                )  # fmt: skip
        if isinstance(node, Call) and isinstance(node.function, Name) and node.function.name == "figure":
            first = node.arguments[0] if node.arguments else None
            if not isinstance(first, Literal) or first.value not in figures:
                yield _finding(
                    "unknown_figure", place, "figure(…) 只能引用它前面的指标。",
                    "figure(…) names a figure that stands before it.",
                )  # fmt: skip


def reads(expression: Expression, names: Collection[str]) -> bool:
    """Whether it reads a field of one of these names, bare or as document.name."""
    return not expression.free.isdisjoint(names) or any(
        isinstance(node, Path) and getattr(node.base, "name", "") == "document" and node.name in names
        for node in _walk(expression.syntax)
    )


def _walk(node: Any) -> Iterator[Any]:
    pending = [node]
    while pending:
        item = pending.pop()
        if isinstance(item, tuple):
            pending.extend(item)
        elif isinstance(item, (Node, Loop)):
            yield item
            pending.extend(
                getattr(item, slot) for kind in type(item).__mro__ for slot in getattr(kind, "__slots__", ())
            )


def _finding(code: str, place: str, zh: str, en: str) -> Finding:
    return Finding(code, place, zh, en, file=FILE)
