"""What kinds of fields and their settings are called on the pages of forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext

KINDS: Mapping[str, Any] = {
    "textfield": lazy_gettext("单行文字"), "textarea": lazy_gettext("多行文字"), "number": lazy_gettext("数字"),
    "datetime": lazy_gettext("日期时间"), "radio": lazy_gettext("单选"), "select": lazy_gettext("下拉选择"),
    "checklist": lazy_gettext("多选"), "taglist": lazy_gettext("多选（标签）"), "checkbox": lazy_gettext("勾选"),
    "filepicker": lazy_gettext("附件"), "group": lazy_gettext("分组"), "dynamiclist": lazy_gettext("多行列表"),
    "text": lazy_gettext("说明文字"), "table": lazy_gettext("表格（只看）"), "expression": lazy_gettext("计算结果"),
    "documentPreview": lazy_gettext("文件列表（只看）"), "separator": lazy_gettext("分隔线"),
    "spacer": lazy_gettext("空白"), "button": lazy_gettext("按钮"),
}  # fmt: skip
SETTINGS: Mapping[str, Any] = {
    "label": lazy_gettext("名称"), "dateLabel": lazy_gettext("日期的名称"), "timeLabel": lazy_gettext("时间的名称"),
    "key": lazy_gettext("键名（表达式里用）"), "path": lazy_gettext("键名（放数据的位置）"),
    "required": lazy_gettext("必填"), "values": lazy_gettext("选项（一行一个；要另起名称写：值 = 名称）"),
    "valuesKey": lazy_gettext("选项取自（如 units、people）"), "valuesExpression": lazy_gettext("选项由 FEEL 得出"),
    "text": lazy_gettext("文字"), "expression": lazy_gettext("算式（FEEL，以 = 开头）"),
    "dataSource": lazy_gettext("数据（FEEL）"), "columnsExpression": lazy_gettext("列（FEEL）"),
    "description": lazy_gettext("填写提示"), "hide": lazy_gettext("何时隐藏（FEEL，以 = 开头）"),
    "readonly": lazy_gettext("只读（是，或 FEEL）"), "disabled": lazy_gettext("停用（是，或 FEEL）"),
    "default": lazy_gettext("默认值"), "checked": lazy_gettext("默认勾选"), "minLength": lazy_gettext("至少几个字"),
    "maxLength": lazy_gettext("至多几个字"), "validationType": lazy_gettext("格式"),
    "pattern": lazy_gettext("格式（正则表达式）"), "min": lazy_gettext("最小"), "max": lazy_gettext("最大"),
    "minItems": lazy_gettext("至少几项"), "maxItems": lazy_gettext("至多几项"),
    "decimalDigits": lazy_gettext("小数位数"), "increment": lazy_gettext("须为它的整数倍"),
    "serializeToString": lazy_gettext("存成文字（很长的数字）"), "subtype": lazy_gettext("填写日期还是时间"),
    "timeInterval": lazy_gettext("时间间隔（分钟）"), "timeSerializingFormat": lazy_gettext("时间怎样存"),
    "disallowPassedDates": lazy_gettext("不能早于今天"), "multiple": lazy_gettext("可传多个（是，或 FEEL）"),
    "accept": lazy_gettext("文件种类（如 .docx,.pdf）"), "defaultRepetitions": lazy_gettext("一开始几行"),
    "allowAddRemove": lazy_gettext("可以增减行"), "rule": lazy_gettext("须成立的条件（FEEL，以 = 开头）"),
    "message": lazy_gettext("条件不成立时的提示"), "message_en": lazy_gettext("英文提示"),
    "prefix": lazy_gettext("前缀"), "suffix": lazy_gettext("后缀（单位）"), "columns": lazy_gettext("宽度（1至16）"),
}  # fmt: skip
CHOICES: Mapping[str, Any] = {
    "email": lazy_gettext("电子邮箱"), "phone": lazy_gettext("电话"), "custom": lazy_gettext("自定"),
    "date": lazy_gettext("日期"), "time": lazy_gettext("时间"), "datetime": lazy_gettext("日期和时间"),
    "utc_offset": lazy_gettext("带时区"), "utc_normalized": lazy_gettext("世界时"),
    "no_timezone": lazy_gettext("不带时区"),
}  # fmt: skip
RIGHTS = (
    ("", lazy_gettext("按表单")), ("hidden", lazy_gettext("隐藏")), ("read", lazy_gettext("只读")),
    ("edit", lazy_gettext("可填")), ("required", lazy_gettext("必填")),
)  # fmt: skip
