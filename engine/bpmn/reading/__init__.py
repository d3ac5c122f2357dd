"""From BPMN files to the model, with every finding on the way.

`read` is the only entry: both `check` and `load` stand on it, so a file that loads is one that passed.
May import engine.xml, engine.feel and the model; knows nothing of SpiffWorkflow.
"""

from engine.bpmn.reading.files import Reading, read

__all__ = ["Reading", "read"]
