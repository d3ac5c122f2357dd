"""A zipped folder somebody chose; and the same one again when he has seen what it would change."""

from __future__ import annotations

from flask import request

from engine.definition import Package
from engine.definition.package import MAX_BYTES
from engine.errors import Invalid
from web.kept import kept_files
from web.sessions import office


def uploaded(field: str) -> Package | None:
    """The package of a chosen file, None when none was chosen; raises DefinitionRefused."""
    file = request.files.get(field)
    if file is None or not file.filename:
        return None
    data = file.stream.read(MAX_BYTES + 1)
    file.stream.seek(0)
    return Package.from_zip(data)


def kept_package(field: str) -> Package:
    """The one that was shown before; its token is sealed with the session."""
    for kept in kept_files(field):
        return Package.from_zip(office().files.path(kept.sha256).read_bytes())
    raise Invalid({field: "请重新选择文件。"}, "no_package", "请重新选择文件。", "Choose the file again.")
