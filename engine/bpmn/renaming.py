"""A form that gets another name: the user tasks that name it go along."""

from __future__ import annotations

from engine import xml
from engine.bpmn.names import ZEEBE
from engine.errors import Refused


def rename_form(data: bytes, before: str, after: str) -> bytes:
    """The diagram with every reference to the form `before` changed; as it is where there is none to change."""
    try:
        root = xml.parse(data, comments=True)
    except Refused:
        return data
    named = [each for each in root.iter(f"{ZEEBE}formDefinition") if each.get("formId") == before]
    for each in named:
        each.set("formId", after)
    return xml.serialize(root) if named else data
