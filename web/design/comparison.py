"""What a draft changes, or one version about another: sentences, and both diagrams with the changes painted."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from engine.comparison import Change, Painted, painted
from engine.errors import Missing
from engine.queries.design.comparison import ComparisonPage, draft_comparison, version_comparison
from web.language import chosen
from web.sessions import office, person

MOST = 1000  # sentences on one page

routes = Blueprint("design_comparison", __name__, url_prefix="/design")

# how a file's path begins or ends -> what an analyst calls it
GROUPS = (
    ("procedure.toml", _("设置")), (".bpmn", _("流程图")), ("decisions/", _("决策")), ("forms/", _("表单")),
    ("texts.toml", _("英文名称")), ("figures.toml", _("统计指标")), ("scenarios/", _("场景")), ("", _("其他文件")),
)  # fmt: skip


@routes.get("/<int:draft_id>/comparison")
def show(draft_id: int) -> str:
    """With the version the draft began as, or another one (`version`, 0 for none)."""
    asked = _number("version")
    return _page(draft_comparison(office(), person(), draft_id, asked), "design/comparison.html")


@routes.get("/compare")
def versions() -> str:
    """Two published versions of one procedure."""
    before, after = _number("from"), _number("to")
    if before is None or after is None:
        raise Missing("no_version", "请选择两个版本。", "Choose two versions.")
    procedure = request.args.get("procedure", "")[:80]
    return _page(version_comparison(office(), person(), procedure, before, after), "design/compare.html")


def _page(found: ComparisonPage, template: str) -> str:
    english = chosen() == "en"
    meaning = found.comparison.meaning[:MOST]
    numbered = {}
    for n, change in enumerate(meaning, 1):
        numbered.setdefault(change.element, (f"#change-{n}", change.en if english else change.zh))
    drawings = painted(found.comparison, english=english, links=numbered, titles=_titles(found))
    return render_template(
        template, box="design", tab="comparison", page=found.draft, found=found, groups=list(_groups(meaning)),
        drawings=[drawing for drawing in drawings if drawing.before or drawing.after], sides=_sides,
    )  # fmt: skip


def _titles(found: ComparisonPage) -> tuple[str, str]:
    return version_words(found.before), version_words(found.after)


def version_words(version: int) -> str:
    """第 3 版, or the draft."""
    return str(_("第 %(n)s 版", n=version)) if version else str(_("草稿"))


def _sides(drawing: Painted) -> Iterator[tuple[str, Markup | None]]:
    yield "before", drawing.before
    yield "after", drawing.after


def _groups(changes: tuple[Change, ...]) -> Iterator[tuple[str, list[tuple[int, Change]]]]:
    """Changes by kind of file, numbered as the diagrams point to them."""
    found: dict[str, list[tuple[int, Change]]] = {}
    for n, change in enumerate(changes, 1):
        file = change.file
        part = next(part for part, _name in GROUPS if file.startswith(part) or (part and file.endswith(part)))
        found.setdefault(part, []).append((n, change))
    for part, name in GROUPS:
        if part in found:
            yield str(name), found[part]


def _number(name: str) -> int | None:
    sent = request.args.get(name, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None
