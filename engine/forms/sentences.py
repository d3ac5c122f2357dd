"""The sentences a person reads when a value is not accepted, Chinese first, English second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SENTENCES: dict[str, tuple[str, str]] = {
    "required": ("请填写“{label}”。", "Fill in “{label}”."),
    "choose": ("请选择“{label}”。", "Choose “{label}”."),
    "attach": ("请上传“{label}”。", "Attach “{label}”."),
    "confirm": ("请勾选“{label}”。", "Tick “{label}”."),
    "too_short": (
        "“{label}”至少 {n} 个字,现有 {have} 个字。",
        "“{label}” needs at least {n} characters, has {have}.",
    ),
    "too_long": (
        "“{label}”最多 {n} 个字,现有 {have} 个字。",
        "“{label}” allows at most {n} characters, has {have}.",
    ),
    "control_characters": (
        "“{label}”含有不可见的控制字符,请删除后再提交。",
        "“{label}” contains invisible control characters; remove them.",
    ),
    "pattern": ("“{label}”的格式不正确。", "“{label}” is not in the expected format."),
    "email": ("“{label}”不是有效的电子邮箱地址。", "“{label}” is not an e-mail address."),
    "phone": ("“{label}”不是有效的电话号码。", "“{label}” is not a telephone number."),
    "not_a_number": ("“{label}”应填写数字。", "“{label}” must be a number."),
    "too_many_digits": ("“{label}”的数字位数过多。", "“{label}” has too many digits."),
    "decimals": ("“{label}”最多保留 {n} 位小数。", "“{label}” allows at most {n} decimal places."),
    "increment": ("“{label}”应为 {n} 的整数倍。", "“{label}” must be a multiple of {n}."),
    "min": ("“{label}”不能小于 {n}。", "“{label}” must not be less than {n}."),
    "max": ("“{label}”不能大于 {n}。", "“{label}” must not be more than {n}."),
    "not_a_date": ("“{label}”不是有效的日期。", "“{label}” is not a valid date."),
    "not_a_time": ("“{label}”不是有效的时间。", "“{label}” is not a valid time."),
    "not_a_datetime": ("“{label}”不是有效的日期和时间。", "“{label}” is not a valid date and time."),
    "past_date": ("“{label}”不能早于今天。", "“{label}” must not be in the past."),
    "time_interval": ("“{label}”应以 {n} 分钟为间隔。", "“{label}” must be in steps of {n} minutes."),
    "not_an_option": (
        "“{label}”的选项“{value}”不在可选范围内。",
        "“{value}” is not among the options of “{label}”.",
    ),
    "one_only": ("“{label}”只能填写一项。", "“{label}” takes one value only."),
    "too_many_items": ("“{label}”最多 {n} 项。", "“{label}” allows at most {n} entries."),
    "too_few_items": ("“{label}”至少 {n} 项。", "“{label}” needs at least {n} entries."),
    "not_rows": ("“{label}”应为多行内容。", "“{label}” must be a list of rows."),
    "no_such_file": (
        "“{label}”中的文件“{value}”没有找到,请重新上传。",
        "The file “{value}” in “{label}” was not found.",
    ),
    "file_kind": ("“{label}”只接受 {n} 格式的文件。", "“{label}” accepts only {n} files."),
    "rule": ("“{label}”不符合填写要求。", "“{label}” does not meet the rule of this form."),
}


@dataclass(frozen=True)
class Problem:
    """Why one value was not accepted; `code` is stable."""

    code: str
    zh: str
    en: str


def say(code: str, label: str, **details: Any) -> Problem:
    """Fill the sentence of a rule with the field's label and the rule's figures."""
    zh, en = SENTENCES[code]
    return Problem(code, zh.format(label=label, **details), en.format(label=label, **details))
