"""Collecting findings, and compiling expressions on behalf of the element they stand on."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from engine.bpmn.formula import Formula, compile_formula
from engine.errors import Finding, Refused
from engine.words import OFFICE_FUNCTIONS


class Report:
    """The findings of one check; `file` names the file being read."""

    def __init__(self, functions: Collection[str] = OFFICE_FUNCTIONS) -> None:
        self.findings: list[Finding] = []
        self.file = ""
        self.functions = tuple(functions)

    def error(self, code: str, element: str | None, zh: str, en: str) -> None:
        self._add(code, element, zh, en, "error")

    def warning(self, code: str, element: str | None, zh: str, en: str) -> None:
        self._add(code, element, zh, en, "warning")

    def _add(self, code: str, element: str | None, zh: str, en: str, severity: Literal["error", "warning"]) -> None:
        finding = Finding(code, element, zh, en, severity, self.file)
        if finding not in self.findings:
            self.findings.append(finding)

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == "error"]

    def formula(self, text: str | None, element: str, zh: str, en: str) -> Formula | None:
        """A literal or FEEL value (`zh`/`en` name the attribute); None when absent, empty or wrong."""
        if text is None or not text.strip():
            return None
        if "${" in text or "#{" in text:
            self.error(
                "expression_not_feel",
                element,
                f"{zh}用的是 ${{…}} 表达式;请用“导入”转换为 FEEL(以 = 开头)。",
                f"{en} uses a ${{…}} expression; import the file to convert it to FEEL (starting with =).",
            )
            return None
        try:
            return compile_formula(text, self.functions)
        except Refused as refused:
            position = refused.details.get("position", 0)
            self.error(
                "expression_wrong",
                element,
                f"{zh}不是正确的 FEEL 表达式(第{position + 1}个字符):{refused.zh}",
                f"{en} is not a correct FEEL expression (character {position + 1}): {refused.en}",
            )
            return None

    def expression(self, text: str | None, element: str, zh: str, en: str) -> Formula | None:
        """A value that must be FEEL: a text without the leading `=` is a finding."""
        formula = self.formula(text, element, zh, en)
        if formula is not None and formula.is_literal:
            self.error(
                "expression_not_feel",
                element,
                f"{zh}“{formula.text}”必须是以 = 开头的 FEEL 表达式。",
                f"{en} “{formula.text}” must be a FEEL expression starting with =.",
            )
            return None
        return formula
