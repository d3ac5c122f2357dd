"""The check code as a QR code: plain SVG without styles, so that it may stand inline in a page and in a PDF."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr(code: str) -> Markup:
    """Only the letters of the code: which office's address answers it is not the paper's business."""
    drawn = segno.make(code, error="m", micro=False)
    return Markup(drawn.svg_inline(border=1, omitsize=True, svgclass="qr", lineclass=None))
