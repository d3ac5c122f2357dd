"""What a form sent, sorted into the page's own fields and the document's."""

from __future__ import annotations

from typing import Any

from flask import request

from engine.actions import Upload
from web.kept import FILE, kept_files
from web.sessions import office

OWN = frozenset({"csrf", "command_id", "version", "opinion", "draft_id"})


def values() -> dict[str, Any]:
    """Document values by posted name; a name sent several times is a list."""
    return {
        name: sent if len(sent) > 1 else sent[0]
        for name, sent in request.form.lists()
        if name not in OWN and not name.startswith("_")
    }


def text(name: str) -> str:
    return request.form.get(name, "")


def number(name: str) -> int | None:
    """A whole number, or None for anything else."""
    sent = request.values.get(name, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 19 else None


def several(name: str) -> list[str]:
    """Everything sent under one name that is not blank."""
    return [sent for sent in request.form.getlist(name) if sent.strip()]


def numbers(name: str) -> list[int]:
    """Whole numbers sent under one name; anything else is left out."""
    return [int(sent) for sent in request.form.getlist(name) if sent.isascii() and sent.isdigit() and len(sent) < 19]


def uploads() -> dict[str, list[Upload]]:
    """Files by form field: those kept from a post before, then those chosen now."""
    found: dict[str, list[Upload]] = {}
    for kept in kept_files():
        stream = office().files.path(kept.sha256).open("rb")
        found.setdefault(kept.field, []).append(Upload(kept.name, kept.media_type, stream))
    for name, files in request.files.lists():
        # Browsers send one empty part for an input without a choice.
        chosen = [Upload(file.filename or "", file.mimetype, file.stream) for file in files if file.filename]
        if chosen:
            found.setdefault(name.removeprefix(FILE), []).extend(chosen)
    return found
