"""Pictures of findings: for each one with a trace, its diagram with the way painted on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from engine import bpmn
from engine.bpmn.layout import lay_out
from engine.drawing import traced
from engine.errors import Finding, Refused


def write_pictures(folder: Path, files: Mapping[str, bytes], findings: Iterable[Finding]) -> list[Path]:
    """One SVG per finding with a trace, named by its code and element; a file without a drawing is laid out first."""
    written = []
    diagrams = None
    for finding in findings:
        if not finding.trace:
            continue
        if diagrams is None:
            diagrams = bpmn.diagrams({name: _with_drawing(name, data) for name, data in files.items()})
        elements = {finding.element, *finding.trace}
        for process, diagram in diagrams.items():
            if elements & {shape.element for shape in diagram.shapes}:
                path = folder / f"{finding.code}-{finding.element}-{process}.svg"
                folder.mkdir(parents=True, exist_ok=True)
                path.write_text(traced(diagram, finding), encoding="utf-8")
                written.append(path)
    return written


def _with_drawing(name: str, data: bytes) -> bytes:
    try:
        return lay_out(data, source=name).data
    except Refused:  # it has one
        return data
