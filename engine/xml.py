"""The one reader of XML: uploaded files are hostile until they have passed here.

The bytes are decoded by us, from a short list of encodings, before libxml2 sees them: a DOCTYPE cannot hide
in an unusual encoding, and none is ever accepted, so there are no entities to expand and nothing to fetch.
Comments and processing instructions are dropped.
"""

from __future__ import annotations

import codecs
import re
from typing import Any

from lxml import etree

from engine.errors import Refused

MAX_BYTES = 2_000_000
MAX_DEPTH = 100
MAX_ELEMENTS = 20_000
MAX_ATTRIBUTES = 200
_CHUNK = 16_384

_ENCODINGS = {
    "utf-8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "latin-1",
    "windows-1252": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", ("utf-8",)),
    (codecs.BOM_UTF16_LE, "utf-16-le", ("utf-16", "utf-16le")),
    (codecs.BOM_UTF16_BE, "utf-16-be", ("utf-16", "utf-16be")),
)
_DECLARATION = re.compile(r"<\?xml\s[^>]{0,200}?\?>")
_DECLARED = re.compile(r"""\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
# What may stand before the root: white space, comments, processing instructions. Possessive, hence linear.
_PROLOG = re.compile(r"(?:\s++|<!--.*?-->|<\?.*?\?>)*+", re.DOTALL)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class XmlRefused(Refused):
    """A file that is not well-formed XML or breaks a limit; details: `source` (its name), `line`."""

    status = 422


def parse(
    data: bytes,
    *,
    source: str = "",
    comments: bool = False,
    max_bytes: int = MAX_BYTES,
    max_elements: int = MAX_ELEMENTS,
) -> etree._Element:
    """The root element of `data`; with `comments` those inside it stay, for a file that is written again.

    A caller that expects larger files (the text of a Word document) says how large they may be.

    Raises XmlRefused with code xml_too_large, xml_encoding, xml_character, xml_doctype, xml_syntax,
    xml_too_deep, xml_too_many_elements or xml_too_many_attributes.
    """
    if len(data) > max_bytes:
        size = max_bytes // 1_000_000
        raise _refused("xml_too_large", f"文件超过 {size} MB。", f"The file is larger than {size} MB.", source)
    text = _decode(data, source)
    if match := _FORBIDDEN.search(text):
        line = text.count("\n", 0, match.start()) + 1
        zh, en = f"第 {line} 行有 XML 不允许的字符。", f"Line {line} holds a character XML does not allow."
        raise _refused("xml_character", zh, en, source, line=line)
    if declaration := _DECLARATION.match(text):
        # Blanked, not cut: positions in messages stay those of the file.
        text = " " * declaration.end() + text[declaration.end() :]
    prolog = _PROLOG.match(text)
    if prolog is not None and text.startswith("<!", prolog.end()):
        zh, en = "不接受带 DOCTYPE(文档类型声明)的文件。", "A file with a DOCTYPE is not accepted."
        raise _refused("xml_doctype", zh, en, source)
    return _build(text.encode(), source, comments, max_elements)


def serialize(element: etree._Element) -> bytes:
    """`element` as a UTF-8 document with an XML declaration, comments before and after the root included."""
    whole = element.getroottree() if element.getparent() is None else element
    return etree.tostring(whole, xml_declaration=True, encoding="UTF-8")


def _decode(data: bytes, source: str) -> str:
    mark, encoding, allowed = next(
        ((mark, name, names) for mark, name, names in _MARKS if data.startswith(mark)), (b"", "", ())
    )
    body = data[len(mark) :]
    start = body[:400].decode(encoding or "latin-1", "ignore")
    declaration = _DECLARATION.match(start)
    declared = _DECLARED.search(declaration.group()) if declaration else None
    name = declared.group(1).lower() if declared else ""
    if mark:
        known = not name or name in allowed
    else:
        encoding = _ENCODINGS.get(name or "utf-8", "")
        known = bool(encoding)
    if not known:
        zh, en = f"不支持的编码:{name}。请存为 UTF-8。", f"Encoding {name} is not accepted; save as UTF-8."
        raise _refused("xml_encoding", zh, en, source)
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        zh = f"第 {error.start} 字节不是合法的 {encoding} 编码。请存为 UTF-8。"
        en = f"Byte {error.start} is not valid {encoding}; save the file as UTF-8."
        raise _refused("xml_encoding", zh, en, source) from None


def _build(data: bytes, source: str, comments: bool, max_elements: int) -> etree._Element:
    """Feed the document piece by piece, so that a limit stops it before much was built."""
    parser = etree.XMLPullParser(
        events=("start", "end"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=not comments,
        remove_pis=not comments,
    )
    depth = elements = 0
    try:
        for position in range(0, len(data), _CHUNK):
            parser.feed(data[position : position + _CHUNK])
            for event, element in parser.read_events():
                if event == "end":
                    depth -= 1
                elif isinstance(element, etree._Element):
                    depth += 1
                    elements += 1
                    _check_limits(depth, elements, element, source, max_elements)
        root = parser.close()
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        if "depth" in str(error).lower():
            raise _too_deep(source) from None
        zh, en = f"第 {line} 行不是合法的 XML。", f"Line {line} is not well-formed XML: {error.msg}"
        raise _refused("xml_syntax", zh, en, source, line=line) from None
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise _refused("xml_doctype", "不接受这个文件。", "This file is not accepted.", source)
    return root


def _check_limits(depth: int, elements: int, element: etree._Element, source: str, max_elements: int) -> None:
    if depth > MAX_DEPTH:
        raise _too_deep(source)
    if elements > max_elements:
        zh, en = f"元素多于 {max_elements} 个。", f"More than {max_elements} elements."
        raise _refused("xml_too_many_elements", zh, en, source)
    if len(element.attrib) > MAX_ATTRIBUTES:
        zh = f"一个元素的属性多于 {MAX_ATTRIBUTES} 个。"
        en = f"More than {MAX_ATTRIBUTES} attributes on one element."
        raise _refused("xml_too_many_attributes", zh, en, source)


def _too_deep(source: str) -> XmlRefused:
    zh, en = f"元素嵌套超过 {MAX_DEPTH} 层。", f"Elements are nested more than {MAX_DEPTH} deep."
    return _refused("xml_too_deep", zh, en, source)


def _refused(code: str, zh: str, en: str, source: str, **details: Any) -> XmlRefused:
    if source:
        zh, en = f"{source}:{zh}", f"{source}: {en}"
    return XmlRefused(code, zh, en, source=source, **details)
