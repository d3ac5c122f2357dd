"""What only some kinds of component have: options, figures, moments, files, data sources, columns."""

from __future__ import annotations

import math
from typing import Any, cast

from engine.forms import limits
from engine.forms.fields import CHOICES, Column, Option, written
from engine.forms.formula import Formula, Limit
from engine.forms.properties import Properties


def particulars(props: Properties, kind: str) -> dict[str, Any]:
    """Read what only this kind of component has."""
    if kind in CHOICES:
        return _options(props)
    if kind == "number":
        return {
            "decimal_digits": props.integer("decimalDigits", 0, limits.STRING_DIGITS),
            "increment": _positive(props, "increment"),
            "as_string": props.boolean("serializeToString"),
        }
    if kind == "datetime":
        zones = ("utc_offset", "utc_normalized", "no_timezone")
        return {
            "subtype": props.one_of("subtype", ("date", "time", "datetime"), "date"),
            "zone": props.one_of("timeSerializingFormat", zones, "utc_offset"),
            "time_interval": props.integer("timeInterval", 1, 60) or 1,
            "no_past": props.boolean("disallowPassedDates"),
            "caption": props.text("label" if "label" in props.raw else _date_label(props)),
            "label": props.string("label") or props.string(_date_label(props)),
        }
    if kind == "filepicker":
        accept = tuple(part.strip().lower() for part in props.string("accept").split(",") if part.strip())
        return {"accept": accept, "multiple": props.switch("multiple")}
    if kind == "expression":
        formula = props.formula("expression")
        if formula is None:
            props.wrong("expression", "不能为空", "must not be empty")
        return {"formula": formula}
    if kind in ("table", "documentPreview"):
        return {"formula": props.formula("dataSource", bare=True), **_columns(props)}
    return {}


def _date_label(props: Properties) -> str:
    return "timeLabel" if props.raw.get("subtype") == "time" else "dateLabel"


def _positive(props: Properties, name: str) -> Limit:
    limit = props.limit(name)
    if limit is not None and not isinstance(limit, Formula) and limit <= 0:
        props.wrong(name, "应大于 0", "must be more than 0")
        return None
    return limit


def _options(props: Properties) -> dict[str, Any]:
    key = props.string("valuesKey") or None
    formula = props.formula("valuesExpression")
    values = props.raw.get("values")
    options: list[Option] = []
    if not isinstance(values or [], list) or len(values or []) > limits.OPTIONS:
        props.wrong("values", "应为选项列表", "must be a list of options")
        values = None
    for value in cast(list[Any], values or []):
        option = read_option(value)
        if option is None:
            props.wrong("values", "含有无效的选项", "holds an invalid option")
        elif written(option.value) in [written(o.value) for o in options]:
            props.wrong("values", f"重复了选项“{option.value}”", f"repeats option “{option.value}”")
        else:
            options.append(option)
    if not options and key is None and formula is None:
        props.find("form_no_options", "该选择组件没有任何选项。", "The component offers nothing to choose.")
    return {"options": tuple(options), "options_key": key, "options_formula": formula}


def read_option(value: Any) -> Option | None:
    """Read `{value, label}` or a bare value; None when it is neither."""
    if isinstance(value, dict):
        label, value = value.get("label"), value.get("value")
    else:
        label = None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if not isinstance(value, str | int | float) or value == "":
        return None
    return Option(value, label if isinstance(label, str) and label else str(value))


def _columns(props: Properties) -> dict[str, Any]:
    columns = props.raw.get("columns") or []
    if not isinstance(columns, list) or len(columns) > 50:
        props.wrong("columns", "应为列的列表", "must be a list of columns")
        return {}
    found = []
    for column in columns:
        if isinstance(column, dict) and isinstance(column.get("key"), str):
            found.append(Column(column["key"], str(column.get("label") or column["key"])))
        else:
            props.wrong("columns", "含有无效的列", "holds an invalid column")
    return {"columns": tuple(found), "columns_formula": props.formula("columnsExpression")}
