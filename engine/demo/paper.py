"""A small Word document (Office Open XML) with a title and paragraphs, for the demo's attachments."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from html import escape

CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
STAMP = (2026, 1, 1, 0, 0, 0)


def word_document(title: str, paragraphs: Sequence[str]) -> bytes:
    body = "".join(
        f"<w:p><w:pPr><w:jc w:val='{align}'/></w:pPr><w:r><w:rPr><w:sz w:val='{size}'/></w:rPr>"
        f"<w:t>{escape(text)}</w:t></w:r></w:p>"
        for text, align, size in [(title, "center", 44), *((p, "both", 32) for p in paragraphs)]
    )
    document = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>"
    )
    parts = {"[Content_Types].xml": CONTENT_TYPES, "_rels/.rels": RELATIONS, "word/document.xml": document}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, STAMP), text)
    return buffer.getvalue()
