"""What was posted as the new content of its file, or what is wrong with it; comments of the file stay."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import toml
from engine.definition.procedure import FILE, read
from engine.definition.settings.fields import Posted, Problem, Section
from engine.definition.settings.offers import Offers
from engine.definition.settings.posting import table_of
from engine.definition.settings.sheet import merged
from engine.errors import DefinitionRefused, Finding
from engine.toml import rewrite

LONGEST = 500_000  # characters of a text


@dataclass(frozen=True)
class Saved:
    """`problems` by the name of the input, "" for the whole; with any of them `content` is not to be kept."""

    content: bytes
    problems: Mapping[str, Problem] = field(default_factory=dict)


def saved(section: Section, data: bytes, posted: Posted, offers: Offers) -> Saved:
    """`data` is the file as it stands, empty when there is none."""
    if section.form == "text":
        return _text(section, data, posted)
    try:
        text = data.decode("utf-8")
        raw = toml.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        zh = f"{section.file} 无法读取,请先在“全文”中改正:{error}"
        return Saved(data, {"": Problem(zh, f"{section.file} cannot be read, put its source right first: {error}")})
    wanted, problems = merged(section, raw, posted, offers)
    if not problems:
        problems |= _checks(section, wanted, posted)
    if problems:
        return Saved(data, problems)
    content = rewrite(text, wanted).encode()
    found = [f for f in _findings(section, content) if f not in _findings(section, data)]
    if found:
        return Saved(data, _placed(section, posted, found))
    return Saved(content)


def _text(section: Section, data: bytes, posted: Posted) -> Saved:
    text = (posted.get("text") or [""])[0].replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST:
        return Saved(data, {"text": Problem("内容过长。", "It is too long.")})
    content = text.encode("utf-8", "replace")
    found = _findings(section, content)
    if found and found != _findings(section, data):
        return Saved(data, {"text": Problem("\n".join(f.zh for f in found[:5]), "\n".join(f.en for f in found[:5]))})
    return Saved(content)


def _findings(section: Section, content: bytes) -> list[Finding]:
    """What the reading of procedure.toml complains of."""
    if section.file != FILE:
        return []
    try:
        read(content)
    except DefinitionRefused as refused:
        return list(refused.findings)
    return []


def _placed(section: Section, posted: Posted, found: list[Finding]) -> dict[str, Problem]:
    """Findings at the row they speak of, else at the whole."""
    rows = {was[0]: name.removesuffix(".was") for name, was in posted.items() if name.endswith(".was") and was}
    problems: dict[str, Problem] = {}
    for finding in found:
        at = "" if section.fixed else rows.get(finding.element or "", "")
        problems.setdefault(f"{at}.key" if at else "", Problem(finding.zh, finding.en))
    return problems


def _checks(section: Section, wanted: Mapping[str, Any], posted: Posted) -> dict[str, Problem]:
    """What the reading would let pass though it can never work."""
    if section.id == "series":
        return {
            f"r{n}.pattern": Problem("样式中须有 {n}。", "The pattern needs {n}.")
            for n, row in enumerate(table_of(section, wanted).values())
            if "{n}" not in str(row.get("pattern", ""))
        }
    if section.id == "rules":
        rules = [rule for rule in table_of(section, wanted) if isinstance(rule, dict)]
        if any(("when" in rule) == ("decision" in rule) for rule in rules):
            return {"r0.when": Problem("条件和决策填一个,也只填一个。", "Give either a condition or a decision.")}
    return {}
