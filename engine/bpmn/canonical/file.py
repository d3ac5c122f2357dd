"""A whole .bpmn file in its canonical form."""

from __future__ import annotations

from engine import xml
from engine.bpmn.canonical.order import ordered
from engine.bpmn.canonical.writing import written
from engine.bpmn.names import BPMN
from engine.errors import DefinitionRefused, Finding


def canonical(data: bytes, *, source: str = "process.bpmn") -> bytes:
    """The same diagram in canonical form: ids, types, flows, extensions, drawing and comments stay.

    Writing it again changes nothing. What order means something (flows that leave an element, processes, lanes,
    mappings) is kept; everything else is put in the order the procedure runs. Raises XmlRefused for a file that
    is no harmless XML and DefinitionRefused (`not_bpmn`) for another kind of XML.
    """
    root = xml.parse(data, source=source, comments=True)
    if root.tag != f"{BPMN}definitions":
        raise DefinitionRefused(
            [Finding("not_bpmn", None, "文件不是 BPMN 2.0 图。", "The file is not a BPMN 2.0 diagram.", file=source)]
        )
    ordered(root)
    return written(root)
