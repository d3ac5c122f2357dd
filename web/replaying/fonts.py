"""Whether this machine can draw Chinese: moving pictures of boxes help nobody."""

from __future__ import annotations

from functools import cache

import resvg_py

from engine.errors import Refused
from web.replaying.pictures import style


class NoChineseFont(Refused):
    """No font of the style sheet's, nor any other, has Chinese characters; everything else goes on working."""

    status = 501

    def __init__(self) -> None:
        super().__init__(
            "no_chinese_font",
            "这台机器没有中文字体,不能生成动图;请管理员安装 fonts-noto-cjk。",
            "This machine has no Chinese font, so no moving picture can be made; install fonts-noto-cjk.",
        )


def require_chinese() -> None:
    """Raise NoChineseFont when two characters come out alike."""
    if not draws_apart("审", "计"):
        raise NoChineseFont()


@cache
def draws_apart(one: str, other: str) -> bool:
    return drawn(one) != drawn(other)


def drawn(word: str) -> bytes:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="diagram" width="60" height="30"><style>{style()}</style>'
        f'<text x="4" y="20">{word}</text></svg>'
    )
    return resvg_py.svg_to_bytes(svg_string=svg)
