"""BPMN files of Camunda 7, Flowable, Activiti and plain tools, turned into ours; what became of everything is listed.

Nothing of such a file is run: JUEL is read into a tree and written as FEEL, programs are told and become steps that
pass through. May import engine.xml, engine.bpmn's names, reading and layout.
"""

from engine.bpmn.dialects.conversion import Converted, convert
from engine.bpmn.dialects.fields import FormField
from engine.bpmn.dialects.notes import Note

__all__ = ["Converted", "FormField", "Note", "convert"]
