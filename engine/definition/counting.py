"""figures.toml against the rest of the package: elements, fields and facts it may name."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition.definition import Definition
from engine.errors import DefinitionRefused, Finding
from engine.figures import check_figures
from engine.organization import BUSINESS, READERS

LISTS = frozenset({"dynamiclist", "checklist", "taglist", "expression"})


def check_counting(definition: Definition) -> Iterator[Finding]:
    """Findings for figures.toml; nothing without one."""
    try:
        figures = definition.figures
    except DefinitionRefused as refused:
        yield from refused.findings
        return
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
        elements={node.id for node in nodes if node.type == "userTask"},
        lists={field.path[0] for form in forms for field in form.fields if field.path and field.kind in LISTS},
        facts=facts,
        variables=definition.variables | {node.loop.element for node in nodes if node.loop and node.loop.element},
        roles=BUSINESS | READERS,
        diagram={node.id for node in nodes},
    )
