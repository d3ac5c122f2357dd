"""figures.toml against the rest of the package: elements, fields and facts it may name."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from engine.definition.definition import Definition
from engine.errors import DefinitionRefused, Finding
from engine.figures import FILE, FigureSet, check_figures, reads
from engine.organization import BUSINESS, READERS

LISTS = frozenset({"dynamiclist", "checklist", "taglist", "expression"})


def check_counting(definition: Definition) -> Iterator[Finding]:
    """Findings for figures.toml; nothing without one."""
    try:
        figures = definition.figures
    except DefinitionRefused as refused:
        yield from refused.findings
        return
    yield from _masked(figures, definition.procedure.masks)
    forms = definition.forms.values()
    nodes = [node for spec in definition.program.specs.values() for node in spec.scope.all_nodes()]
    kinds = [
        value.text if value.is_literal else None
        for node in nodes
        if node.job is not None and node.job.type.text == "record"
        for name, value in node.job.headers
        if name == "kind"
    ]
    counted = {name for figure in figures.figures if figure.over == "facts" for name in figure.target}
    # facts of the engine's own have a dot in their name (slip.蓝); a kind written in FEEL may be anything
    facts = {kind for kind in kinds if kind} | {name for name in counted if "." in name or None in kinds}
    yield from check_figures(
        figures,
        fields={key for form in forms for key in form.keys},
        inner=definition.fields,
        elements={node.id for node in nodes if node.type == "userTask" or node.adhoc is not None},
        lists={field.path[0] for form in forms for field in form.fields if field.path and field.kind in LISTS},
        facts=facts,
        variables=definition.variables | {node.loop.element for node in nodes if node.loop and node.loop.element},
        roles=BUSINESS | READERS,
        diagram={node.id for node in nodes},
    )


def _masked(figures: FigureSet, masks: Collection[str]) -> Iterator[Finding]:
    """A breakdown names its lines to whoever may read the figures, so none may be made of what is masked."""
    hidden = set(masks)
    for name, expression in figures.let.items():
        if reads(expression, hidden):
            hidden.add(name)
    for dimension in figures.dimensions.values():
        if dimension.value is not None and reads(dimension.value, hidden):
            yield Finding(
                "mask_refused", f"by.{dimension.id}", f"分组“{dimension.id}”用到了遮蔽的字段。",
                f"The breakdown {dimension.id!r} reads a masked field.", file=FILE,
            )  # fmt: skip
