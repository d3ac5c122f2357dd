"""What the editors' scripts are told: JSON, and of somebody who was overtaken, by whom."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response, request

from engine import queries
from engine.errors import Refused
from web.sessions import office

JSON = "application/json"


def is_script() -> bool:
    return request.accept_mimetypes.best == JSON


def told(answer: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(answer), status, mimetype=JSON)


def refusal_told(refused: Refused) -> Response:
    """A refusal; of somebody who was overtaken, with the name of whoever was first."""
    answer = refused.as_json()
    who = str(answer.get("changed_by", ""))
    named = {"changed_by": queries.names(office(), [who]).get(who, who)} if who else {}
    return told({**answer, **named}, refused.status)
