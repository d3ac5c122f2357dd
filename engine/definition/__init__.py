"""A procedure as an analyst published it: package of files, what it declares, its check, its compiled form.

Immutable and named by its hash. May import bpmn, dmn, forms, organization, feel, xml; nothing above.
"""

from engine.definition.check import check
from engine.definition.definition import Definition, compile_package
from engine.definition.package import Package
from engine.definition.procedure import Procedure, Term

__all__ = ["Definition", "Package", "Procedure", "Term", "check", "compile_package"]
