"""What other tools' files carry that would be lost or would run code: refused with the way out."""

from __future__ import annotations

from lxml import etree

from engine.bpmn.names import BPMN, HARMLESS_VENDOR, VENDORS, ZEEBE, local, space
from engine.bpmn.reading.report import Report

_ZEEBE_KNOWN = frozenset(
    {
        "userTask",
        "assignmentDefinition",
        "taskSchedule",
        "priorityDefinition",
        "formDefinition",
        "calledDecision",
        "calledElement",
        "ioMapping",
        "loopCharacteristics",
        "taskDefinition",
        "taskHeaders",
        "properties",
        "script",
        "subscription",
        "versionTag",
    }
)
_ZEEBE_IGNORED = frozenset({"userTaskForm", "templateConfig"})
_LISTENERS = frozenset({"executionListeners", "taskListeners", "executionListener", "taskListener"})


def check_foreign(element: etree._Element, owner: str, report: Report) -> None:
    """Refuse vendor attributes and extensions of one BPMN element that mean something we do not run."""
    for name in element.attrib:
        vendor = VENDORS.get(space(name))
        if vendor and local(name) not in HARMLESS_VENDOR:
            _vendor(report, owner, f"{vendor}:{local(name)}")
        elif "spiffworkflow.org" in space(name):
            _script(report, owner, f"spiffworkflow:{local(name)}")
    for extensions in element.findall(f"{BPMN}extensionElements"):
        for child in extensions:
            _check_extension(child, owner, report)


def _check_extension(child: etree._Element, owner: str, report: Report) -> None:
    name, namespace = local(child.tag), space(child.tag)
    if child.tag == f"{ZEEBE}{name}":
        if name in _LISTENERS:
            report.error(
                "listener_refused",
                owner,
                "监听器(executionListeners/taskListeners)不被支持;请改用服务任务。",
                "Listeners are not supported; use a service task instead.",
            )
        elif name in _ZEEBE_IGNORED:
            report.warning(
                "extension_ignored", owner, f"扩展 zeebe:{name} 不起作用。", f"zeebe:{name} has no effect here."
            )
        elif name not in _ZEEBE_KNOWN:
            report.error(
                "extension_unknown",
                owner,
                f"不认识的扩展 zeebe:{name},不能保证按图执行。",
                f"Unknown extension zeebe:{name}: it could not be run as drawn.",
            )
    elif namespace in VENDORS and name not in HARMLESS_VENDOR:
        _vendor(report, owner, f"{VENDORS[namespace]}:{name}")
    elif "spiffworkflow.org" in namespace:
        _script(report, owner, f"spiffworkflow:{name}")


def _vendor(report: Report, owner: str, what: str) -> None:
    report.error(
        "vendor_extension",
        owner,
        f"{what} 是其他引擎的属性,这里不会起作用;请用“导入”转换此文件。",
        f"{what} belongs to another engine and would have no effect; convert the file with import.",
    )


def _script(report: Report, owner: str, what: str) -> None:
    report.error(
        "foreign_script",
        owner,
        f"{what} 会执行脚本代码,一律不予执行。",
        f"{what} would run script code; code from files is never run.",
    )


def extension(element: etree._Element, name: str) -> etree._Element | None:
    """The zeebe extension of this element by name, not those of elements nested in it."""
    return element.find(f"{BPMN}extensionElements/{ZEEBE}{name}")
