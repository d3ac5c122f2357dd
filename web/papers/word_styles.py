"""How each kind of paragraph of a headed paper looks in Word, by the class it has in the sheet's HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from web.papers.html import STYLES

LINE, WIDTH = 28.99, Mm(156)  # 22 lines in 225 mm; 28 characters in 156 mm
FANGSONG, HEI, KAI, XIAOBIAOSONG = "仿宋", "黑体", "楷体", "方正小标宋简体"
RED = RGBColor(0xD7, 0x00, 0x0F)
MARK_SIZES = {
    f"mark-{n}": float(size)
    for n, size in re.findall(r"\.mark-(\d+) \{ font-size: ([\d.]+)pt", (STYLES / "paper.css").read_text("utf-8"))
}


@dataclass(frozen=True)
class Form:
    """`before`, `after`, `line` in points, `indent` and `left`, `right` in characters of 15.8 points."""

    face: str = FANGSONG
    size: float = 16
    align: str = "justify"
    indent: float = 0
    left: float = 0
    right: float = 0
    before: float = 0
    after: float = 0
    line: float = LINE
    bold: bool = False
    red: bool = False
    rule: bool = False  # the red line under it
    tab: bool = False  # its parts stand at both ends of the line
    keep: bool = False


FORMS: dict[str, Form] = {
    "copy-no": Form(align="left"),
    "mark": Form(XIAOBIAOSONG, align="center", line=0, red=True, bold=True),
    "number": Form(align="center", before=2 * LINE, after=0, line=20, rule=True, tab=True, left=1, right=1),
    "issuing": Form(align="left", line=20, rule=True, tab=True, left=1, right=1),
    "title": Form(XIAOBIAOSONG, 22, "center", before=2 * LINE, after=LINE, line=34, left=1, right=1),
    "main-to": Form(),
    "first": Form(HEI, indent=2, keep=True),
    "second": Form(KAI, indent=2, keep=True),
    "one": Form(align="left", left=6, indent=-4, before=LINE),
    "more": Form(align="left", left=6, indent=-1),
    "issuer": Form(align="center", left=11, before=2 * LINE, keep=True),
    "date": Form(align="center", left=11),
    "note": Form(indent=2),
    "copies": Form(size=14, align="left", line=21, left=3.5, indent=-2.6, right=1),
    "printed": Form(size=14, align="left", line=21, left=1, right=1, tab=True),
    "sign": Form(align="right", tab=False, before=LINE),
    "cell": Form(size=12, align="center", line=18),
    "plain": Form(indent=2),
}
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
CHARACTER = 15.793
# Word wants the children of an element in the order of its schema: what follows the ones added here.
AFTER_PLACE = tuple(
    f"w:{name}"
    for name in (
        "tblOverlap", "bidiVisual", "tblStyleRowBandSize", "tblStyleColBandSize", "tblW", "jc", "tblCellSpacing",
        "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook",
    )
)  # fmt: skip
AFTER_BORDERS = {
    "w:tblBorders": ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"),
    "w:pBdr": ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"),
}


def shape(paragraph: Any, form: Form) -> None:
    layout = paragraph.paragraph_format
    layout.alignment = _ALIGN["left" if form.tab and form.align != "center" else form.align]
    layout.space_before, layout.space_after = Pt(form.before), Pt(form.after)
    if form.line:
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(form.line)
    layout.first_line_indent = Pt(form.indent * CHARACTER)
    layout.left_indent, layout.right_indent = Pt(form.left * CHARACTER), Pt(form.right * CHARACTER)
    layout.keep_with_next, layout.widow_control = form.keep, False
    if form.tab:
        layout.tab_stops.add_tab_stop(WIDTH - Pt(form.right * CHARACTER), WD_TAB_ALIGNMENT.RIGHT)
    if form.rule:
        _border(paragraph._p.get_or_add_pPr(), "w:pBdr", {"bottom": (14, "D7000F", 11)})


def font(run: Any, form: Form, names: set[str]) -> None:
    face = KAI if "kai" in names or ("signers" in names and "b" in names) else HEI if "hei" in names else form.face
    set_face(run, face)
    run.font.size, run.font.bold = Pt(form.size), form.bold or None
    if form.red:
        run.font.color.rgb = RED


def set_face(run: Any, face: str) -> None:
    run.font.name = face
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:eastAsia", "w:hAnsi", "w:cs"):
        fonts.set(qn(kind), face)


def grid(table: Any) -> None:
    """Thin lines around every cell."""
    line = (4, "000000", 0)
    sides = dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), line)
    _border(table._tbl.tblPr, "w:tblBorders", sides)


def float_to_foot(table: Any) -> None:
    """Lines of 版记 (0.35 mm outside, 0.25 mm between), the table standing on the lower edge of the text."""
    outside, inside = (8, "000000", 0), (6, "000000", 0)
    _border(table._tbl.tblPr, "w:tblBorders", {"top": outside, "bottom": outside, "insideH": inside})
    place = OxmlElement("w:tblpPr")
    where = {"vertAnchor": "margin", "horzAnchor": "margin", "tblpXSpec": "left", "tblpYSpec": "bottom"}
    for name, value in where.items():
        place.set(qn(f"w:{name}"), value)
    table._tbl.tblPr.insert_element_before(place, *AFTER_PLACE)
    table.columns[0].width = WIDTH


def _border(parent: Any, kind: str, sides: dict[str, tuple[int, str, int]]) -> None:
    borders = OxmlElement(kind)
    for side, (size, colour, space) in sides.items():
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(size)), ("space", str(space)), ("color", colour)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    parent.insert_element_before(borders, *AFTER_BORDERS[kind])
