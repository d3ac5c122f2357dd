"""What a step's form lets be filled in at all: its own fields, choices among its own options, files that came along."""

from __future__ import annotations

import re
from typing import Any

from .case import Case
from .expressions import ERASED, UNKNOWN
from .findings import Illegal
from .matter import PER_MATTER

CHOICES = frozenset({"radio", "select", "checklist", "taglist"})
HASH = re.compile(r"[0-9a-f]{64}")


def filled_in(case: Case, element: str, values: dict[str, Any], *, by_a_person: bool = True) -> None:
    """Only fields of the form of this step (or "start"), and only what they offer. Raises Illegal."""
    form = case.procedure.form(element)
    fields = top_fields(form, case.procedure.closed(element)) if form is not None else {}
    strange = sorted(values.keys() - fields.keys())
    if strange:
        raise Illegal(
            "values_wrong", f"填写了表单“{element}”没有的项:{'、'.join(strange)}。",
            f"Filled in, but no fields of the form {element!r}: {', '.join(strange)}.",
        )  # fmt: skip
    for name, value in values.items() if by_a_person else ():
        options = fields[name]
        chosen = value if isinstance(value, list) else [value]
        wrong = [one for one in chosen if options is not None and one not in (None, "", ERASED, *options)]
        if wrong:
            raise Illegal(
                "values_wrong", f"“{name}”填写的“{wrong[0]}”不在选项之中。", f"{name!r} does not offer {wrong[0]!r}."
            )


def top_fields(
    form: dict[str, Any], closed: frozenset[str] = frozenset(), within: str = ""
) -> dict[str, list[Any] | None]:
    """Names the form gives to values at the top, with the options of a field that lists its own.

    Fields that are closed to the step (by their whole key) give none; `within` is the path of the groups around.
    """
    found: dict[str, list[Any] | None] = {}
    for one in form.get("components", ()):
        kind = one.get("type")
        key = str(one.get("path" if kind in ("group", "dynamiclist") else "key") or "")
        whole = f"{within}.{key}" if within and key else within or key
        if kind == "group":
            found |= top_fields(one, closed, whole)
        elif key and whole not in closed:
            offered = one.get("values") if kind in CHOICES and "." not in whole else None
            options = [option.get("value") for option in offered] if isinstance(offered, list) else None
            found[whole.split(".")[0]] = options
    return found


def files_rightly(case: Case) -> None:
    """Files that came with an act: numbered for this matter, none twice, under a field that names them."""
    values = case.body.get("values", {})
    for file in case.body.get("files", []):
        id, field = file["id"], file["field"]
        named = values.get(field, UNKNOWN)
        right = (
            id // PER_MATTER == case.matter.id
            and id not in case.matter.files
            and (file["sha256"] == ERASED or HASH.fullmatch(file["sha256"]) is not None)
            and file["size"] >= 0
            and (named is UNKNOWN or id in (named if isinstance(named, list) else [named]))
        )
        if file["sha256"] == ERASED:
            case.not_verified("file", f"附件{id}已依法删除,无从核对。", f"File {id} was erased.")
        case.must_be(right, "files_wrong", f"附件“{file['name']}”的登记不对。", f"The file {id} is entered wrongly.")
