"""What kinds of fields and their settings are called on the pages of forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

KINDS: Mapping[str, Any] = {
    "textfield": _("单行文字"), "textarea": _("多行文字"), "number": _("数字"),
    "datetime": _("日期时间"), "radio": _("单选"), "select": _("下拉选择"),
    "checklist": _("多选"), "taglist": _("多选（标签）"), "checkbox": _("勾选"),
    "filepicker": _("附件"), "group": _("分组"), "dynamiclist": _("多行列表"),
    "text": _("说明文字"), "table": _("表格（只看）"), "expression": _("计算结果"),
    "documentPreview": _("文件列表（只看）"), "separator": _("分隔线"),
    "spacer": _("空白"), "button": _("按钮"),
}  # fmt: skip
SETTINGS: Mapping[str, Any] = {
    "label": _("名称"), "dateLabel": _("日期的名称"), "timeLabel": _("时间的名称"),
    "key": _("键名（表达式里用）"), "path": _("键名（放数据的位置）"),
    "required": _("必填"), "values": _("选项（一行一个；要另起名称写：值 = 名称）"),
    "valuesKey": _("选项取自（如 units、people）"), "valuesExpression": _("选项由 FEEL 得出"),
    "text": _("文字"), "expression": _("算式（FEEL，以 = 开头）"),
    "dataSource": _("数据（FEEL）"), "columnsExpression": _("列（FEEL）"),
    "description": _("填写提示"), "hide": _("何时隐藏（FEEL，以 = 开头）"),
    "readonly": _("只读（是，或 FEEL）"), "disabled": _("停用（是，或 FEEL）"),
    "default": _("默认值"), "checked": _("默认勾选"), "minLength": _("至少几个字"),
    "maxLength": _("至多几个字"), "validationType": _("格式"),
    "pattern": _("格式（正则表达式）"), "min": _("最小"), "max": _("最大"),
    "minItems": _("至少几项"), "maxItems": _("至多几项"),
    "decimalDigits": _("小数位数"), "increment": _("须为它的整数倍"),
    "serializeToString": _("存成文字（很长的数字）"), "subtype": _("填写日期还是时间"),
    "timeInterval": _("时间间隔（分钟）"), "timeSerializingFormat": _("时间怎样存"),
    "disallowPassedDates": _("不能早于今天"), "multiple": _("可传多个（是，或 FEEL）"),
    "accept": _("文件种类（如 .docx,.pdf）"), "defaultRepetitions": _("一开始几行"),
    "allowAddRemove": _("可以增减行"), "rule": _("须成立的条件（FEEL，以 = 开头）"),
    "message": _("条件不成立时的提示"), "message_en": _("英文提示"),
    "prefix": _("前缀"), "suffix": _("后缀（单位）"), "columns": _("宽度（1至16）"),
}  # fmt: skip
CHOICES: Mapping[str, Any] = {
    "email": _("电子邮箱"), "phone": _("电话"), "custom": _("自定"),
    "date": _("日期"), "time": _("时间"), "datetime": _("日期和时间"),
    "utc_offset": _("带时区"), "utc_normalized": _("世界时"),
    "no_timezone": _("不带时区"),
}  # fmt: skip
RIGHTS = (
    ("", _("按表单")), ("hidden", _("隐藏")), ("read", _("只读")),
    ("edit", _("可填")), ("required", _("必填")),
)  # fmt: skip
