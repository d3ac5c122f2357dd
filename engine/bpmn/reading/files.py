"""Reading all files of a definition together."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from lxml import etree

from engine import xml
from engine.bpmn.model import Scope
from engine.bpmn.names import BPMN, REFUSED_ROOTS, local
from engine.bpmn.reading.collaboration import read_message_flows
from engine.bpmn.reading.compensation import tie_handlers
from engine.bpmn.reading.definitions import Definitions, read_definitions
from engine.bpmn.reading.foreign import check_foreign
from engine.bpmn.reading.references import check_references
from engine.bpmn.reading.report import Report
from engine.bpmn.reading.scopes import read_scope
from engine.bpmn.reading.structure import check_structure
from engine.errors import Finding, Refused
from engine.words import OFFICE_FUNCTIONS

_ID = re.compile(r"[^\W\d][\w.-]*")  # an XML NCName; keys add # / [ ] of their own


@dataclass(slots=True)
class Reading:
    """What the files contain and what is wrong with them."""

    findings: list[Finding]
    processes: dict[str, Scope] = field(default_factory=dict)
    trees: dict[str, etree._Element] = field(default_factory=dict)
    message_flows: set[tuple[str, str]] = field(default_factory=set)  # between executable processes

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == "error"]


def read(
    files: Mapping[str, bytes],
    *,
    decisions: Collection[str] | None = None,
    services: Collection[str] | None = None,
    forms: Collection[str] | None = None,
    functions: Collection[str] = OFFICE_FUNCTIONS,
) -> Reading:
    """Parse and check; `decisions`, `services` and `forms` are the known names, None means any name will do."""
    report = Report(functions)
    reading = Reading(report.findings)
    for name in sorted(files):
        report.file = name
        try:
            root = xml.parse(files[name], source=name)
        except Refused as refused:
            report.error(refused.code, None, refused.zh, refused.en)
            continue
        if root.tag != f"{BPMN}definitions":
            report.error("not_bpmn", None, "文件不是 BPMN 2.0 图。", "The file is not a BPMN 2.0 diagram.")
            continue
        reading.trees[name] = root
        _read_file(root, name, reading, report)
    report.file = ""
    if not reading.processes and not reading.errors:
        report.error("no_process", None, "没有可执行的流程。", "There is no executable process.")
    check_references(reading.processes, decisions, services, forms, report)
    return reading


def _read_file(root: etree._Element, name: str, reading: Reading, report: Report) -> None:
    for child in root:
        if local(child.tag) in REFUSED_ROOTS:
            zh, en = REFUSED_ROOTS[local(child.tag)]
            report.error("global_refused", child.get("id"), f"{zh}不被支持。", f"A {en} is not supported.")
    _check_ids(root, report)
    definitions = read_definitions(root, report)
    processes = root.findall(f"{BPMN}process")
    executable = [element for element in processes if element.get("isExecutable") == "true"]
    for element in processes:
        skipped = bool(executable) and element not in executable
        _read_process(element, name, skipped, definitions, reading, report)
    reading.message_flows |= read_message_flows(root, reading.processes, report)


def _read_process(
    element: etree._Element,
    name: str,
    skipped: bool,
    definitions: Definitions,
    reading: Reading,
    report: Report,
) -> None:
    id = element.get("id") or ""
    if not id:
        report.error("id_missing", None, "流程没有 id。", "A process has no id.")
        return
    if element.get("isExecutable", "false") != "true":
        report.warning(
            "not_executable",
            id,
            "流程标为不可执行(isExecutable=false)" + (",已跳过。" if skipped else "。"),
            "The process is marked as not executable" + (" and is skipped." if skipped else "."),
        )
        if skipped:
            return
    if id in reading.processes:
        report.error("process_duplicate", id, f"流程“{id}”出现两次。", f"The process “{id}” appears twice.")
        return
    scope = Scope(id, "process", (element.get("name") or "").strip(), source=name)
    check_foreign(element, id, report)
    if element.find(f"{BPMN}ioSpecification/{BPMN}dataInput") is not None:
        report.error(
            "io_specification",
            id,
            "流程的输入输出规范(ioSpecification)不起作用。",
            "The ioSpecification of a process has no effect here.",
        )
    read_scope(element, scope, definitions, report, {})
    tie_handlers(element.getroottree().getroot(), scope)
    reading.processes[id] = scope
    check_structure(scope, report)


def _check_ids(root: etree._Element, report: Report) -> None:
    seen: set[str] = set()
    for element in root.iter():
        id = element.get("id")
        if id is None:
            continue
        if element.tag.startswith(BPMN) and not _ID.fullmatch(id):
            report.error(
                "id_wrong",
                id,
                f"编号“{id}”含有不允许的字符。",
                f"The id “{id}” contains characters an id may not have.",
            )
        if id in seen:
            report.error("id_duplicate", id, f"编号“{id}”重复。", f"The id “{id}” is used twice.")
        seen.add(id)
