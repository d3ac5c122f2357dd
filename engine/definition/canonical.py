"""A package as it is kept and handed out: its diagrams in canonical form, every other file as it is."""

from __future__ import annotations

from engine.bpmn.canonical import canonical
from engine.definition.package import Package
from engine.errors import Refused


def canonical_package(package: Package) -> Package:
    """The same procedure; a diagram that cannot be read stays as it is, so that nothing of a draft is lost."""
    files = {path: _written(path, data) for path, data in package.files.items()}
    return package if files == package.files else Package(files)


def _written(path: str, data: bytes) -> bytes:
    if not path.endswith(".bpmn"):
        return data
    try:
        return canonical(data, source=path)
    except Refused:
        return data
