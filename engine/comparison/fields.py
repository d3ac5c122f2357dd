"""Changes of a form: fields added and removed, their labels, rights, conditions, options and limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from engine.comparison.change import Change, Words
from engine.comparison.parts import Part, Telling, compare_parts
from engine.comparison.words import NO, YES, kept, plain
from engine.forms import limits

KINDS: dict[str, Words] = {
    "textfield": ("文本", "text field"), "textarea": ("多行文本", "text area"), "number": ("数字", "number"),
    "datetime": ("日期时间", "date and time"), "expression": ("计算", "expression"), "checkbox": ("勾选", "checkbox"),
    "checklist": ("多选", "checklist"), "radio": ("单选", "radio"), "select": ("下拉", "select"),
    "taglist": ("标签多选", "tag list"), "filepicker": ("附件", "file picker"), "text": ("说明文字", "text"),
    "group": ("分组", "group"), "dynamiclist": ("列表", "list"), "table": ("表格", "table"),
    "separator": ("分隔线", "separator"), "spacer": ("空白", "spacer"), "button": ("按钮", "button"),
}  # fmt: skip
ASPECTS: dict[str, Words] = {
    "type": ("类型", "type"), "label": ("标签", "label"), "key": ("字段名", "key"), "path": ("字段名", "path"),
    "description": ("提示", "description"), "text": ("文字", "text"), "validate.required": ("必填", "required"),
    "validate.min": ("最小值", "minimum"), "validate.max": ("最大值", "maximum"),
    "validate.minLength": ("最少字数", "least length"), "validate.maxLength": ("最多字数", "greatest length"),
    "validate.pattern": ("格式", "pattern"), "validate.minItems": ("最少项数", "least items"),
    "validate.maxItems": ("最多项数", "most items"), "validate.validationType": ("格式", "kind of text"),
    "conditional.hide": ("隐藏条件", "hidden when"), "readonly": ("只读", "read-only"),
    "disabled": ("停用", "disabled"), "defaultValue": ("默认值", "default"), "values": ("选项", "options"),
    "valuesKey": ("选项来自", "options from"), "valuesExpression": ("选项来自", "options from"),
    "expression": ("计算式", "expression"), "decimalDigits": ("小数位", "decimals"), "subtype": ("类型", "subtype"),
    "properties.rule": ("规则", "rule"), "properties.message": ("规则提示", "sentence of the rule"),
    "parent": ("所在分组", "group"), "place": ("位置", "place"), "multiple": ("可选多个", "multiple"),
}  # fmt: skip
SILENT = frozenset({"id", "components", "layout", "key", "path"})


def compare_forms(file: str, before: bytes, after: bytes, name: Words) -> Iterator[Change]:
    """Raises ValueError for what is no JSON object. `name`: the form, as sentences call it."""
    old, new = (_fields(_read(data), name) for data in (before, after))
    telling = Telling(file, _aspect, lambda aspect, value, later: _value(aspect, value))
    yield from compare_parts(old, new, telling)
    order = [[id for id in side if id in old and id in new] for side in (old, new)]
    if order[0] != order[1]:
        zh, en = name
        yield Change(file, "", "order", "moved", f"{zh}:字段的顺序有变", f"{en}: fields stand in another order")


def _read(data: bytes) -> dict[str, Any]:
    if len(data) > limits.SCHEMA_BYTES:
        raise ValueError("too large")
    found = orjson.loads(data)
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def _fields(schema: dict[str, Any], form: Words) -> dict[str, Part]:
    found: dict[str, Part] = {}
    _walk(schema.get("components"), "", form, found)
    return found


def _walk(components: Any, parent: str, form: Words, found: dict[str, Part]) -> None:
    """By key within the list it stands in; what has no key by its id."""
    for raw in components if isinstance(components, list) else ():
        if not isinstance(raw, dict):
            continue
        own = str(raw.get("key") or raw.get("path") or raw.get("id") or raw.get("type"))
        listed = raw.get("type") == "dynamiclist"
        id = f"{parent}{own}"
        while id in found:
            id += "+"
        kind = KINDS.get(str(raw.get("type")), kept(str(raw.get("type"))))
        label = str(raw.get("label") or raw.get("key") or "").strip() or f"{kind[0]} {own}"
        title = (f"{form[0]}的字段“{label}”", f"{form[1]}, field “{label}”")
        found[id] = Part(id, title, ("", ""), dict(_facts(raw, ())))
        _walk(raw.get("components"), f"{id}[]." if listed else parent, form, found)


def _facts(raw: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name, value in raw.items():
        if not path and name in SILENT:
            continue
        if isinstance(value, dict):
            yield from _facts(value, (*path, name))
        elif value is not None and value is not False and value != "":
            yield ".".join((*path, name)), value if isinstance(value, str) else _json(value)


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _aspect(name: str) -> Words:
    return ASPECTS.get(name, (f"设置 {name}", f"setting {name}"))


def _value(name: str, value: str) -> Words:
    if name in ("validate.required", "readonly", "disabled", "multiple"):
        return YES if value == "true" else NO if not value else kept(value)
    if name == "type":
        return KINDS.get(value, kept(value))
    if name == "values" and value:
        labels = [str(one.get("label", one.get("value"))) for one in orjson.loads(value) if isinstance(one, dict)]
        return "、".join(labels), ", ".join(labels)
    return plain(value)
