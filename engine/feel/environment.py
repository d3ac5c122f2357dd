"""What an evaluation may see besides its variables, and the account of one evaluation: budget, warnings, clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from engine.feel.equality import is_small, size
from engine.feel.errors import FeelError, FeelWarning, limit_error
from engine.feel.functions import Function
from engine.feel.limits import DEFAULT_LIMITS, Limits
from engine.feel.types import Type


@dataclass(frozen=True, slots=True)
class Environment:
    """`now` is an aware time, given to `now()` and `today()` in `zone`; None takes the machine's clock once.

    `functions` adds to and precedes the built-in ones; they take and return FEEL values.
    `types` are the named types an `instance of` or a parameter may mention.
    """

    now: datetime | None = None
    functions: Mapping[str, Callable[..., Any] | Function] = field(default_factory=dict)
    limits: Limits = DEFAULT_LIMITS
    types: Mapping[str, Type] = field(default_factory=dict)
    zone: str = "Asia/Shanghai"


DEFAULT_ENVIRONMENT = Environment()
T = TypeVar("T")


class Evaluation:
    """One running evaluation; several expressions (the cells of a table) may share one, and its budget."""

    calls = 0
    memo: dict[int, Any] | None = None  # containers already converted at the border
    moment: datetime | None = None

    def __init__(self, environment: Environment | None = None) -> None:
        if environment is None:
            environment = DEFAULT_ENVIRONMENT
        self.environment = environment
        self.limits = limits = environment.limits
        self.functions = environment.functions
        self.steps = limits.steps
        self.warnings: list[FeelWarning] = []

    def now(self) -> datetime:
        """The one time of this evaluation, in the environment's zone."""
        if self.moment is None:
            self.moment = (self.environment.now or datetime.now(UTC)).astimezone(ZoneInfo(self.environment.zone))
        return self.moment

    def spend(self, steps: int) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise limit_error(
                "feel_too_long", "表达式计算量过大,已停止。", "The expression needs too many steps; stopped."
            )

    def null(self, code: str, zh: str, en: str) -> T | None:
        """Note why a value is null, and be null."""
        if len(self.warnings) < self.limits.warnings:
            self.warnings.append(FeelWarning(code, zh, en))
        return None

    def text(self, value: str) -> str:
        """A text that was just made, after its length was paid for."""
        length = len(value)
        if length > 64:
            self.check_text(length)
        return value

    def check_text(self, length: int) -> None:
        """Pay for a text of that length before it is made."""
        if length > self.limits.string_length:
            raise limit_error("feel_text_limit", "文本结果过长。", "The resulting text is too long.")
        self.spend(length >> 6)

    def check_list(self, length: int) -> None:
        """Pay for a list of that length before it is made."""
        if length > self.limits.list_length:
            raise limit_error("feel_list_limit", "列表过长。", "The list is too long.")
        self.spend(length)

    def measure(self, value: Any) -> None:
        """Pay for going through a whole list or context, before that is done."""
        if type(value) in (list, dict):
            self.spend(size(value, max(self.steps, 0)))

    def check_result(self, value: Any) -> None:
        """Refuse a structure that would be huge or endlessly deep when written out."""
        limits = self.limits
        if not is_small(value, limits.values, limits.nesting):
            raise limit_error(
                "feel_result_limit", "结果过大或嵌套过深。", "The result is too large or too deeply nested."
            )

    def enter_call(self) -> None:
        self.calls += 1
        if self.calls > self.limits.calls:
            raise limit_error("feel_recursion", "函数递归调用过深。", "Functions call each other too deeply.")


__all__ = ["DEFAULT_ENVIRONMENT", "Environment", "Evaluation", "FeelError"]
