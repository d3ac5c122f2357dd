"""What a diagram file says about each of its elements, as plain texts under short names; for comparing two files.

Reads any BPMN file, supported or not, and judges nothing. May import engine.bpmn.names, engine.bpmn.canonical.running
and engine.xml.
"""

from engine.bpmn.facts.reading import ElementFacts, facts_of

__all__ = ["ElementFacts", "facts_of"]
