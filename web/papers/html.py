"""Our own templates filled with a paper's data; a template environment of its own, without Flask and its globals."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from engine.queries.papers import Paper
from web.papers import words
from web.papers.qr import qr

WEB = Path(__file__).parents[1]
STYLES = WEB / "static" / "papers"
# Control characters, which Word's XML cannot hold, and marks that would turn the order of a line around.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


@lru_cache(maxsize=1)
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(WEB / "pages" / "papers"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        chinese_date=words.chinese_date,
        chinese_time=words.chinese_time,
        numbered_lines=words.numbered_lines,
        short_time=words.short_time,
        title_lines=words.title_lines,
        local_time=words.local_time,
        mark_class=words.mark_class,
        without_suffix=words.without_suffix,
    )
    return made


def sheet(paper: Paper, *, printed: bool) -> Markup:
    """The paper as one element; `printed` adds the foot with number, time, printer and check code."""
    template = environment().get_template(f"{paper.template}.html")
    code = qr(paper.code) if printed else Markup("")
    return Markup(UNPRINTABLE.sub("", template.render(p=paper, v=paper.values, printed=printed, qr=code)))


def document(paper: Paper, styles: str = "") -> str:
    """The printed paper as a whole HTML document; `styles` is our own stylesheet where nobody else brings one."""
    template = environment().get_template("document.html")
    return template.render(
        paper=paper, sheet=sheet(paper, printed=True), styles=Markup(f"<style>{styles}</style>" if styles else "")
    )
