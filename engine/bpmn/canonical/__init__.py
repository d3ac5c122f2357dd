"""One way to write a diagram file: ordered, indented, the drawing apart at the end, so that a diff shows meaning.

May import engine.bpmn.names and engine.xml; knows no semantics beyond which order of elements has none.
"""

from engine.bpmn.canonical.file import canonical

__all__ = ["canonical"]
