"""Figures in the reader's language: values, changes, charts, and the report as rows of a spreadsheet."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Flask, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from engine.figures import Figure, Point, Row, bars, lines, rows, shown, spark
from engine.queries.figures import Counted, Report
from web.language import chosen

MOST = 14  # bars of one chart; the table beneath has all


def install(app: Flask) -> None:
    app.jinja_env.filters.update(
        figure_name=figure_name, figure_value=figure_value, change_of=change_of, figure_chart=figure_chart,
        figure_spark=figure_spark, key_words=key_words, trend=trend, used_names=used_names,
    )  # fmt: skip
    app.jinja_env.globals.update(figure_rows=figure_rows, figures_url=figures_url)


def figure_name(named: Any) -> str:
    """The name of a figure, breakdown or procedure."""
    return str(named.english if chosen() == "en" else named.name)


def figure_value(value: Decimal | None, figure: Figure) -> str:
    return shown(figure, value, chosen())


def change_of(counted: Counted) -> str:
    return counted.change.words(chosen())


def trend(counted: Counted) -> str:
    """ "good" or "bad" where the procedure says which way is better, else ""."""
    value, better = counted.change.value, counted.figure.better
    if not value or not better:
        return ""
    return "good" if (value > 0) == (better == "more") else "bad"


def used_names(counted: Counted) -> frozenset[str]:
    """What the figure's conditions read."""
    return frozenset(name for expression in counted.figure.expressions.values() for name in expression.free)


def key_words(key: str) -> str:
    return key or _("未填")


def figure_rows(counted: Counted, by: str, report: Report) -> tuple[Row, ...]:
    return rows(counted.result, counted.last, by, report.period)


def figure_chart(counted: Counted, by: str, report: Report) -> Markup:
    """Lines for what runs over time, bars for the rest; `<` and `&` of names are escaped inside."""
    found = figure_rows(counted, by, report)
    title = f"{figure_name(counted.figure)} · {figure_name(report.figures.dimensions[by])}"
    told = ";".join(f"{key_words(row.key)} {figure_value(row.value, counted.figure)}" for row in found[:MOST])
    over_time = by in ("month", "week")
    points = _points(counted.figure, found if over_time else found[:MOST], over_time)
    return Markup((lines if over_time and len(points) > 1 else bars)(points, title, told))


def figure_spark(counted: Counted, report: Report) -> Markup:
    """The months in small, where the figure has them."""
    if "month" not in counted.figure.by:
        return Markup("")
    found = figure_rows(counted, "month", report)
    points = _points(counted.figure, found, True)
    return Markup(spark(points, figure_name(counted.figure))) if len(points) > 1 else Markup("")


def _points(figure: Figure, found: tuple[Row, ...], short: bool) -> list[Point]:
    """Over time values stand bare and the year only where it begins; on bars with their unit."""
    return [
        Point(
            row.key[5:] if short and n and not row.key.endswith("-01") else key_words(row.key), row.value,
            shown(figure, row.value, chosen()).rpartition(" ")[0] if short and row.value is not None
            else shown(figure, row.value, chosen()),
            row.last, f"{row.key} {_('上年同期')} {shown(figure, row.last, chosen())}",
        )
        for n, row in enumerate(found)
    ]  # fmt: skip


def figures_url(endpoint: str, report: Report, **more: Any) -> str:
    """An address that keeps procedure, period and cut-off as asked."""
    kept = {name: request.args[name] for name in ("from", "to", "cutoff") if request.args.get(name)}
    return url_for(f"figures.{endpoint}", procedure=report.procedure, **{**kept, **more})


def report_rows(report: Report) -> list[list[object]]:
    """Head, figures, breakdowns; numbers stay numbers."""
    p = report.period
    table: list[list[object]] = [
        [report.name, f"{p.first} — {p.last}", _("截至 %(t)s", t=p.cutoff_text)],
        [_("口径"), _("第 %(n)s 版", n=report.version), report.definition, report.figures.digest],
        [],
        [
            _("指标"),
            _("分组"),
            _("分项"),
            _("本期"),
            _("单位"),
            _("上年同期"),
            _("上年来源"),
            _("同比"),
            _("分子"),
            _("分母"),
        ],
    ]
    for counted in report.counted:
        figure, whole, change = counted.figure, counted.result.whole, counted.change
        unit = figure.unit_english if chosen() == "en" else figure.unit
        source = _("录入：%(source)s", source=change.entered.source) if change.entered else ""
        table.append([
            figure_name(figure), "", "", whole.value, unit, change.last, source, change_of(counted),
            whole.above if figure.kind == "rate" else None, whole.below if figure.kind == "rate" else len(whole.items),
        ])  # fmt: skip
        for by in figure.by:
            name = figure_name(report.figures.dimensions[by])
            table += [
                [figure_name(figure), name, key_words(row.key), row.value, unit, row.last, "", "", None, None]
                for row in figure_rows(counted, by, report)
            ]
    return table
