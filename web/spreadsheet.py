"""Rows as CSV or XLSX that a spreadsheet opens without running anything from them."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from urllib.parse import quote

from flask import Response, make_response
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
WIDEST = 48


def answer(form: str, name: str, rows: list[list[object]], plain: str = "figures") -> Response:
    """A download; the Chinese name goes as RFC 6266 wants it, `plain` for browsers that do not know how."""
    response = make_response(to_csv(rows) if form == "csv" else to_xlsx(name, rows))
    response.headers["Content-Type"] = TYPES[form]
    named = f"filename={plain}.{form}; filename*=UTF-8''{quote(name)}.{form}"
    response.headers["Content-Disposition"] = f"attachment; {named}"
    return response


def to_csv(rows: list[list[object]]) -> bytes:
    """UTF-8 with a mark, so that WPS and Excel see Chinese; a text that would be a formula gets an apostrophe."""
    text = io.StringIO()
    csv.writer(text).writerows([[_plain(cell) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def to_xlsx(name: str, rows: list[list[object]]) -> bytes:
    """One sheet; every text is stored as text, whatever it begins with."""
    book = Workbook()
    sheet = book.active
    sheet.title = "".join("_" if c in "[]:*?/\\" else c for c in name)[:31] or "1"
    widths: dict[int, int] = {}
    for n, row in enumerate(rows, 1):
        for m, value in enumerate(row, 1):
            if value is None or value == "":
                continue
            cell = sheet.cell(n, m)
            if isinstance(value, int | Decimal):
                cell.value = value
                continue
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))
            cell.data_type = "s"
            widths[m] = max(widths.get(m, 8), min(sum(2 if ord(c) > 255 else 1 for c in str(value)) + 2, WIDEST))
    for m, width in widths.items():
        sheet.column_dimensions[sheet.cell(1, m).column_letter].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(cell: object) -> str:
    """Numbers and changes stay readable as numbers; other texts that begin like a formula do not run."""
    if cell is None:
        return ""
    text = str(cell)
    if isinstance(cell, str) and text.startswith(FORMULA):
        return f"'{text}"
    return text
