"""A whole diagram as one SVG: behind the flows the pools, before them the steps; states are classes only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from engine.bpmn import Diagram, Shape
from engine.drawing.edges import edge_drawn
from engine.drawing.shapes import CONTAINERS, badge, layer, note, shape_drawn
from engine.drawing.signs import signs
from engine.drawing.text import tag

MARGIN = 12

Window = tuple[float, float, float, float]


@dataclass(frozen=True)
class States:
    """Classes of elements and flows by id; `badges` are numbers at elements, `counts` numbers on flows.

    `tokens` are numbers of tokens at elements; None draws neither them nor the marks of states.
    `notes` are short words on a plate at an element, `words` those upon a flow;
    `links` make of an element or flow a way to (address, name).
    """

    elements: Mapping[str, str] = field(default_factory=dict)
    flows: Mapping[str, str] = field(default_factory=dict)
    badges: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    tokens: Mapping[str, int] | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def whole(diagram: Diagram) -> Window:
    """Left, top, width and height of everything, with a margin."""
    box = diagram.bounds
    return box.x - MARGIN, box.y - MARGIN, box.width + 2 * MARGIN, box.height + 2 * MARGIN


def draw(
    diagram: Diagram,
    states: States,
    *,
    title: str,
    description: str,
    window: Window | None = None,
    style: str = "",
    live: bool = False,
    name: str = "diagram",
) -> Markup:
    """One `<svg>` with a title and a description for readers who cannot see it.

    `style` is written into the file, for drawings that stand alone; pages give their own. `live` names every part by
    its id and draws hidden signs, so that a script can show another state. `name` keeps the drawings
    of one page apart.
    """
    order = sorted(diagram.shapes, key=lambda shape: (layer(shape), -shape.bounds.width * shape.bounds.height))
    drawn = {
        shape.element: _linked(
            states,
            shape.element,
            tag(
                "g",
                shape_drawn(shape)
                + _signs(shape, states, live)
                + (note(shape, states.notes[shape.element]) if shape.element in states.notes else Markup("")),
                class_=f"element {states.elements.get(shape.element, '')}".strip(),
                **({"data_element": shape.element} if live else {}),
            ),
        )
        for shape in order
    }
    body = [
        *(drawn[shape.element] for shape in order if layer(shape) < 2),
        *(
            _linked(
                states,
                edge.element,
                edge_drawn(
                    edge,
                    states.flows.get(edge.element, ""),
                    states.words.get(edge.element, states.counts.get(edge.element)),
                    live=live,
                ),
            )
            for edge in diagram.edges
            if len(edge.points) > 1
        ),
        *(drawn[shape.element] for shape in order if layer(shape) >= 2),
    ]
    left, top, width, height = window or whole(diagram)
    return Markup(
        '<svg class="diagram" xmlns="http://www.w3.org/2000/svg" role="{}" aria-labelledby="{}-title {}-desc" '
        'viewBox="{:g} {:g} {:g} {:g}" width="{:g}" height="{:g}"><title id="{}-title">{}</title>'
        '<desc id="{}-desc">{}</desc>{}{}</svg>'
    ).format(
        "group" if states.links else "img",  # what stands in an image cannot be reached
        name,
        name,
        left,
        top,
        width,
        height,
        width,
        height,
        name,
        title,
        name,
        description,
        tag("style", Markup(style)) if style else "",
        Markup("").join(body),
    )


def _signs(shape: Shape, states: States, live: bool) -> Markup:
    count = states.badges.get(shape.element, 0)
    if states.tokens is None:
        return badge(shape, count) if count and shape.type not in CONTAINERS else Markup("")
    state = states.elements.get(shape.element, "")
    return signs(shape, count, states.tokens.get(shape.element, 0), state, live=live)


def _linked(states: States, element: str, drawn: Markup) -> Markup:
    """The drawing of an element or flow, as a link where it leads somewhere."""
    if element not in states.links:
        return drawn
    address, name = states.links[element]
    return tag("a", drawn, href=address, aria_label=name)
