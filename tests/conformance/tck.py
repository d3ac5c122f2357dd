"""Runs the DMN Technology Compatibility Kit: `python -m tests.conformance.tck [--json] [folder ...]`.

A result node is one case. *Value* cases expect something other than null; cases that expect null are counted
apart, and only where everything they need compiled: an engine that cannot parse would get those for free.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from engine import dmn
from engine.errors import Refused
from engine.xml import parse
from tests.conformance.tck_values import Unreadable, children, read_value, same

KIT = Path(__file__).resolve().parents[2] / "../shared/data/dmn-tck"
LEVELS = ("compliance-level-2", "compliance-level-3")


@dataclass(frozen=True)
class Outcome:
    """One result node: what was asked, expected and got, as text for people."""

    level: str
    folder: str
    file: str
    case: str
    node: str
    passed: bool
    expects_value: bool
    compiled: bool
    expected: str
    got: str

    @property
    def key(self) -> str:
        return f"{self.folder}/{self.file}#{self.case}/{self.node}"


def folders(kit: Path = KIT) -> list[Path]:
    return sorted(p for level in LEVELS for p in (kit / level).glob("*") if p.is_dir())


def run(folder: Path) -> Iterator[Outcome]:
    """Every result node of every case file in a folder of the kit."""
    for file in sorted(folder.glob("*-test-*.xml")):
        root = parse(file.read_bytes(), source=file.name)
        model = _load(folder, children(root, "modelName")[0].text or "")
        for case in children(root, "testCase"):
            yield from _run_case(folder, file.stem, case, model)


def _load(folder: Path, name: str) -> dmn.Model:
    imports = {}
    for path in folder.glob("*.dmn"):
        if path.name != name.strip():
            imports[dmn.namespace(path.read_bytes())] = path.read_bytes()
    return dmn.load((folder / name.strip()).read_bytes(), imports=imports)


def _run_case(folder: Path, file: str, case: etree._Element, model: dmn.Model) -> Iterator[Outcome]:
    for node in children(case, "resultNode"):
        name = node.get("name", "")
        expected: Any = None
        readable = True
        got, compiled = "", True
        passed = False
        try:
            inputs = {n.get("name", ""): read_value(n) for n in children(case, "inputNode")}
            wanted = children(node, "expected")
            expected = read_value(wanted[0]) if wanted else None
            result = _ask(model, case, name, inputs)
            compiled = not any(w.code.startswith("feel_") for w in result.warnings)
            passed, got = same(result.value, expected), str(result.value)
        except Unreadable as error:
            readable, got = False, f"unreadable: {error}"
        except Refused as error:
            got = f"{error.code}: {error.en}"  # a refusal is no answer, also where null is expected
        yield Outcome(
            level=folder.parent.name,
            folder=folder.name,
            file=file.rpartition("-test-")[2],
            case=case.get("id", ""),
            node=name,
            passed=passed,
            expects_value=expected is not None or not readable,
            compiled=compiled,
            expected=str(expected),
            got=got,
        )


def _ask(model: dmn.Model, case: etree._Element, name: str, inputs: Mapping[str, Any]) -> dmn.Result:
    invocable = case.get("invocableName")
    if invocable and case.get("type") in ("decisionService", "bkm"):
        result = model.evaluate_service(invocable, inputs)
        service = next(s for s in model.services.values() if s.name == invocable)
        if len(service.outputs) > 1 and isinstance(result.value, dict) and name in result.value:
            return dmn.Result(result.value[name], result.warnings)
        return result
    if all(d.name != name for d in model.decisions.values()) and any(s.name == name for s in model.services.values()):
        return model.evaluate_service(name, inputs)
    return model.evaluate(name, inputs)


def totals(outcomes: list[Outcome]) -> dict[str, tuple[int, int]]:
    """(passed, cases) of all cases, of those expecting a value, and of compiled ones expecting null."""
    value = [o for o in outcomes if o.expects_value]
    null = [o for o in outcomes if not o.expects_value and o.compiled]
    groups = {"all": outcomes, "value": value, "null, compiled": null}
    return {name: (sum(o.passed for o in group), len(group)) for name, group in groups.items()}


def main(arguments: list[str]) -> int:
    wanted = [a for a in arguments if not a.startswith("--")]
    kit = [f for f in folders() if not wanted or any(w in f.name for w in wanted)]
    if not kit:
        print(f"no DMN TCK folders in {KIT}", file=sys.stderr)
        return 2
    outcomes = [outcome for folder in kit for outcome in run(folder)]
    failed = [o for o in outcomes if not o.passed]
    if "--json" in arguments:
        print(json.dumps({"totals": totals(outcomes), "failed": [asdict(o) for o in failed]}, ensure_ascii=False))
        return 0
    for folder in kit:
        mine = [o for o in outcomes if o.folder == folder.name and o.level == folder.parent.name]
        (good, count), (value, values) = totals(mine)["all"], totals(mine)["value"]
        print(f"{folder.parent.name[-1]} {folder.name:55} all {good:4}/{count:<4} value {value:4}/{values:<4}")
    for o in failed:
        print(f"FAILED {o.key}: expected {o.expected}, got {o.got}")
    for level in LEVELS:
        _print_totals(level, [o for o in outcomes if o.level == level])
    _print_totals("both levels", outcomes)
    return 0


def _print_totals(title: str, outcomes: list[Outcome]) -> None:
    parts = [f"{name} {good}/{count} ({good / count:.2%})" for name, (good, count) in totals(outcomes).items() if count]
    print(f"{title}: " + ", ".join(parts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
