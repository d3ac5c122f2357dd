"""The FEEL of procedure.toml, checked: it parses and names only what it can know."""

from __future__ import annotations

from collections.abc import Iterator

from engine import feel
from engine.definition.definition import Definition
from engine.definition.procedure import FILE
from engine.errors import Finding
from engine.feel import FeelError


def check_rules(definition: Definition) -> Iterator[Finding]:
    """Findings for form rules and `deputy_when` conditions."""
    procedure = definition.procedure
    for number, rule in enumerate(procedure.rules, 1):
        place = f"rules[{number}]"
        for name in rule.forms:
            form = definition.forms.get(name)
            if form is None or rule.field not in form.keys:
                yield Finding(
                    "unknown_field", place, f"规则指向的表单“{name}”没有字段“{rule.field}”。",
                    f"Form {name!r} has no field {rule.field!r}.", file=FILE,
                )  # fmt: skip
        if rule.when:
            yield from _syntax(place, rule.when)
        elif rule.decision not in definition.decisions:
            yield Finding(
                "unknown_decision",
                place,
                f"没有决策“{rule.decision}”。",
                f"No decision {rule.decision!r}.",
                file=FILE,
            )
    for step, rules in procedure.tasks.items():
        if rules.deputy_when:
            yield from _syntax(step, rules.deputy_when)


def _syntax(place: str, text: str) -> Iterator[Finding]:
    try:
        feel.compile(text)
    except FeelError as error:
        yield Finding("bad_expression", place, error.zh, error.en, file=FILE)
