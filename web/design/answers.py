"""What the editors' scripts are told: JSON, and of somebody who was overtaken, by whom."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response, request

from engine import queries
from engine.errors import Stale
from web.sessions import office

JSON = "application/json"


def is_script() -> bool:
    return request.accept_mimetypes.best == JSON


def told(answer: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(answer), status, mimetype=JSON)


def overtaken(refused: Stale) -> Response:
    """The refusal with the name of whoever was first."""
    answer = refused.as_json()
    who = str(answer.get("changed_by", ""))
    return told({**answer, "changed_by": queries.names(office(), [who]).get(who, who)}, refused.status)
