"""The picture of a package: its process as drawn, whatever else may be wrong with it; laid out when nobody drew it."""

from __future__ import annotations

from engine import bpmn
from engine.bpmn import Diagram
from engine.bpmn.layout import lay_out
from engine.definition import Package
from engine.definition.procedure import FILE, read
from engine.errors import DefinitionRefused, Finding, Refused


def main_diagram(package: Package) -> Diagram | None:
    """The process procedure.toml names, else the first that is drawn; None when nothing is."""
    drawn = _diagrams(package)
    try:
        named = read(package.files[FILE]).process
    except (KeyError, DefinitionRefused):
        named = ""
    return next((d for d in (drawn.get(named), *drawn.values()) if d is not None and d.shapes), None)


def diagram_with(package: Package, finding: Finding) -> Diagram | None:
    """The drawn process that the finding's element or way stands in; None for a finding that has no place there."""
    places = {part for part in (finding.element, *finding.trace) if part is not None}
    return next((d for d in _diagrams(package).values() if places & _parts(d)), None) if places else None


def _parts(diagram: Diagram) -> set[str]:
    return {shape.element for shape in diagram.shapes} | {edge.element for edge in diagram.edges}


def _diagrams(package: Package) -> dict[str, Diagram]:
    try:
        return bpmn.diagrams({path: _drawn(path, data) for path, data in package.under("", ".bpmn").items()})
    except Refused:
        return {}


def _drawn(path: str, data: bytes) -> bytes:
    try:
        return lay_out(data, source=path).data
    except Refused:  # it has a drawing, or cannot be read
        return data
