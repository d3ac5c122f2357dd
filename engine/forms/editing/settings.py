"""What may be set on a component of each kind, where it stands in the file, and how a text becomes its value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from engine.errors import Invalid
from engine.forms.fields import CHOICES, CONTAINERS, INPUTS, TEXTS

Way = Literal["text", "long", "yes", "switch", "integer", "limit", "options", "one_of"]
FILLED = INPUTS - {"expression"}
LABELLED = INPUTS | CONTAINERS | {"table", "documentPreview"}
ALL = INPUTS | CONTAINERS | {"text", "table", "documentPreview", "separator", "spacer"}
NUMBERS, MOMENTS = frozenset({"number"}), frozenset({"datetime"})

# The kinds a palette offers, in its order; what the engine refuses or only shows is not among them.
KINDS = (
    "textfield", "textarea", "number", "datetime", "radio", "select", "checklist", "taglist", "checkbox", "filepicker",
    "group", "dynamiclist", "text", "table", "expression", "documentPreview", "separator",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """`path` leads to the value within the component; a text that is empty takes it away.

    `way`: text, long text, yes (a box), switch (yes or FEEL), integer, limit (a number or FEEL), options, or one_of
    `allowed`.
    """

    name: str
    path: tuple[str, ...]
    way: Way
    kinds: frozenset[str]
    allowed: tuple[str, ...] = ()


def _setting(name: str, path: str, way: Way, kinds: Iterable[str], allowed: tuple[str, ...] = ()) -> Setting:
    return Setting(name, tuple(path.split(".")), way, frozenset(kinds), allowed)


SETTINGS: tuple[Setting, ...] = (
    _setting("label", "label", "text", LABELLED - MOMENTS),
    _setting("dateLabel", "dateLabel", "text", MOMENTS),
    _setting("timeLabel", "timeLabel", "text", MOMENTS),
    _setting("key", "key", "text", INPUTS),
    _setting("path", "path", "text", CONTAINERS),
    _setting("required", "validate.required", "yes", FILLED),
    _setting("values", "values", "options", CHOICES),
    _setting("valuesKey", "valuesKey", "text", CHOICES),
    _setting("valuesExpression", "valuesExpression", "text", CHOICES),
    _setting("text", "text", "long", {"text"}),
    _setting("expression", "expression", "text", {"expression"}),
    _setting("dataSource", "dataSource", "text", {"table", "documentPreview"}),
    _setting("columnsExpression", "columnsExpression", "text", {"table"}),
    _setting("description", "description", "text", FILLED | CONTAINERS),
    _setting("hide", "conditional.hide", "text", ALL),
    _setting("readonly", "readonly", "switch", FILLED),
    _setting("disabled", "disabled", "switch", FILLED),
    _setting("default", "defaultValue", "text", TEXTS | NUMBERS | {"radio", "select"}),
    _setting("checked", "defaultValue", "yes", {"checkbox"}),
    _setting("minLength", "validate.minLength", "limit", TEXTS),
    _setting("maxLength", "validate.maxLength", "limit", TEXTS),
    _setting("validationType", "validate.validationType", "one_of", {"textfield"}, ("email", "phone", "custom")),
    _setting("pattern", "validate.pattern", "text", {"textfield"}),
    _setting("min", "validate.min", "limit", NUMBERS),
    _setting("max", "validate.max", "limit", NUMBERS),
    _setting("minItems", "validate.minItems", "integer", {"checklist", "taglist", "filepicker", "dynamiclist"}),
    _setting("maxItems", "validate.maxItems", "integer", {"checklist", "taglist", "filepicker", "dynamiclist"}),
    _setting("decimalDigits", "decimalDigits", "integer", NUMBERS),
    _setting("increment", "increment", "limit", NUMBERS),
    _setting("serializeToString", "serializeToString", "yes", NUMBERS),
    _setting("subtype", "subtype", "one_of", MOMENTS, ("date", "time", "datetime")),
    _setting("timeInterval", "timeInterval", "integer", MOMENTS),
    _setting(
        "timeSerializingFormat", "timeSerializingFormat", "one_of", MOMENTS,
        ("utc_offset", "utc_normalized", "no_timezone"),
    ),
    _setting("disallowPassedDates", "disallowPassedDates", "yes", MOMENTS),
    _setting("multiple", "multiple", "switch", {"filepicker"}),
    _setting("accept", "accept", "text", {"filepicker"}),
    _setting("defaultRepetitions", "defaultRepetitions", "integer", {"dynamiclist"}),
    _setting("allowAddRemove", "allowAddRemove", "yes", {"dynamiclist"}),
    _setting("rule", "properties.rule", "text", FILLED | {"dynamiclist"}),
    _setting("message", "properties.message", "text", FILLED | {"dynamiclist"}),
    _setting("message_en", "properties.message_en", "text", FILLED | {"dynamiclist"}),
    _setting("prefix", "appearance.prefixAdorner", "text", {"textfield", "number"}),
    _setting("suffix", "appearance.suffixAdorner", "text", {"textfield", "number"}),
    _setting("columns", "layout.columns", "integer", ALL),
)  # fmt: skip
BY_NAME = {setting.name: setting for setting in SETTINGS}


def shown(setting: Setting, component: dict[str, Any]) -> str:
    """The value as its editor shows it."""
    value: Any = component
    for step in setting.path:
        value = value.get(step) if isinstance(value, dict) else None
    if setting.way == "options":
        return "\n".join(map(_option, value)) if isinstance(value, list) else ""
    if setting.way in ("yes", "switch") and isinstance(value, bool):
        return "true" if value else ""
    return "" if value is None else str(value)


def put(setting: Setting, component: dict[str, Any], text: str) -> None:
    """Set the value a text stands for; raises Invalid when it stands for none."""
    value = _value(setting, component, text.strip() if setting.way != "long" else text)
    holder = component
    for step in setting.path[:-1]:
        inner = holder.get(step)
        if not isinstance(inner, dict):
            if value is None:
                return
            inner = holder[step] = {}
        holder = inner
    if value is None:
        holder.pop(setting.path[-1], None)
    else:
        holder[setting.path[-1]] = value


def _value(setting: Setting, component: dict[str, Any], text: str) -> Any:
    way = setting.way
    if way == "yes":
        # Some are on unless they are said to be off.
        return (text == "true") if setting.name == "allowAddRemove" else True if text == "true" else None
    if text == "":
        return None
    if way == "switch":
        return True if text == "true" else text
    if way == "integer" or (way == "limit" and not text.startswith("=")):
        return _number(setting.name, text, whole=way == "integer")
    if way == "options":
        return [_read(line.strip()) for line in text.splitlines() if line.strip()]
    if way == "one_of" and text not in setting.allowed:
        raise Invalid({setting.name: "没有这个选项。"})
    if setting.name == "default" and component.get("type") == "number":
        return _number(setting.name, text, whole=False)
    return text


def _number(name: str, text: str, *, whole: bool) -> int | float:
    try:
        if len(text) > 30:
            raise ValueError
        number = int(text) if text.lstrip("-").isdecimal() else float(text)
    except ValueError:
        raise Invalid({name: "请填写数字。"}) from None
    if isinstance(number, float) and (whole or number != number or number in (float("inf"), float("-inf"))):
        raise Invalid({name: "请填写整数。" if whole else "请填写数字。"})
    return number


def _option(option: Any) -> str:
    """`值 = 名称`, or only the value when people read the same."""
    if not isinstance(option, dict):
        return str(option)
    value, label = option.get("value"), option.get("label")
    return str(value) if label in (None, "", value) else f"{value} = {label}"


def _read(line: str) -> dict[str, str]:
    value, _, label = line.partition(" = ")
    return {"label": label.strip() or value.strip(), "value": value.strip()}
