"""The diagram of a procedure as a heat map: visits or waiting by colour and number, each a way to its matters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from engine.drawing import States, draw
from engine.mining.spread import hours
from engine.queries import MiningPage

SHADES = 5
SCOPES = ("subProcess", "adHocSubProcess", "transaction")


def install(app: Flask) -> None:
    app.jinja_env.filters.update(heat_map=heat_map, in_hours=hours, percent=percent, thousands=thousands)
    app.jinja_env.globals.update(mining_url=mining_url)


def percent(part: float | int, whole: float | int = 1) -> str:
    """A share with one decimal; nothing of nothing is none."""
    return f"{100 * part / whole:.1f} %" if whole else "—"


def thousands(microseconds: int) -> str:
    """Whole hours with separators: sums are large."""
    return f"{hours(microseconds):,.0f}"


def mining_url(endpoint: str, of: Any, /, **more: Any) -> str:
    """An address that keeps procedure, version and period as asked."""
    asked = of.asked
    kept = {"procedure": asked.procedure, "from": asked.first.isoformat(), "to": asked.last.isoformat()}
    if asked.version:
        kept["version"] = asked.version
    return url_for(f"mining.{endpoint}", **{**kept, **more})


def heat_map(page: MiningPage, by: str) -> Markup:
    """`by` visits: how often everything was come to; waits: how long matters waited at each step in all."""
    kinds = {shape.element: shape.type for shape in page.diagram.shapes}
    frames = {shape.element for shape in page.diagram.shapes if shape.expanded and shape.type in SCOPES}
    if by == "waits":
        values = {step.element: step.waits.office.total for step in page.mined.steps if step.element in kinds}
        notes = {element: _("%(h)s 小时", h=thousands(us)) for element, us in values.items()}
        links = dict.fromkeys(values, ("step", "waits"))
        flows: Mapping[str, int] = {}
    else:
        containers = ("participant", "lane")
        values = {e: n for e, n in page.visits.items() if kinds.get(e, "lane") not in containers}
        notes = {element: str(n) for element, n in values.items()}
        links = dict.fromkeys(values, ("element", ""))
        flows = page.flows
    shaded = {element: n for element, n in values.items() if element not in frames}
    ways = _links(page, links, notes, flows) if page.may_list else {}
    states = States(elements=_shades(shaded), flows=_shades(flows), counts=flows, notes=notes, links=ways)
    title = _("%(name)s流程图", name=page.name)
    said = _("颜色越深，等待越久") if by == "waits" else _("颜色越深，经过越多")
    return draw(page.diagram, states, title=title, description=said)


def _shades(values: Mapping[str, int]) -> dict[str, str]:
    """`heat-1` to `heat-5`, in equal steps up to the highest value."""
    most = max(values.values(), default=0)
    return {name: f"heat-{max(-(-SHADES * n // most), 1)}" for name, n in values.items() if most and n}


def _links(
    page: MiningPage, elements: Mapping[str, tuple[str, str]], notes: Mapping[str, str], flows: Mapping[str, int]
) -> dict[str, tuple[str, str]]:
    found = {
        element: (
            mining_url("items", page, what=what, key=element, part=part), f"{page.step_name(element)} {notes[element]}",
        )
        for element, (what, part) in elements.items()
    }  # fmt: skip
    for flow, n in flows.items():
        address = mining_url("items", page, what="flow", key=flow)
        found[flow] = (address, _("%(way)s %(n)s 次", way=page.ways.get(flow, flow), n=n))
    return found
