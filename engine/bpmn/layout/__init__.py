"""Drawing a process that has no drawing: ranks, cells, ways, measures, labels, and the BPMNDI they become.

Pure functions, one result for one input. `lay_out` is the way in.
"""

from engine.bpmn.layout.file import LaidOut, lay_out

__all__ = ["LaidOut", "lay_out"]
