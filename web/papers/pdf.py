"""PDF by WeasyPrint: offline, with the fonts of this machine; it fetches nothing but data: addresses."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from engine.errors import Refused
from engine.queries.papers import Paper
from web.papers.html import STYLES, document

HEADED = frozenset({"red-head", "meeting-notice", "minutes"})


class PdfUnavailable(Refused):
    """The system's Pango library is missing; everything else goes on working."""

    status = 501

    def __init__(self) -> None:
        super().__init__(
            "pdf_unavailable",
            "这台机器缺少 Pango 组件,暂时不能生成 PDF;请用“打印”由浏览器打印,"
            "或请管理员安装 libpango-1.0-0、libpangoft2-1.0-0。",
            "This machine has no Pango, so no PDF can be made; print from the browser, or install libpango-1.0-0 and "
            "libpangoft2-1.0-0.",
        )


@lru_cache(maxsize=1)
def weasyprint() -> Any:
    """The library, loaded when first needed; raises PdfUnavailable where its system libraries are missing."""
    try:
        import weasyprint
    except OSError:
        raise PdfUnavailable() from None
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    return weasyprint


def pdf(papers: Sequence[Paper]) -> bytes:
    """One PDF of one or several papers, each counting its own pages."""
    rendered = [_rendered(paper) for paper in papers]
    pages = [page for each in rendered for page in each.pages]
    made: bytes = rendered[0].copy(pages).write_pdf()
    return made


def _rendered(paper: Paper) -> Any:
    library = weasyprint()
    boxes = "pdf-headed.css" if paper.template in HEADED else "pdf-form.css"
    styles = [
        library.CSS(string=(STYLES / name).read_text("utf-8"), url_fetcher=refuse) for name in ("paper.css", boxes)
    ]
    return library.HTML(string=document(paper), url_fetcher=refuse).render(stylesheets=styles)


def refuse(url: str, *args: Any, **more: Any) -> Any:
    """Whatever is asked for by address is refused; WeasyPrint leaves it out of the page."""
    if url.startswith("data:"):
        return weasyprint().default_url_fetcher(url)
    raise ValueError("papers fetch nothing")
