"""Running the scenarios of a draft for its analyst: in slices, and kept with exactly these files.

Above the actions, because a story is played by them; the release step only reads what is kept here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from sqlalchemy import Connection, select

from engine.actions import Actor
from engine.actions.design.drafting import require_analyst
from engine.definition import Definition, Package, compile_package
from engine.errors import Missing
from engine.scenario.coverage import Coverage
from engine.scenario.playing import Played, covered, play, scenarios_of
from engine.store import tables as t
from engine.store.office import Office
from engine.store.procedure_drafts import draft_row, keep_report, package_of, report_of

KIND = "scenarios"
SLICE = 8.0  # seconds after which no further scenario is begun
LONGEST = 20.0  # seconds one scenario may take; with the slice, a request stays below half a minute


@dataclass(frozen=True)
class RunScenarios:
    """`file`: only this one, also when it was run before. `again`: forget what was found out about these files."""

    draft_id: int
    file: str = ""
    again: bool = False


@dataclass(frozen=True)
class Results:
    """What is known of exactly these files: `played` by file, `waiting` not run yet."""

    files: tuple[str, ...]
    played: Mapping[str, Played]

    @property
    def waiting(self) -> tuple[str, ...]:
        return tuple(file for file in self.files if file not in self.played)

    @property
    def passed(self) -> int:
        return sum(one.ok for one in self.played.values())

    @property
    def failed(self) -> int:
        return len(self.played) - self.passed

    @property
    def green(self) -> bool:
        """Every one went as told, and one at least went through the procedure."""
        return len(self.files) == self.passed and any(one.times for one in self.played.values())

    def coverage(self, definition: Definition) -> Coverage:
        return covered(definition, self.played.values())

    def as_json(self, definition: Definition) -> dict[str, Any]:
        return {
            "passed": self.passed, "total": len(self.files), "green": self.green,
            "files": [self.played[file].as_json() for file in self.files if file in self.played],
            "coverage": self.coverage(definition).as_json(),
        }  # fmt: skip


def results(connection: Connection, package: Package) -> Results:
    """What was found out about exactly these files so far."""
    row = report_of(connection, package.hash, KIND)
    kept = [Played.from_json(one) for one in row.content.get("files", ())] if row is not None else []
    files = tuple(scenarios_of(package))
    return Results(files, {one.file: one for one in kept if one.file in files})


def run_scenarios(office: Office, command: RunScenarios, by: Actor) -> Results:
    """Play what has not been played yet, for a slice of time, and keep what came of it; call again while some wait.

    Nothing of the office is touched but the report: every story has an office of its own, in memory.
    Raises DefinitionRefused when the draft does not compile, Missing for a scenario or draft that is not his.
    """
    begun = monotonic()
    with office.database.read() as connection:
        require_analyst(office, connection, by)
        draft_row(connection, command.draft_id, by.person)
        package = package_of(connection, command.draft_id)
        known = results(connection, package)
    if command.file and command.file not in known.files:
        raise Missing("no_scenario", "没有这个场景。", "There is no such scenario.")
    definition = compile_package(package)
    played = {} if command.again else dict(known.played)
    if command.file:
        played.pop(command.file, None)
    todo = [command.file] if command.file else [each for each in known.files if each not in played]
    for n, file in enumerate(todo):
        if n and monotonic() - begun > SLICE:
            break  # one at least was played, so that asking again comes to an end
        played[file] = play(definition, file, lambda keys: _others(office, keys), LONGEST)
    found = Results(known.files, played)
    with office.database.write() as connection:
        content = found.as_json(definition)
        keep_report(connection, package.hash, KIND, content, by=by.person, at=office.now())
    return found


def _others(office: Office, keys: frozenset[str]) -> dict[str, Package]:
    """The versions in force of procedures a story names beside its own."""
    d, found = t.definition.c, dict[str, Package]()
    with office.database.read() as connection:
        for key in keys:
            row = connection.execute(
                select(d.package).where(d.procedure == key).order_by(d.version.desc()).limit(1)
            ).one_or_none()
            if row is not None:
                found[key] = Package.from_zip(row.package)
    return found
