"""What may be kept as a diagram although it is not finished: harmless XML that is BPMN, whatever `check` says of it."""

from __future__ import annotations

from engine import xml
from engine.bpmn.names import BPMN
from engine.errors import Refused


class NotBpmn(Refused):
    status = 422

    def __init__(self) -> None:
        super().__init__("not_bpmn", "文件不是 BPMN 2.0 图。", "The file is not a BPMN 2.0 diagram.")


def require_diagram(data: bytes) -> None:
    """Raises XmlRefused for what the one XML reader refuses, NotBpmn for another kind of file."""
    if xml.parse(data).tag != f"{BPMN}definitions":
        raise NotBpmn
