"""Replay: one matter step by step, the same step by address without a script, and as a file for print and mail."""

from __future__ import annotations

import orjson
from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from engine import actions, queries
from web.printing import attachment
from web.replaying.differences import steps_of
from web.replaying.files import MEDIA, file_name, make, require
from web.replaying.shown import shown_steps
from web.replaying.states import drawn
from web.sessions import actor, office, person

routes = Blueprint("replay", __name__, url_prefix="/instances/<int:instance_id>/replay")


@routes.get("")
def show(instance_id: int) -> str:
    replay = queries.replay_of(office(), person(), instance_id)
    steps, number = shown_steps(replay), chosen(replay)
    frame = replay.frames[number - 1]
    picture = drawn(replay, frame, live=True)
    others = {
        place: drawn(replay, next(one for one in replay.frames if one.drawing == place), live=True)
        for place in range(len(replay.diagrams)) if place != frame.drawing
    }  # fmt: skip
    return render_template(
        "replay.html", box="", replay=replay, steps=steps, number=number, step=steps[number - 1], picture=picture,
        drawing=frame.drawing, others=others,
    )  # fmt: skip


@routes.get("/steps.json")
def steps(instance_id: int) -> Response:
    told = steps_of(queries.replay_of(office(), person(), instance_id))
    return Response(orjson.dumps(told), mimetype="application/json")


@routes.post("/<any(svg, pdf, gif):form>")
def take(instance_id: int, form: str) -> AnyResponse:
    """The history as a file; it leaves a trace in the journal first."""
    require(form)
    command = actions.PrintReplay(instance_id, form, request.args.get("step", type=int))
    replay = actions.print_replay(office(), command, actor())
    made = make(replay, form, chosen(replay, len(replay.frames)))
    return attachment(made, file_name(replay, form), MEDIA[form])


def chosen(replay: queries.Replay, otherwise: int = 1) -> int:
    """The step asked for, kept within those there are."""
    asked = request.args.get("step", otherwise, type=int)
    return min(max(asked, 1), len(replay.frames))
