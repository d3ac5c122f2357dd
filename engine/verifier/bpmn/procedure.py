"""procedure.toml as far as it decides who does what until when."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..not_verified import NotVerified
from .model import Node, Scope
from .reading import read_processes

OTHERWISE = "其他"


class DefinitionUnreadable(Exception):
    """The files are no procedure the verifier understands."""


@dataclass(frozen=True, eq=False)
class Procedure:
    """A published package: diagrams, decisions, forms, and the table of procedure.toml."""

    files: Mapping[str, bytes]
    table: dict[str, Any]
    processes: dict[str, Scope]

    @property
    def key(self) -> str:
        return str(self.table.get("key", ""))

    @property
    def process(self) -> str:
        return str(self.table.get("process", ""))

    @cached_property
    def hash(self) -> str:
        """What a start names its definition by: SHA-256 over the sorted (path, content hash) list."""
        total = hashlib.sha256(b"banjie.package.v1")
        for path in sorted(self.files):
            total.update(path.encode() + b"\0" + hashlib.sha256(self.files[path]).digest())
        return total.hexdigest()

    @cached_property
    def nodes(self) -> dict[str, Node]:
        return {node.id: node for node in self.processes[self.process].everything()}

    @cached_property
    def decisions(self) -> dict[str, bytes]:
        return {
            path: data for path, data in self.files.items() if path.startswith("decisions/") and path.endswith(".dmn")
        }

    def task(self, element: str, setting: str, otherwise: Any = None) -> Any:
        """One setting of `[tasks.<element>]`."""
        return self.table.get("tasks", {}).get(element, {}).get(setting, otherwise)

    def roles(self, lane: str) -> list[str]:
        return list(self.table.get("roles", {}).get(lane, ()))

    def names(self, setting: str, otherwise: tuple[str, ...] = ()) -> list[str]:
        return list(self.table.get(setting, otherwise))

    @property
    def owners(self) -> list[str]:
        return self.names("owner", ("director",))

    def term(self, element: str, urgency: str) -> str:
        row = self.table.get("terms", {}).get(element, {})
        return str(row.get(urgency, row.get(OTHERWISE, "")))

    def whole_term(self, urgency: str) -> str:
        row = self.table.get("instance_term", {})
        return str(row.get(urgency, row.get(OTHERWISE, "")))

    def extension(self, element: str) -> dict[str, Any] | None:
        found = self.table.get("extensions", {}).get(element)
        return found if isinstance(found, dict) else None

    def end_state(self, ends: list[str]) -> str:
        named = self.table.get("ends", {})
        return next((str(named[one]) for one in reversed(ends) if one in named), "办结")

    def series(self, name: str) -> str | None:
        found = self.table.get("series", {}).get(name)
        return str(found.get("pattern", "")) if isinstance(found, dict) else None

    def closed(self, element: str) -> frozenset[str]:
        """Fields of its form that a step may not fill in: those `[fields.<step>]` hides or only shows."""
        rights = self.table.get("fields", {}).get(element, {})
        return frozenset(name for name, right in rights.items() if right in ("hidden", "read"))

    def form(self, element: str) -> dict[str, Any] | None:
        """The form of a step (or "start"), as form-js JSON."""
        node = self.nodes.get(element)
        data = self.files.get(f"forms/{(node.form if node else None) or element}.json")
        try:
            return json.loads(data) if data is not None else None
        except ValueError:
            return None


def read_procedure(files: Mapping[str, bytes]) -> Procedure:
    """Raises DefinitionUnreadable."""
    try:
        table = tomllib.loads(files["procedure.toml"].decode("utf-8"))
        processes = read_processes({path: data for path, data in files.items() if path.endswith(".bpmn")})
    except (KeyError, UnicodeDecodeError, tomllib.TOMLDecodeError, NotVerified) as error:
        raise DefinitionUnreadable(str(error)) from error
    if table.get("process") not in processes:
        raise DefinitionUnreadable(f"no process {table.get('process')!r}")
    return Procedure(files, table, processes)
