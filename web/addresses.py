"""Numbers in addresses: what no id can be has no page."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**63 - 1  # what a column of ids holds


class Id(IntegerConverter):
    """`<int:…>` of every route."""

    def __init__(self, map: Map, **more: Any) -> None:
        super().__init__(map, **{"max": LARGEST, **more})


def install(app: Flask) -> None:
    """Before the routes are registered."""
    app.url_map.converters["int"] = Id
