"""统计: the figures of a procedure, one figure in full, the matters behind a number, and their spreadsheets."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _

from engine import queries
from engine.clock import local
from engine.errors import Missing, Refused
from engine.queries import Asked, Report
from web import spreadsheet
from web.charts import report_rows
from web.sessions import office, person

routes = Blueprint("figures", __name__, url_prefix="/figures")


@routes.get("")
def show() -> str:
    procedures = queries.procedures_with_figures(office(), person())
    report = queries.figures_of(office(), person(), asked()) if procedures else None
    return render_template("figures.html", box="figures", procedures=procedures, report=report, presets=presets())


@routes.get("/one/<figure>")
def one(figure: str) -> str:
    report = queries.figures_of(office(), person(), asked())
    counted = report.figure(figure)
    if counted is None:
        raise Missing("no_figure", "没有这项统计指标。", "There is no such figure.")
    return render_template("figure.html", box="figures", report=report, counted=counted)


@routes.get("/items")
def items() -> str:
    return render_template("figure_items.html", box="figures", page=_items())


@routes.get("/export.<any(csv, xlsx):form>")
def export(form: str) -> Response:
    """The whole report with every breakdown; the head says by what it was counted."""
    report = queries.figures_of(office(), person(), asked())
    return spreadsheet.answer(form, report.name, report_rows(report))


@routes.get("/items.<any(csv, xlsx):form>")
def export_items(form: str) -> Response:
    page = _items()
    return spreadsheet.answer(form, page.counted.figure.name, item_rows(page))


def _items() -> queries.ItemsPage:
    a = request.args
    chosen = [a.get(name, "")[:200] for name in ("figure", "part", "by", "key")]
    return queries.items_page(office(), person(), asked(), *chosen)


def asked() -> Asked:
    """The procedure, period and cut-off of the address; this year of the first procedure when it names none."""
    today = local(office().now()).date()
    procedure = request.args.get("procedure", "")[:80]
    if not procedure:
        readable = queries.procedures_with_figures(office(), person())
        procedure = readable[0][0] if readable else abort(404)
    first = day("from") or date(today.year, 1, 1)
    return Asked(procedure, first, day("to") or date(first.year, 12, 31), day("cutoff"))


def day(name: str, text: str | None = None) -> date | None:
    """A date of the address or form; None when it is not given. Raises Refused when it is none."""
    sent = (request.args.get(name, "") if text is None else text).strip()[:20]
    try:
        return date.fromisoformat(sent) if sent else None
    except ValueError as error:
        raise Refused("bad_date", "日期填写有误。", "That is not a date.") from error


def presets() -> list[tuple[str, date, date]]:
    """Periods people ask for most."""
    today = local(office().now()).date()
    month, year = today.replace(day=1), date(today.year, 1, 1)
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    before = quarter - timedelta(days=1)
    return [
        (_("本月"), month, _month_end(month)),
        (_("上月"), (month - timedelta(days=1)).replace(day=1), month - timedelta(days=1)),
        (_("本季度"), quarter, _month_end(date(quarter.year, quarter.month + 2, 1))),
        (_("上季度"), date(before.year, before.month - 2, 1), before),
        (_("本年"), year, date(today.year, 12, 31)),
        (_("上年"), date(today.year - 1, 1, 1), year - timedelta(days=1)),
    ]


def _month_end(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def item_rows(page: queries.ItemsPage) -> list[list[object]]:
    rows: list[list[object]] = [[page.counted.figure.name, period_words(page.report)]]
    rows.append([_("事项编号"), _("标题"), _("环节或分项"), _("日期"), _("计入分子")])
    rows += [[i.number, i.title, i.word, i.on.isoformat(), _("是") if i.counted else _("否")] for i in page.items]
    if page.hidden:
        rows.append([_("其中 %(n)s 件您无权查看", n=page.hidden)])
    return rows


def period_words(report: Report) -> str:
    p = report.period
    return _("%(first)s 至 %(last)s，截至 %(cutoff)s", first=p.first, last=p.last, cutoff=p.cutoff_text)
