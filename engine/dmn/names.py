"""Namespaces, hit policies and type names of DMN 1.1 to 1.5."""

from __future__ import annotations

MODEL_NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
        "https://www.omg.org/spec/DMN/20240513/MODEL/",
    }
)
FEEL_NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/FEEL/20140401",
        "http://www.omg.org/spec/DMN/20180521/FEEL/",
        "https://www.omg.org/spec/DMN/20191111/FEEL/",
        "https://www.omg.org/spec/DMN/20211108/FEEL/",
        "https://www.omg.org/spec/DMN/20230324/FEEL/",
        "https://www.omg.org/spec/DMN/20240513/FEEL/",
    }
)
LANGUAGES = frozenset({*(name.rstrip("/").lower() for name in FEEL_NAMESPACES), "feel", ""})

HIT_POLICIES = {
    "": "U",
    "UNIQUE": "U",
    "ANY": "A",
    "PRIORITY": "P",
    "FIRST": "F",
    "RULE ORDER": "R",
    "OUTPUT ORDER": "O",
    "COLLECT": "C",
}
AGGREGATIONS = {"": "", "SUM": "+", "MIN": "<", "MAX": ">", "COUNT": "#"}

# Names used by DMN 1.1 files and by some tools, beside those of FEEL.
TYPE_ALIASES = {
    "any": "Any",
    "dateTime": "date and time",
    "dateandtime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "integer": "number",
    "long": "number",
    "double": "number",
    "Null": "Null",
    "<Undefined>": "Any",
}
FEEL_TYPES = frozenset(
    {
        "Any",
        "Null",
        "number",
        "string",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
        "list",
        "context",
        "function",
        "range",
    }
)

MAX_IMPORTS = 20
MAX_FEEL = 500_000
"""Characters of FEEL in one file: about a second of compiling."""
MAX_NAMES = 2_000
"""Names of several words or with special characters in one file."""

# Every element name of the DMN 1.1 to 1.5 schemas.
_ELEMENT_NAMES = """
definitions import itemDefinition itemComponent typeRef allowedValues typeConstraint functionItem parameters
inputData decision businessKnowledgeModel decisionService knowledgeSource variable description
extensionElements extensionAttribute informationRequirement requiredInput requiredDecision
knowledgeRequirement requiredKnowledge authorityRequirement requiredAuthority question allowedAnswers
decisionMaker decisionOwner impactedPerformanceIndicator supportedObjective usingProcess usingTask type owner
locationURI performanceIndicator organizationUnit impactingDecision decisionMade decisionOwned
textAnnotation text association sourceRef targetRef group elementCollection drgElement
literalExpression importedValues importedElement decisionTable input inputExpression inputValues output
outputValues defaultOutputEntry annotation rule inputEntry outputEntry annotationEntry context contextEntry
list relation column row invocation binding parameter functionDefinition formalParameter conditional if then
else filter in match for return every some satisfies encapsulatedLogic outputDecision encapsulatedDecision
inputDecision
"""
ELEMENTS = frozenset(_ELEMENT_NAMES.split())
