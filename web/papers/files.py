"""A paper as the bytes of a file, whichever form was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from engine.queries.papers import Paper
from web.papers.html import STYLES, document
from web.papers.pdf import pdf, weasyprint
from web.papers.word import docx

MEDIA = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def require(form: str) -> None:
    """Raise PdfUnavailable before anything is recorded about a PDF that this machine cannot make."""
    if form == "pdf":
        weasyprint()


def make(paper: Paper, form: str) -> bytes:
    """The paper as html (a page that needs no other file), pdf or docx."""
    if form == "pdf":
        return pdf([paper])
    if form == "docx":
        return docx(paper)
    styles = "".join((STYLES / name).read_text("utf-8") for name in ("paper.css", "screen.css"))
    return document(paper, styles).encode()


def bind(papers: Sequence[Paper]) -> bytes:
    """Several papers as one PDF, for the archive."""
    return pdf(papers)


def file_name(paper: Paper, form: str) -> str:
    return f"{paper.name}-{paper.instance.document_number or paper.instance.number}.{form}"
