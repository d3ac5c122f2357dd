"""The page of a headed paper in Word: A4, 版心 156 × 225 mm on a grid of 22 lines by 28 characters, and its foot."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from engine.queries.papers import Paper
from web.papers.word_styles import CHARACTER, FANGSONG, LINE, set_face
from web.papers.words import local_time


def lay_out(made: Any, paper: Paper) -> None:
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = FANGSONG, Pt(16)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FANGSONG)
    normal.paragraph_format.space_after = Pt(0)
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(17)
    _grid(section)
    made.settings.odd_and_even_pages_header_footer = True
    _foot(section.footer, paper, WD_ALIGN_PARAGRAPH.RIGHT)
    _foot(section.even_page_footer, paper, WD_ALIGN_PARAGRAPH.LEFT)


def _grid(section: Any) -> None:
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    made = OxmlElement("w:docGrid")
    made.set(qn("w:type"), "linesAndChars")
    made.set(qn("w:linePitch"), str(round(LINE * 20)))
    made.set(qn("w:charSpace"), str(round((CHARACTER - 16) * 4096)))
    section._sectPr.append(made)


def _foot(footer: Any, paper: Paper, side: Any) -> None:
    """The page number of the standard, then the line that tells where the print came from."""
    number = footer.paragraphs[0]
    number.alignment = side
    number.paragraph_format.left_indent = number.paragraph_format.right_indent = Pt(14)
    for part in ("— ", "PAGE", " —"):
        _write(number, part, 14)
    trace = footer.add_paragraph()
    trace.alignment = WD_ALIGN_PARAGRAPH.CENTER
    origin = f"{paper.instance.number}\u3000打印 {local_time(paper.at)}\u3000{paper.printer}\u3000校验码 {paper.code}"
    for part in (f"{origin}\u3000第 ", "PAGE", " 页 共 ", "NUMPAGES", " 页"):
        _write(trace, part, 7.5)


def _write(paragraph: Any, part: str, size: float) -> None:
    run = paragraph.add_run("" if part in ("PAGE", "NUMPAGES") else part)
    set_face(run, "宋体")
    run.font.size = Pt(size)
    if not run.text:
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), part)
        paragraph._p.remove(run._r)
        run.text = "1"
        field.append(run._r)
        paragraph._p.append(field)
