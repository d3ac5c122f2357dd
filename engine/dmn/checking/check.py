"""All checks of one file."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from lxml import etree

from engine.dmn.checking.names import NameCheck
from engine.dmn.checking.structure import check_elements, check_graph, check_identity
from engine.dmn.checking.tables import Remark, TableCheck
from engine.dmn.graph import Unit
from engine.dmn.loader import Loader
from engine.errors import DefinitionRefused, Finding, Refused
from engine.xml import parse


def check(
    xml: bytes,
    *,
    imports: Mapping[str, bytes] | None = None,
    functions: Collection[str] | None = None,
    source: str = "",
) -> list[Finding]:
    """Findings about a DMN file, errors first; empty when all is well.

    `functions` are the names the system binds besides FEEL's own (working-day arithmetic and the like); without
    it an unknown function is only a warning. `imports` as for `load`.
    """
    loader = Loader(imports or {}, source)
    try:
        root = parse(xml, source=source)
        unit = loader.load(xml, source)
    except DefinitionRefused as refused:
        return list(refused.findings)
    except Refused as refused:
        return [Finding(refused.code, None, refused.zh, refused.en, file=source)]
    # Bad FEEL is reported again below, with the place it stands in.
    findings = [f for f in loader.findings if not f.code.startswith("feel_")]
    findings += _check_unit(root, unit, functions, source)
    unique = {(f.code, f.element, f.en): f for f in findings}
    return sorted(unique.values(), key=lambda f: f.severity)


def _check_unit(root: etree._Element, unit: Unit, functions: Collection[str] | None, source: str) -> list[Finding]:
    findings = check_elements(root, source)
    findings += check_identity(root, unit, source)
    findings += check_graph(unit, source)
    findings += NameCheck(unit, functions, source).run()
    findings += [remark.finding for remark in TableCheck(unit, source).run()]
    return findings


def remarks(xml: bytes, *, imports: Mapping[str, bytes] | None = None, source: str = "") -> list[Remark]:
    """What `check` says of the rules of tables, with the rules and an example input. Raises as `load`."""
    return TableCheck(Loader(imports or {}, source).load(xml, source), source).run()
