"""`[audit]` of procedure.toml: where an auditor looks first, and which sums must not be split."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.errors import Finding

if TYPE_CHECKING:
    from engine.definition.definition import Definition

FILE = "procedure.toml"
Complain = Callable[[str, str | None, str, str], None]


@dataclass(frozen=True)
class AuditRules:
    """`risks`: steps that are 廉政风险点. Sums are split when matters of one unit that agree in every field of
    `subject` each stay below `threshold` and reach it together within `days`; `amount` is the field of the sum.
    `fast_seconds`: how soon an opinion of this procedure is too soon, 0 for what the office has set for all."""

    risks: tuple[str, ...] = ()
    amount: str = ""
    subject: tuple[str, ...] = ()
    threshold: Decimal = Decimal(0)
    days: int = 0
    fast_seconds: int = 0


NO_AUDIT = AuditRules()


def read_audit(table: Mapping[str, Any], complain: Complain) -> AuditRules:
    wrong = sorted(table.keys() - AuditRules.__dataclass_fields__.keys())
    texts = [table.get("risks", []), table.get("subject", [])]
    numbers = [table.get("days", 0), table.get("fast_seconds", 0)]
    threshold = table.get("threshold", 0)
    if (
        wrong
        or not all(isinstance(value, list) and all(isinstance(v, str) for v in value) for value in texts)
        or not all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in numbers)
        or isinstance(threshold, bool)
        or not isinstance(threshold, int | float)
        or not isinstance(table.get("amount", ""), str)
    ):
        complain("bad_audit", "audit", "审计设置有误。", f"The audit settings are malformed: {wrong}.")
        return NO_AUDIT
    amount = str(table.get("amount", ""))
    if amount and not (threshold > 0 and numbers[0] > 0):
        zh = "查拆分须写明限额(threshold)和天数(days)。"
        complain("bad_audit", "audit", zh, "Splitting needs a threshold and a number of days.")
        return NO_AUDIT
    return AuditRules(tuple(texts[0]), amount, tuple(texts[1]), Decimal(str(threshold)), numbers[0], numbers[1])


def check_audit(definition: Definition) -> Iterator[Finding]:
    """Steps that are there; fields of the start form, the sum a number."""
    rules, start = definition.procedure.audit, definition.forms["start"]
    tasks = {e.id for e in definition.process.elements.values() if e.asks}
    for step in sorted(set(rules.risks) - tasks):
        zh = f"廉政风险点“{step}”不存在。"
        yield Finding("unknown_task", step, zh, f"No task {step!r} in the diagram.", file=FILE)
    for key in sorted({*rules.subject, *([rules.amount] if rules.amount else [])} - set(start.keys)):
        zh, en = f"发起表单中没有“{key}”(审计)。", f"The start form has no field {key!r} (audit)."
        yield Finding("unknown_field", key, zh, en, file=FILE)
    kinds = {field.path[-1]: field.kind for field in start.fields if field.path}
    if kinds.get(rules.amount, "number") != "number":
        zh, en = f"审计金额“{rules.amount}”不是数字字段。", f"Field {rules.amount!r} is no number."
        yield Finding("not_a_number", rules.amount, zh, en, file=FILE)
