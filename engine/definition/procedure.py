"""procedure.toml: what an office declares about a procedure beside its diagram.

Every number an office may change (terms, limits, series) is here or in a decision table.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import toml
from engine.definition.auditing import NO_AUDIT, AuditRules, read_audit
from engine.definition.papers import STANDARD, PaperRules, read_papers
from engine.errors import DefinitionRefused, Finding, Refused
from engine.forms import RIGHTS
from engine.organization import Requirement, Thresholds

FILE = "procedure.toml"
OTHER = "其他"  # the urgency that stands for all not named

# domain.md section 0: yellow on the last day of terms up to 3 days, 1 day before up to 9, else 2 days before.
DEFAULT_LIGHTS = Thresholds(((3, 0), (9, 1), (None, 2)))

Term = Mapping[str, str]  # urgency -> "1 WD" and the like


@dataclass(frozen=True)
class TaskRules:
    """What a user task asks of the people who do it."""

    opinion: str = "optional"  # required | optional | none
    phrases: tuple[str, ...] = ()
    different_from: tuple[str, ...] = ()
    same_person_unit: bool = False
    deputy: Requirement = "ab"
    deputy_when: str = ""  # FEEL: when it holds, `deputy = order` applies
    result: str = ""  # the form field whose label is shown as the result of the step
    kind: str = "work"  # work | acknowledge (box 待签收, in batch)
    dictation: tuple[str, ...] = ()  # roles that may write down the opinion of whoever the task belongs to
    returns: bool = True  # 退回 is offered here
    own_clock: bool = False  # its term may end after the matter's due: steps that come after the answer (回访, 归档)
    return_to: tuple[str, ...] = ()  # only to these; empty: to every finished step the diagram allows
    untimed: str = ""  # why it has no term: the matter waits for somebody outside, or until it is taken up again


@dataclass(frozen=True)
class ExtensionRules:
    """What 延期 of a step's (or the matter's) due needs; `cap` and `ahead` in working days, `answer` a term."""

    decision: str
    cap: int
    times: int = 1
    ahead: int = 0
    answer: str = ""
    moves: str = "task"  # task | instance
    variable: str = ""  # receives the new due
    not_over_term: bool = False


@dataclass(frozen=True)
class MaskRules:
    """When a field of the start form is masked, and for whom not. `keep`: leading characters left readable,
    trailing ones when negative."""

    when: str = "true"
    exempt: tuple[str, ...] = ()
    keep: int = 0


@dataclass(frozen=True)
class FormRule:
    """A rule over several fields of some forms: FEEL (`when`) or a decision that must be true,
    else the sentence stands at the field."""

    forms: tuple[str, ...]
    field: str
    zh: str
    en: str
    when: str = ""
    decision: str = ""


@dataclass(frozen=True)
class Procedure:
    key: str
    name: str
    english: str
    code: str
    process: str
    title: str
    urgency: str
    starters: tuple[str, ...]
    basis: tuple[str, ...] = ()
    retention: str = ""
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    terms: Mapping[str, Term] = field(default_factory=dict)
    instance_term: Term = field(default_factory=dict)
    lights: Thresholds = DEFAULT_LIGHTS
    series: Mapping[str, str] = field(default_factory=dict)
    tasks: Mapping[str, TaskRules] = field(default_factory=dict)
    ends: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[FormRule, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)  # start values of routing variables
    masks: Mapping[str, MaskRules] = field(default_factory=dict)  # field of the start form -> who may not read it
    personal: tuple[str, ...] = ()  # fields that hold personal data, beside the masked ones: can be erased
    uncovered: Mapping[str, str] = field(default_factory=dict)  # flow id -> why no scenario takes it
    papers: Mapping[str, PaperRules] = field(default_factory=lambda: STANDARD)  # what may be printed
    owner: tuple[str, ...] = ("director",)  # roles that answer for its matters: may jump, suspend, terminate
    drafter: str = ""  # the step where the drafter works on what was returned to him
    dispatcher: tuple[str, ...] = ()  # roles that rule on transfers between units
    extensions: Mapping[str, ExtensionRules] = field(default_factory=dict)
    audit: AuditRules = NO_AUDIT  # 廉政风险点, sums that must not be split
    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # step -> field of its form -> right

    def task(self, element: str) -> TaskRules:
        return self.tasks.get(element, NO_RULES)

    def term(self, element: str, urgency: str) -> str:
        """The declared term of a step, "" when it has none."""
        return _by_urgency(self.terms.get(element, {}), urgency)

    def whole_term(self, urgency: str) -> str:
        return _by_urgency(self.instance_term, urgency)


NO_RULES = TaskRules()


def _by_urgency(term: Term, urgency: str) -> str:
    return term.get(urgency, term.get(OTHER, ""))


def read(data: bytes) -> Procedure:
    """Parse procedure.toml; raises DefinitionRefused with one finding per mistake."""
    try:
        raw = toml.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DefinitionRefused([_finding("bad_toml", None, f"无法读取:{error}", f"Unreadable: {error}")]) from error
    return _Reader(raw).procedure()


def _finding(code: str, element: str | None, zh: str, en: str) -> Finding:
    return Finding(code, element, zh, en, file=FILE)


class _Reader:
    """Takes typed values out of the raw table and remembers every complaint."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw
        self.findings: list[Finding] = []

    def procedure(self) -> Procedure:
        known = set(Procedure.__dataclass_fields__)
        for name in self.raw.keys() - known:
            self.complain("unknown_setting", name, f"不认识的设置“{name}”。", f"Unknown setting {name!r}.")
        result = Procedure(
            **{name: self.text(name, required=True) for name in ("key", "name", "code", "process", "title", "urgency")},
            english=self.text("english"),
            retention=self.text("retention"),
            starters=self.texts(self.raw, "starters"),
            basis=self.texts(self.raw, "basis"),
            roles={lane: self.texts(self.table("roles"), lane) for lane in self.table("roles")},
            terms={step: self.term(step, value) for step, value in self.table("terms").items()},
            instance_term=self.term("instance_term", self.table("instance_term")),
            lights=self.lights(),
            series={name: str(value.get("pattern", "")) for name, value in self.tables("series").items()},
            tasks={step: self.rules(step, value) for step, value in self.tables("tasks").items()},
            ends={str(k): str(v) for k, v in self.table("ends").items()},
            rules=tuple(self.rule(i, value) for i, value in enumerate(self.raw.get("rules", []), 1)),
            defaults=self.table("defaults"),
            owner=self.texts(self.raw, "owner") if "owner" in self.raw else ("director",),
            drafter=self.text("drafter"),
            dispatcher=self.texts(self.raw, "dispatcher"),
            extensions={step: self.extension(step, value) for step, value in self.tables("extensions").items()},
            masks={name: self.mask(name, value) for name, value in self.tables("masks").items()},
            personal=self.personal(self.table("personal")),
            uncovered={str(k): str(v) for k, v in self.table("uncovered").items()},
            papers=read_papers(self.table("papers"), self.complain) or STANDARD,
            audit=read_audit(self.table("audit"), self.complain),
            fields={step: self.rights(step, value) for step, value in self.table("fields").items()},
        )
        if self.findings:
            raise DefinitionRefused(self.findings)
        return result

    def complain(self, code: str, element: str | None, zh: str, en: str) -> None:
        self.findings.append(_finding(code, element, zh, en))

    def text(self, name: str, *, required: bool = False) -> str:
        value = self.raw.get(name, "")
        if not isinstance(value, str) or (required and not value):
            self.complain("setting_missing", name, f"缺少设置“{name}”。", f"The setting {name!r} is missing.")
            return ""
        return value

    def texts(self, table: Mapping[str, Any], name: str) -> tuple[str, ...]:
        value = table.get(name, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self.complain("setting_not_texts", name, f"“{name}”应为文字列表。", f"{name!r} must be a list of texts.")
            return ()
        return tuple(value)

    def table(self, name: str) -> dict[str, Any]:
        value = self.raw.get(name, {})
        if not isinstance(value, dict):
            self.complain("setting_not_table", name, f"“{name}”应为表。", f"{name!r} must be a table.")
            return {}
        return value

    def tables(self, name: str) -> dict[str, dict[str, Any]]:
        return {k: v if isinstance(v, dict) else {} for k, v in self.table(name).items()}

    def term(self, step: str, value: Any) -> dict[str, str]:
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            self.complain("bad_term", step, f"“{step}”的时限应按紧急程度填写。", f"The term of {step!r} is malformed.")
            return {}
        return dict(value)

    def lights(self) -> Thresholds:
        rows = self.table("lights")
        try:
            return Thresholds.from_mapping(rows) if rows else DEFAULT_LIGHTS
        except Refused as refused:
            self.complain("bad_lights", "lights", refused.zh, refused.en)
            return DEFAULT_LIGHTS

    def rules(self, step: str, value: dict[str, Any]) -> TaskRules:
        for name in value.keys() - TaskRules.__dataclass_fields__.keys():
            self.complain(
                "unknown_setting",
                step,
                f"环节“{step}”有不认识的设置“{name}”。",
                f"Task {step!r}: unknown {name!r}.",
            )
        opinion, deputy = value.get("opinion", "optional"), value.get("deputy", "ab")
        if opinion not in ("required", "optional", "none") or deputy not in ("ab", "order", "none"):
            self.complain("bad_task_rule", step, f"环节“{step}”的设置有误。", f"Task {step!r} has a wrong setting.")
        kind = value.get("kind", "work")
        if kind not in ("work", "acknowledge"):
            self.complain(
                "bad_task_rule", step, f"环节“{step}”的 kind 应为 work 或 acknowledge。", f"Task {step!r}: wrong kind."
            )
        return TaskRules(
            opinion, self.texts(value, "phrases"), self.texts(value, "different_from"),
            bool(value.get("same_person_unit", False)), deputy, str(value.get("deputy_when", "")),
            str(value.get("result", "")), kind, self.texts(value, "dictation"), bool(value.get("returns", True)),
            bool(value.get("own_clock", False)), self.texts(value, "return_to"),
            str(value.get("untimed", "")),
        )  # fmt: skip

    def extension(self, step: str, value: dict[str, Any]) -> ExtensionRules:
        wrong = sorted(value.keys() - ExtensionRules.__dataclass_fields__.keys())
        counts = [value.get("cap"), value.get("times", 1), value.get("ahead", 0)]
        if (
            wrong
            or not isinstance(value.get("decision"), str)
            or not all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in counts)
            or value.get("moves", "task") not in ("task", "instance")
            or not all(isinstance(value.get(name, ""), str) for name in ("answer", "variable"))
        ):
            self.complain(
                "bad_extension", step, f"环节“{step}”的延期设置有误。", f"Malformed extension of {step!r}: {wrong}."
            )
            return ExtensionRules("", 0)
        return ExtensionRules(**value)

    def mask(self, name: str, value: dict[str, Any]) -> MaskRules:
        keep, when = value.get("keep", 0), value.get("when", "true")
        known = value.keys() <= {"when", "except", "keep"}
        if not known or not isinstance(when, str) or not isinstance(keep, int) or isinstance(keep, bool):
            self.complain("bad_mask", name, f"字段“{name}”的遮蔽设置有误。", f"The mask of {name!r} is malformed.")
            return MaskRules()
        return MaskRules(when, self.texts(value, "except"), keep)

    def rights(self, step: str, value: Any) -> dict[str, str]:
        if not isinstance(value, dict) or not all(right in RIGHTS for right in value.values()):
            allowed = "、".join(RIGHTS)
            self.complain(
                "bad_field_right", f"fields.{step}", f"环节“{step}”的字段权限应为 {allowed} 之一。",
                f"The rights of step {step!r} must each be one of {', '.join(RIGHTS)}.",
            )  # fmt: skip
            return {}
        return dict(value)

    def personal(self, value: dict[str, Any]) -> tuple[str, ...]:
        for name in value.keys() - {"fields"}:
            self.complain("unknown_setting", name, f"不认识的设置“personal.{name}”。", f"Unknown personal.{name}.")
        return self.texts(value, "fields")

    def rule(self, number: int, value: Any) -> FormRule:
        table = value if isinstance(value, dict) else {}
        forms = table.get("form")
        names = [forms] if isinstance(forms, str) else forms if isinstance(forms, list) else []
        texts = {n: table.get(n) for n in ("field", "zh", "en")}
        one = [table.get("when"), table.get("decision")].count(None) == 1
        if not names or not one or not all(isinstance(v, str) for v in (*names, *texts.values())):
            self.complain(
                "bad_form_rule",
                f"rules[{number}]",
                f"第{number}条表单规则不完整。",
                f"Form rule {number} is incomplete.",
            )
            return FormRule((), "", "", "")
        return FormRule(
            tuple(names), str(texts["field"]), str(texts["zh"]), str(texts["en"]), str(table.get("when", "")),
            str(table.get("decision", "")),
        )  # fmt: skip
