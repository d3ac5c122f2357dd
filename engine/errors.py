"""What people are told: findings of a check, and refusals of an act.

Every sentence exists in Chinese (`zh`, shown first) and English (`en`); `code` is stable and safe to test against.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Finding:
    """One thing a check found, tied to the element, cell or field it is about.

    `trace`: elements and flows of a diagram that lead to it; `fix_zh`, `fix_en`: what to change.
    """

    code: str
    element: str | None
    zh: str
    en: str
    severity: Literal["error", "warning"] = "error"
    file: str = ""
    trace: tuple[str, ...] = ()
    fix_zh: str = ""
    fix_en: str = ""

    def as_json(self) -> dict[str, Any]:
        """Without a trace or a fix when there is none."""
        optional = {"trace", "fix_zh", "fix_en"}
        return {key: value for key, value in asdict(self).items() if value or key not in optional}


class Refused(Exception):
    """An act that did not happen, with a sentence for the person who asked for it."""

    status = 409

    def __init__(self, code: str, zh: str, en: str, **details: Any) -> None:
        super().__init__(f"{zh} [{code}]")
        self.code = code
        self.zh = zh
        self.en = en
        self.details = details

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied and sent between processes as it is: kinds of refusal are made with different arguments."""
        return _made_again, (type(self), self.args, self.__dict__)

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "zh": self.zh, "en": self.en, **self.details}


def _made_again(kind: type[Refused], args: tuple[Any, ...], state: dict[str, Any]) -> Refused:
    made = kind.__new__(kind, *args)
    made.__dict__.update(state)
    return made


class NotYours(Refused):
    """Nothing here for this person; the same answer whether it exists or not."""

    status = 404

    def __init__(
        self, zh: str = "没有找到,或您无权办理此事项。", en: str = "Not found, or not yours."
    ) -> None:
        super().__init__("not_yours", zh, en)


class Missing(Refused):
    status = 404


class NotNow(Refused):
    """The thing exists but is not in a state that allows the act (already done, cancelled, suspended)."""

    status = 409


class Stale(Refused):
    """The form was opened on an older version; `details["changed"]` says what happened since."""

    status = 409


class Invalid(Refused):
    """Wrong values; `fields` maps a field key to its sentence. Nothing was changed."""

    status = 422

    def __init__(
        self,
        fields: Mapping[str, str],
        code: str = "invalid_values",
        zh: str = "填写内容有误,请按提示修改。",
        en: str = "Some values are wrong.",
    ) -> None:
        super().__init__(code, zh, en, fields=dict(fields))
        self.fields = dict(fields)


class Busy(Refused):
    """The database is locked, full or gone; nothing was done and the act may be tried again."""

    status = 503


class Incident(Refused):
    """The procedure itself could not go on (null condition, no flow, failed decision): a person must look."""

    status = 500

    def __init__(self, code: str, element: str, key: str, zh: str, en: str, **details: Any) -> None:
        super().__init__(code, zh, en, element=element, key=key, **details)
        self.element = element
        self.key = key


class DefinitionRefused(Refused):
    """A file or package that may not be run; `findings` says why, element by element."""

    status = 422

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        first = self.findings[0] if self.findings else None
        super().__init__(
            "definition_refused",
            first.zh if first else "定义不能通过检查。",
            first.en if first else "The definition did not pass the check.",
            findings=[f.as_json() for f in self.findings],
        )
