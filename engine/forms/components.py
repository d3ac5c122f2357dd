"""One form-js component -> one Field. Everything doubtful becomes a finding with the component's id."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from engine.errors import Finding
from engine.forms import limits
from engine.forms.fields import INPUTS, KINDS, UNSAFE, Field, Rule
from engine.forms.formula import Formula, Limit
from engine.forms.particulars import particulars
from engine.forms.properties import Properties

VALIDATE = frozenset(
    {"required", "min", "max", "minLength", "maxLength", "pattern", "validationType", "minItems", "maxItems"}
)
Path = tuple[str, ...]
ReadChildren = Callable[[list[Any], int, Path], tuple[Field, ...]]


def read_component(
    raw: dict[str, Any], element: str, findings: list[Finding], children: ReadChildren, depth: int, base: Path
) -> Field | None:
    """Read one component below the path `base`; None when it has no kind this product renders."""
    props = Properties(raw, element, findings)
    kind = raw.get("type")
    if isinstance(kind, str) and kind in UNSAFE:
        props.find(
            "form_unsafe",
            f"不允许使用“{kind}”组件:它会把外部内容带入办公页面。",
            f"Component “{kind}” is not allowed: it brings outside content into the page.",
        )
        return None
    if not isinstance(kind, str) or kind not in KINDS:
        props.find(
            "form_kind", f"不认识的组件类型“{str(kind)[:80]}”。", f"Unknown component “{str(kind)[:80]}”."
        )
        return None
    known = _common(props, kind, base)
    known |= _validation(props.inside("validate"), kind)
    known |= particulars(props, kind)
    if kind in ("group", "dynamiclist"):
        known |= _container(props, kind, children, depth, base)
    return Field(id=element, kind=kind, formulas=tuple(props.formulas), **known)


def _common(props: Properties, kind: str, base: Path) -> dict[str, Any]:
    layout, appearance = props.inside("layout"), props.inside("appearance")
    caption = props.text("label")
    known: dict[str, Any] = {
        "path": _below(base, props.key("key", required=True)) if kind in INPUTS else (),
        "caption": caption,
        "label": caption.plain(),
        "description": props.text("text", limits.LONG_TEXT_LENGTH)
        if kind == "text"
        else props.text("description"),
        "hide": props.inside("conditional").switch("hide"),
        "readonly": props.switch("readonly"),
        "disabled": props.switch("disabled"),
        "prefix": appearance.text("prefixAdorner"),
        "suffix": appearance.text("suffixAdorner"),
        "width": layout.integer("columns", 1, 16),
        "row": layout.string("row") or None,
        "rule": _rule(props.inside("properties")),
    }
    if kind in INPUTS and "defaultValue" in props.raw:
        known["default"] = _plain(props, "defaultValue")
    return known


def _below(base: Path, path: Path) -> Path:
    return base + path if path else ()


def _rule(custom: Properties) -> Rule | None:
    formula = custom.formula("rule")
    if formula is None:
        return None
    return Rule(formula, custom.string("message"), custom.string("message_en"))


def _plain(props: Properties, name: str) -> Any:
    value = props.raw[name]
    items = value if isinstance(value, list) else [value]
    fine = all(
        item is None
        or isinstance(item, str | bool | int)
        or (isinstance(item, float) and math.isfinite(item))
        for item in items
    )
    if not fine or len(items) > limits.CHOSEN_ITEMS:
        props.wrong(name, "应为简单的值", "must be a plain value")
        return None
    return value


def _validation(rules: Properties, kind: str) -> dict[str, Any]:
    for name in sorted(set(rules.raw) - VALIDATE):
        rules.wrong(f"validate.{str(name)[:80]}", "不受支持", "is not supported")
    text_kind = rules.one_of("validationType", ("", "email", "phone", "custom"), "")
    known: dict[str, Any] = {
        "required": rules.boolean("required"),
        "minimum": rules.limit("min"),
        "maximum": rules.limit("max"),
        "min_length": rules.limit("minLength"),
        "max_length": rules.limit("maxLength"),
        "pattern": rules.pattern("pattern"),
        "text_kind": "" if text_kind == "custom" else text_kind,
        "min_items": rules.integer("minItems", 0, limits.CHOSEN_ITEMS) or 0,
        "max_items": rules.integer("maxItems", 0, limits.CHOSEN_ITEMS),
    }
    for low, high in (("minimum", "maximum"), ("min_length", "max_length"), ("min_items", "max_items")):
        if _crossed(known[low], known[high]):
            rules.find(
                "form_limits",
                "最小值大于最大值,无法填写。",
                "The lower limit exceeds the upper; nothing fits.",
            )
    return known


def _crossed(low: Limit, high: Limit) -> bool:
    if low is None or high is None or isinstance(low, Formula) or isinstance(high, Formula):
        return False
    return low > high


def _container(
    props: Properties, kind: str, children: ReadChildren, depth: int, base: Path
) -> dict[str, Any]:
    rows = kind == "dynamiclist"
    inner = props.raw.get("components", [])
    if not isinstance(inner, list):
        props.wrong("components", "应为组件列表", "must be a list of components")
        inner = []
    path = base + props.key("path", required=rows)
    known: dict[str, Any] = {"path": path, "children": children(inner, depth + 1, () if rows else path)}
    for name in ("readonly", "disabled"):
        if props.raw.get(name):
            props.wrong(
                name, "不能用于容器,请写在各字段上", "cannot be set on a container; set it on its fields"
            )
    if rows:
        known["fixed_rows"] = not props.boolean("allowAddRemove", True)
        known["default_rows"] = props.integer("defaultRepetitions", 0, limits.LIST_ROWS) or 0
        if "defaultRepetitions" not in props.raw:
            known["default_rows"] = 1
    return known
