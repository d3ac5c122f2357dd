"""A package as it is kept and handed out: its diagrams in canonical form, every other file as it is."""

from __future__ import annotations

from engine.bpmn.canonical import canonical
from engine.definition.package import Package
from engine.errors import Refused


def canonical_package(package: Package) -> Package:
    """The same procedure; a diagram that cannot be read stays as it is, so that nothing of a draft is lost."""
    files = {path: canonical_file(path, data) for path, data in package.files.items()}
    return package if files == package.files else Package(files)


def canonical_file(path: str, data: bytes) -> bytes:
    """One file of a package as it is kept: a diagram in canonical form, anything else as it is."""
    if not path.endswith(".bpmn"):
        return data
    try:
        return canonical(data, source=path)
    except Refused:
        return data
