"""Small DMN files for tests, written as Python calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from engine import dmn
from engine.dmn import Model, Result

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def text(value: str) -> str:
    return f"<text>{escape(value)}</text>"


def literal(value: str, **attributes: str) -> str:
    written = "".join(f" {name}={quoteattr(v)}" for name, v in attributes.items())
    return f"<literalExpression{written}>{text(value)}</literalExpression>"


def table(
    columns: Sequence[str | tuple[str, str]],
    outputs: Sequence[str],
    rules: Sequence[Sequence[str]],
    policy: str = "UNIQUE",
    aggregation: str = "",
    allowed: Sequence[str] = (),
    defaults: Sequence[str] = (),
    input_values: dict[int, str] | None = None,
) -> str:
    """`columns` are expressions or (expression, type); a rule is its cells, inputs first."""
    parts = []
    for i, column in enumerate(columns):
        expression, kind = (column, "") if isinstance(column, str) else column
        typed = f' typeRef="{kind}"' if kind else ""
        values = (input_values or {}).get(i)
        parts.append(f"<input><inputExpression{typed}>{text(expression)}</inputExpression>")
        parts.append(f"<inputValues>{text(values)}</inputValues></input>" if values else "</input>")
    for i, name in enumerate(outputs):
        named = f' name="{name}"' if name else ""
        parts.append(f"<output{named}>")
        if i < len(allowed) and allowed[i]:
            parts.append(f"<outputValues>{text(allowed[i])}</outputValues>")
        if i < len(defaults) and defaults[i]:
            parts.append(f"<defaultOutputEntry>{text(defaults[i])}</defaultOutputEntry>")
        parts.append("</output>")
    for number, rule in enumerate(rules, 1):
        cells = [f"<inputEntry>{text(cell)}</inputEntry>" for cell in rule[: len(columns)]]
        cells += [f"<outputEntry>{text(cell)}</outputEntry>" for cell in rule[len(columns) :]]
        parts.append(f'<rule id="r{number}">{"".join(cells)}</rule>')
    aggregated = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable id="table" hitPolicy="{policy}"{aggregated}>{"".join(parts)}</decisionTable>'


def variable(name: str, kind: str = "") -> str:
    return f"<variable name={quoteattr(name)}" + (f' typeRef="{kind}"' if kind else "") + "/>"


def input_data(name: str, kind: str = "", id: str = "") -> str:
    return f"<inputData id={quoteattr(id or name)} name={quoteattr(name)}>{variable(name, kind)}</inputData>"


def needs(*references: str) -> str:
    """`#id` of an input, `decision:#id`, `knows:#id`."""
    parts = []
    for reference in references:
        kind, _, href = reference.rpartition(":#")
        target = f"#{href}" if kind in ("decision", "knows") else reference
        tag, child = {
            "decision": ("informationRequirement", "requiredDecision"),
            "knows": ("knowledgeRequirement", "requiredKnowledge"),
        }.get(kind, ("informationRequirement", "requiredInput"))
        parts.append(f'<{tag}><{child} href="{target}"/></{tag}>')
    return "".join(parts)


def decision(name: str, logic: str, *required: str, kind: str = "", id: str = "") -> str:
    opening = f"<decision id={quoteattr(id or name)} name={quoteattr(name)}>"
    return f"{opening}{variable(name, kind)}{needs(*required)}{logic}</decision>"


def knowledge(name: str, parameters: Sequence[str], logic: str, *required: str) -> str:
    """Parameters are `name` or `name: type`."""
    formal = ""
    for parameter in parameters:
        word, _, kind = parameter.partition(": ")
        formal += f'<formalParameter name="{word}"' + (f' typeRef="{kind}"/>' if kind else "/>")
    return (
        f'<businessKnowledgeModel id="{name}" name="{name}">{variable(name)}'
        f"<encapsulatedLogic>{formal}{logic}</encapsulatedLogic>{needs(*required)}</businessKnowledgeModel>"
    )


def file(*parts: str, namespace: str = "test", **attributes: str) -> bytes:
    extra = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    opening = f'<definitions xmlns="{NAMESPACE}" namespace="{namespace}" name="test"{extra}>'
    return f"{opening}{''.join(parts)}</definitions>".encode()


def model(*parts: str, **imports: bytes) -> Model:
    return dmn.load(file(*parts), imports=imports)


def decide(logic: str, inputs: dict[str, Any] | None = None, types: str = "", kind: str = "") -> Result:
    """One decision `d` over these inputs."""
    given = inputs or {}
    loaded = model(
        types,
        *(input_data(name) for name in given),
        decision("d", logic, *(f"#{name}" for name in given), kind=kind),
    )
    return loaded.evaluate("d", given)
