"""Reading single properties of a component: each getter returns a typed value or leaves one finding."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import re2

from engine.errors import Finding
from engine.feel import FeelError
from engine.forms import limits
from engine.forms.formula import Formula, Limit, Switch, Text, read_text, too_long

KEY = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*\Z")
# Names of FEEL, and those a page's own fields are posted under.
PAGE = frozenset({"csrf", "command_id", "version", "opinion", "draft_id"})
RESERVED = frozenset({"this", "parent", "i", "true", "false", "null"}) | PAGE


class Properties:
    """One component's raw properties, its name for findings, and the findings so far."""

    def __init__(self, raw: Mapping[str, Any], element: str, findings: list[Finding]) -> None:
        self.raw = raw
        self.element = element
        self.findings = findings
        self.formulas: list[Formula] = []

    def inside(self, name: str) -> Properties:
        """The nested object `name` (validate, layout, ...), empty when absent."""
        value = self.raw.get(name, {})
        if not isinstance(value, dict):
            self.wrong(name, "应为对象", "must be an object")
            value = {}
        nested = Properties(value, self.element, self.findings)
        nested.formulas = self.formulas
        return nested

    def find(self, code: str, zh: str, en: str) -> None:
        self.findings.append(Finding(code, self.element, zh, en))

    def wrong(self, name: str, zh: str, en: str) -> None:
        self.find("form_property", f"属性 {name} {zh}。", f"Property {name} {en}.")

    def string(self, name: str, default: str = "", limit: int = limits.LABEL_LENGTH) -> str:
        value = self.raw.get(name)
        if value is None:
            return default
        if not isinstance(value, str) or len(value) > limit:
            self.wrong(name, f"应为不超过 {limit} 字的文字", f"must be text of at most {limit} characters")
            return default
        return value

    def boolean(self, name: str, default: bool = False) -> bool:
        value = self.raw.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(name, "应为 true 或 false", "must be true or false")
            return default
        return value

    def integer(self, name: str, low: int, high: int) -> int | None:
        value = self.raw.get(name)
        if value is None:
            return None
        if isinstance(value, str) and value.isdecimal() and len(value) < 10:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.wrong(name, f"应为 {low} 到 {high} 的整数", f"must be an integer from {low} to {high}")
            return None
        return value

    def one_of(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.raw.get(name)
        if value is None:
            return default
        if value not in allowed:
            choices = "、".join(filter(None, allowed))
            self.wrong(name, f"应为 {choices} 之一", f"must be one of {choices}")
            return default
        return str(value)

    def formula(self, name: str, *, bare: bool = False) -> Formula | None:
        """A property that must be FEEL; `bare` also accepts it without the leading `=`."""
        value = self.raw.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str) or not (bare or value.startswith("=")):
            self.wrong(name, "应为以 = 开头的 FEEL 表达式", "must be a FEEL expression that begins with =")
            return None
        return self.compiled(Formula(value.removeprefix("=").strip()), name)

    def switch(self, name: str) -> Switch:
        value = self.raw.get(name)
        if isinstance(value, str) and value != "":
            return self.formula(name) or False
        return self.boolean(name) if value != "" else False

    def limit(self, name: str) -> Limit:
        """A number, a number written as text, or FEEL."""
        value = self.raw.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str) and value.startswith("="):
            return self.formula(name)
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,30}(\.\d{1,30})?", value):
            return Decimal(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**30:
            return value if isinstance(value, int) else Decimal(repr(value))
        self.wrong(name, "应为数字或 FEEL 表达式", "must be a number or a FEEL expression")
        return None

    def text(self, name: str, limit: int = limits.LABEL_LENGTH) -> Text:
        source = self.string(name, limit=limit)
        if "{{#" in source or "{{/" in source:
            self.find(
                "form_template_block",
                f"属性 {name} 使用了不支持的模板块;请改用 if 表达式。",
                f"Property {name} uses a template block, which is not supported; use an if expression.",
            )
            return Text()
        text = read_text(source)
        compiled = [self.compiled(formula, name) for formula in text.formulas]
        return text if None not in compiled else Text()

    def key(self, name: str, *, required: bool) -> tuple[str, ...]:
        value = self.string(name, limit=limits.NAME_LENGTH)
        if value == "":
            if required:
                self.find("form_key_missing", "该组件没有键名(key)。", "The component has no key.")
            return ()
        if not KEY.match(value):
            self.find(
                "form_key",
                f"键名“{value[:80]}”只能由文字、数字和下划线组成,以点分隔。",
                f"Key “{value[:80]}” may hold letters, digits and underscores, parted by dots.",
            )
            return ()
        path = tuple(value.split("."))
        if path[0] in RESERVED or any(part.startswith("_") for part in path):
            self.find("form_key_reserved", f"键名“{value}”是保留名。", f"Key “{value}” is reserved.")
            return ()
        return path

    def pattern(self, name: str) -> str | None:
        source = self.string(name, limit=limits.PATTERN_LENGTH)
        if source == "":
            return None
        try:
            compile_pattern(source)
        except re2.error as error:
            reason = error.args[0].decode("utf-8", "replace") if error.args else ""
            self.find(
                "form_pattern",
                f"格式规则不能使用:{reason}(不支持前后查看和反向引用)。",
                f"The pattern cannot be used: {reason} (no look-around, no back-references).",
            )
            return None
        return source

    def compiled(self, formula: Formula, name: str) -> Formula | None:
        """Keep a formula that compiles; else leave a finding."""
        if too_long(formula.text):
            self.wrong(name, "表达式过长", "is too long an expression")
            return None
        try:
            _ = formula.expression
        except FeelError as error:
            self.find(
                "form_feel", f"属性 {name} 的表达式有误:{error.zh}", f"Expression in {name}: {error.en}"
            )
            return None
        self.formulas.append(formula)
        return formula


def compile_pattern(source: str) -> Any:
    """Compile with the linear-time engine, whose memory is bounded."""
    options = re2.Options()
    options.max_mem = 1 << 20
    options.log_errors = False
    return re2.compile(source, options)
