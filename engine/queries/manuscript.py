"""The text of an uploaded Word document, read paragraph by paragraph so that it can be set under our own red head.

Uploaded files are hostile: of the archive one part is read, to a bounded size, by the hardened XML reader; styles,
fields, images and relations are never looked at. What is not a .docx, or breaks a bound, has no text here.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from engine import xml
from engine.errors import Refused

PART = "word/document.xml"
MAX_PART = 12_000_000  # more is printed from the office's own word processor
MAX_ELEMENTS = 300_000
MAX_SIZE = 80_000  # characters, each paragraph and cell counting ten more: some 100 pages, ten seconds to set
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

Level = Literal["first", "second", "plain", "table"]
_LEVELS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    ("first", re.compile(r"[一二三四五六七八九十]{1,3}、")),
    ("second", re.compile(r"[(\uff08][一二三四五六七八九十]{1,3}[)\uff09]")),
)
_FIGURE = "[0-9〇○零一二三四五六七八九十]"
_DATE = re.compile(f"{_FIGURE}{{2,4}}年{_FIGURE}{{1,2}}月{_FIGURE}{{1,3}}日")


@dataclass(frozen=True)
class Paragraph:
    """`level` by GB/T 9704: first 一、 in 黑体, second (一) in 楷体, plain 仿宋; a table has `cells` by row."""

    level: Level
    text: str
    cells: tuple[tuple[str, ...], ...] = ()


def read_manuscript(path: Path) -> tuple[Paragraph, ...] | None:
    """The paragraphs and tables of a .docx in order; None when the file is none or cannot be read within bounds."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(PART) as part:
            data = part.read(MAX_PART + 1)
        root = xml.parse(data, max_bytes=MAX_PART, max_elements=MAX_ELEMENTS)
    except (OSError, KeyError, ValueError, RuntimeError, NotImplementedError, EOFError, zipfile.BadZipFile, zlib.error):
        return None
    except Refused:
        return None
    body = root.find(f"{W}body")
    found = tuple(_blocks(body)) if body is not None else None
    return found if found is None or sum(map(_size, found)) <= MAX_SIZE else None


def _size(each: Paragraph) -> int:
    return len(each.text) + 10 + sum(len(cell) + 10 for row in each.cells for cell in row)


def _blocks(body: Any) -> list[Paragraph]:
    found: list[Paragraph] = []
    for child in body:
        if child.tag == f"{W}p":
            text = _text(child)
            if text:
                found.append(Paragraph(_level(text), text))
        elif child.tag == f"{W}tbl":
            rows = tuple(
                tuple("\n".join(filter(None, map(_text, cell.iter(f"{W}p")))) for cell in row.findall(f"{W}tc"))
                for row in child.findall(f"{W}tr")
            )
            found.append(Paragraph("table", "", rows))
        elif child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            found += _blocks(content) if content is not None else []
    return found


def _text(paragraph: Any) -> str:
    """What is written in a paragraph; deleted text is of another tag (delText) and so left out."""
    words = []
    for node in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}cr"):
        words.append((node.text or "") if node.tag == f"{W}t" else " ")
    return "".join(words).strip(" \u3000\t")


def _level(text: str) -> Level:
    return next((level for level, pattern in _LEVELS if pattern.match(text)), "plain")


@dataclass(frozen=True)
class Body:
    """A manuscript without what the head and foot of the paper say themselves; `main_to` as its author wrote it."""

    main_to: str
    paragraphs: tuple[Paragraph, ...]


def body_of(paragraphs: tuple[Paragraph, ...], title: str, sign_unit: str) -> Body:
    """Leave out the title above the text, and issuer and date below it; take the addressees' line as written."""
    rest = list(paragraphs)
    heading = ""
    while rest and rest[0].level != "table" and _bare(title).startswith(_bare(heading + rest[0].text)):
        heading += rest.pop(0).text
        if _bare(heading) == _bare(title):
            break
    else:
        rest = list(paragraphs)
    main_to = ""
    if rest and rest[0].text.endswith(("\uff1a", ":")) and len(rest[0].text) < 200 and "。" not in rest[0].text:
        main_to = rest.pop(0).text.rstrip(":\uff1a")
    while rest and rest[-1].level != "table" and (_DATE.fullmatch(_bare(rest[-1].text)) or rest[-1].text == sign_unit):
        rest.pop()
    return Body(main_to, tuple(rest))


def _bare(text: str) -> str:
    return re.sub(r"[\s\u3000]", "", text)
