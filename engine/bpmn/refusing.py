"""SpiffWorkflow's script engine and environment, replaced by ones that refuse.

Its defaults are Python's eval and exec, and some of its code calls the environment directly; both are replaced, so
no path to Python evaluation is left even where a construct slipped past the check.
"""

from __future__ import annotations

from typing import Any, NoReturn

from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment

from engine.errors import Refused


def _refuse() -> NoReturn:
    raise Refused(
        "script_refused",
        "流程文件中的代码一律不予执行。",
        "Code from procedure files is never run.",
    )


class RefusingEnvironment(BasePythonScriptEngineEnvironment):  # type: ignore[misc]
    def evaluate(self, expression: Any, context: Any, external_context: Any = None) -> NoReturn:
        _refuse()

    def execute(self, script: Any, context: Any, external_context: Any = None) -> NoReturn:
        _refuse()

    def call_service(self, context: Any, **kwargs: Any) -> NoReturn:
        _refuse()


class RefusingScriptEngine(PythonScriptEngine):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__(environment=RefusingEnvironment())

    def validate(self, expression: Any) -> NoReturn:
        _refuse()

    def evaluate(self, task: Any, expression: Any, external_context: Any = None) -> NoReturn:
        _refuse()

    def execute(self, task: Any, script: Any, external_context: Any = None) -> NoReturn:
        _refuse()

    def call_service(self, task: Any, **kwargs: Any) -> NoReturn:
        _refuse()
