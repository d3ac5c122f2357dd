"""A compiled procedure: everything running an instance needs, made once per package hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine import bpmn, dmn, feel, figures, forms
from engine.bpmn import Environment, Execution, Outcome, Program
from engine.definition.package import Package
from engine.definition.procedure import FILE, Procedure, read
from engine.definition.services import BUILT_IN
from engine.errors import DefinitionRefused, Finding
from engine.figures import FigureSet
from engine.forms import Form

START = "start"  # the form that starts an instance


@dataclass(frozen=True, eq=False)
class Definition:
    """An immutable, shareable compiled package; compared by identity, named by `hash`."""

    package: Package
    procedure: Procedure
    program: Program
    forms: Mapping[str, Form]
    decisions: Mapping[str, Decide]

    @property
    def hash(self) -> str:
        return self.package.hash

    @cached_property
    def process(self) -> Any:
        return self.program.processes[self.procedure.process]

    def element(self, id: str) -> Any:
        """An element of the procedure's process, else of one it may call; None when there is none."""
        found = (process.elements.get(id) for process in (self.process, *self.program.processes.values()))
        return next((element for element in found if element is not None), None)

    @property
    def tables(self) -> Mapping[str, dmn.Table]:
        """Every decision table of the package by its decision, as `engine.dmn.watch` tells of it."""
        return {id: table for decide in self.decisions.values() for id, table in decide.tables.items()}

    @cached_property
    def variables(self) -> frozenset[str]:
        """Names of form fields that also route the instance; all others are document data only."""
        return self.program.variables(self.procedure.process)

    @cached_property
    def fields(self) -> frozenset[str]:
        """Every name a form of the package gives to a value, at the top or inside a list or group."""
        return frozenset(name for form in self.forms.values() for field in form.fields for name in field.path)

    @cached_property
    def personal(self) -> frozenset[str]:
        """Fields that hold personal data: those declared so, and those that are masked."""
        return frozenset(self.procedure.personal) | self.procedure.masks.keys()

    @cached_property
    def texts(self) -> frozenset[str]:
        """Names of values that are free text: what people write into text fields, and personal data."""
        return frozenset().union(self.personal, *(form.free_texts for form in self.forms.values()))

    @cached_property
    def figures(self) -> FigureSet:
        """What the procedure counts; empty without figures.toml, DefinitionRefused when that is wrong."""
        data = self.package.files.get(figures.FILE)
        return FigureSet() if data is None else figures.read_figures(data, self.fields)

    def routing(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {k: v for k, v in values.items() if k in self.variables}

    def form(self, element: str) -> Form | None:
        """The form of a user task, as that step may use it: its declared form, else the file named like the element."""
        form = self.forms.get(self.form_id(element))
        return self._limited[element] if form is not None and element in self._limited else form

    def form_id(self, element: str) -> str:
        info = self.process.elements.get(element)
        return (info.form if info else None) or element

    @cached_property
    def _limited(self) -> Mapping[str, Form]:
        """The forms of the steps that procedure.toml gives rights of their own (`[fields.<step>]`)."""
        return {
            step: form.limited(given)
            for step, given in self.procedure.fields.items()
            if (form := self.forms.get(self.form_id(step))) is not None
        }

    def takes_files(self, element: str) -> bool:
        form = self.form(element)
        pickers = [field for field in form.fields if field.kind == "filepicker"] if form is not None else []
        return any(field.readonly is not True for field in pickers)

    def start(
        self, variables: Mapping[str, Any], env: Environment, event: str | None = None
    ) -> tuple[Execution, Outcome]:
        """Start at the none start event, or at `event` (a message's)."""
        return Execution.start(self.program, self.procedure.process, dict(variables), env, event)

    def message_start(self, name: str) -> str | None:
        """The message start event of this name, None when messages of it start nothing here."""
        return next((s.id for s in self.process.start_events if s.kind == "message" and s.event == name), None)

    def restore(self, state: bytes) -> Execution:
        return Execution.restore(self.program, state)

    def end_state(self, end_events: list[str]) -> str:
        """What the end is called in the office, e.g. 已归档; 办结 when the procedure does not say."""
        for element in reversed(end_events):
            if element in self.procedure.ends:
                return self.procedure.ends[element]
        return "办结"


def compile_package(package: Package) -> Definition:
    """Compile or raise DefinitionRefused; what it accepts, `check` finds no error in at this level."""
    if FILE not in package.files:
        raise DefinitionRefused([Finding("no_procedure", None, "缺少 procedure.toml。", "procedure.toml is missing.")])
    procedure = read(package.files[FILE])
    diagrams = package.under("", ".bpmn")
    if not diagrams:
        raise DefinitionRefused([Finding("no_diagram", None, "缺少流程图(.bpmn)。", "There is no .bpmn file.")])
    decisions: dict[str, Decide] = {}
    for data in package.under("decisions/", ".dmn").values():
        model = dmn.load(data)
        decisions |= {decision: Decide(model, decision) for decision in model.decisions}
    program = bpmn.load(diagrams, decisions=decisions, services=BUILT_IN)
    if procedure.process not in program.processes:
        raise DefinitionRefused(
            [Finding("no_process", procedure.process, "流程图中没有 procedure.toml 指定的流程。",
                     "The diagram does not hold the process named in procedure.toml.", file=FILE)]
        )  # fmt: skip
    loaded = {
        path.removeprefix("forms/").removesuffix(".json"): forms.load(data)
        for path, data in package.under("forms/", ".json").items()
    }
    return Definition(package, procedure, program, loaded, decisions)


class Decide:
    """A decision of the package as engine.bpmn calls it; `inputs` are the variables it reads, `made` what the decisions
    of its file are called."""

    def __init__(self, model: dmn.Model, decision: str) -> None:
        self._model, self._decision = model, decision
        self.inputs = model.inputs(decision)
        self.made = frozenset(name for each in model.decisions.values() for name in (each.variable, each.name))
        self.tables = model.tables

    def __call__(self, variables: Mapping[str, Any], env: Environment) -> tuple[Any, list[dict[str, Any]]]:
        result = self._model.evaluate(self._decision, variables, env.feel)
        return feel.to_json(result.value), list(result.trace)
