"""A headed paper as .docx for the office to edit on: the same sheet as on screen, set in Word's own terms.

The sheet's HTML is the one source of what the paper says; here each of its paragraphs gets its Word form by class.
"""

from __future__ import annotations

import io
from typing import Any

import docx as python_docx
import tinyhtml5
from docx.enum.text import WD_BREAK
from docx.shared import Mm, Pt

from engine.queries.papers import Paper
from web.papers.html import document
from web.papers.word_page import lay_out
from web.papers.word_styles import FORMS, MARK_SIZES, Form, float_to_foot, font, grid, shape

BLOCKS = {"h1", "h2", "p"}
LONGEST = 255  # characters of a property of the file


def docx(paper: Paper) -> bytes:
    """The paper as a Word document with the page of GB/T 9704 and the printed foot."""
    made = python_docx.Document()
    made.core_properties.title = paper.instance.title[:LONGEST]
    made.core_properties.author = paper.office_name[:LONGEST]
    lay_out(made, paper)
    main = tinyhtml5.parse(document(paper), namespace_html_elements=False).find(".//main")
    _Writer(made).write(main)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


class _Writer:
    """Walks the sheet and appends to the document."""

    def __init__(self, made: Any) -> None:
        self.made = made
        self.lines_above = 0  # lines of 份号, 密级, 紧急程度 that stand in the 35 mm above the head

    def write(self, element: Any) -> None:
        names = _classes(element)
        if element.tag == "table":
            self._table(element, "inset" in names)
        elif "imprint" in names:
            self._imprint(element)
        elif element.tag in BLOCKS:
            self._paragraph(element, names)
        else:
            if "reply" in names:
                self.made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            for child in element:
                self.write(child)
        if "class" in names:
            self.lines_above = len(element)

    def _paragraph(self, element: Any, names: set[str]) -> None:
        key = next((name for name in FORMS if name in names), "plain")
        form = FORMS[key]
        paragraph = self.made.add_paragraph()
        shape(paragraph, form)
        if key == "mark":
            size = MARK_SIZES[next(name for name in names if name.startswith("mark-"))]
            form = Form(**{**form.__dict__, "size": size})
            paragraph.paragraph_format.space_before = Mm(35) - self.lines_above * Pt(28.99)
        _runs(paragraph, element, form)

    def _table(self, element: Any, inset: bool) -> None:
        rows = list(element.iter("tr"))
        table = self.made.add_table(len(rows), max(len(row) for row in rows))
        grid(table)
        for row, cells in zip(table.rows, rows, strict=True):
            if not inset:
                row.height = Mm(10)
            for cell, source in zip(row.cells, cells, strict=False):
                paragraph = cell.paragraphs[0]
                shape(paragraph, FORMS["cell"])
                _runs(paragraph, source, FORMS["cell"])

    def _imprint(self, element: Any) -> None:
        """版记: a table that floats to the foot of the last page, so that editing above does not move it."""
        table = self.made.add_table(len(element), 1)
        float_to_foot(table)
        for row, source in zip(table.rows, element, strict=True):
            paragraph, form = (
                row.cells[0].paragraphs[0],
                FORMS["printed" if "printed" in _classes(source) else "copies"],
            )
            shape(paragraph, form)
            _runs(paragraph, source, form)
        self.made.add_paragraph().paragraph_format.line_spacing = Pt(1)


def _classes(element: Any) -> set[str]:
    return set((element.get("class") or "").split())


def _runs(paragraph: Any, element: Any, form: Form) -> None:
    """The words of an element; spans that stand apart on the paper are parted by a tab."""
    spans = [child for child in element if child.tag == "span"]
    for words, names in _words(element, set()):
        if names is None:
            if form.tab and len(spans) > 1:
                paragraph.add_run("\t")
            continue
        run = paragraph.add_run(words)
        font(run, form, names)


def _words(element: Any, names: set[str]) -> list[tuple[str, set[str] | None]]:
    found: list[tuple[str, set[str] | None]] = [(element.text or "", names)] if element.text else []
    for number, child in enumerate(element):
        if child.tag == "br":
            found.append(("\n", names))
        if child.tag == "span" and number:
            found.append(("", None))
        found += _words(child, names | _classes(child) | ({"b"} if child.tag == "b" else set()))
        if child.tail and child.tail.strip():
            found.append((child.tail, names))
    return found
