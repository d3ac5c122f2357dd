"""Text in SVG: elements safely written, Chinese wrapped by width, names of lanes standing upright."""

from __future__ import annotations

from markupsafe import Markup, escape

SIZE = {"": 12, "label": 11, "lane-name": 12}
LINE = 1.28
ATTRIBUTES = {"class_": "class", "text_anchor": "text-anchor", "aria_label": "aria-label"}  # Python names of attributes
NOT_AT_START = "，。、；：！？）》”"


def tag(name: str, content: str | Markup = "", **attributes: str | float) -> Markup:
    """One element; `class_` becomes class, `text_anchor` text-anchor; every value and text is escaped."""
    written = "".join(
        f' {ATTRIBUTES.get(key, key)}="{f"{value:g}" if isinstance(value, float | int) else escape(value)}"'
        for key, value in attributes.items()
    )
    return Markup(f"<{name}{written}>{escape(content)}</{name}>")


def width_of(text: str, size: float) -> float:
    """About how wide a text is: Chinese characters are square, others half."""
    return sum(size if ord(c) > 0x2E7F else size * 0.56 for c in text)


def wrap(text: str, width: float, size: float, most: int) -> list[str]:
    """Lines that fit, at most `most`, the last one shortened when there is more; Latin words stay whole."""
    lines, line = [], ""
    for word in _words(" ".join(text.split())):
        if line and width_of(line + word, size) > width and word not in NOT_AT_START:
            lines.append(line.strip())
            line = "" if word == " " else word
        else:
            line += word
    lines.append(line.strip())
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-1] + "…"]
    return [line for line in lines if line]


def _words(text: str) -> list[str]:
    words: list[str] = []
    for c in text:
        latin = c.isascii() and not c.isspace()
        if latin and words and words[-1][-1].isascii() and not words[-1][-1].isspace():
            words[-1] += c
        else:
            words.append(c)
    return words


def centred(
    text: str, x: float, y: float, width: float, height: float, classes: str = "", *, top: bool = False
) -> Markup:
    """Text wrapped and centred in a box, or from its top edge down."""
    size = SIZE[classes]
    most = max(1, int((height + 4) / (size * LINE)))
    lines = wrap(text, width, size, max(most, 2) if top else most)
    first = y + size if top else y + height / 2 - (len(lines) - 1) * size * LINE / 2 + size * 0.36
    spans = Markup("").join(
        tag("tspan", line, x=x + width / 2, y=first + n * size * LINE) for n, line in enumerate(lines)
    )
    return tag("text", spans, class_=classes, text_anchor="middle") if lines else Markup("")


def vertical(text: str, x: float, y: float, width: float, height: float, classes: str) -> Markup:
    """A lane's name: Chinese characters one below the other, anything else turned."""
    size = SIZE[classes]
    middle = x + width / 2
    if any(ord(c) <= 0x2E7F for c in text):
        turn = f"rotate(-90 {middle:g} {y + height / 2:g})"
        return tag(
            "text", text, class_=classes, text_anchor="middle", x=middle, y=y + height / 2 + size * 0.36, transform=turn
        )
    step = min(size * 1.25, height / max(1, len(text)))
    first = y + height / 2 - (len(text) - 1) * step / 2 + size * 0.36
    spans = Markup("").join(tag("tspan", c, x=middle, y=first + n * step) for n, c in enumerate(text))
    return tag("text", spans, class_=classes, text_anchor="middle")
