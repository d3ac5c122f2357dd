"""流程分析: how a procedure ran in a period, the matters behind each number, and its event log as a file."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

from flask import Blueprint, Response, abort, render_template, request, send_file

from engine import actions, queries
from engine.clock import local
from engine.queries import ItemsAsked, MiningAsked
from engine.queries.event_log import LogAsked
from web import posted
from web.figures import day, presets
from web.sessions import actor, office, person

routes = Blueprint("mining", __name__, url_prefix="/mining")


@routes.get("")
def show() -> str:
    procedures = queries.procedures_mined(office(), person())
    page = queries.mining_page(office(), person(), asked()) if procedures else None
    by = "waits" if request.args.get("heat") == "waits" else "visits"
    return render_template("mining.html", box="mining", procedures=procedures, page=page, presets=presets(), by=by)


@routes.get("/items")
def items() -> str:
    a = request.args
    what = ItemsAsked(*(a.get(name, "")[:400] for name in ("what", "key", "part")), page=number("page") or 1)
    page = queries.mining_items(office(), person(), asked(), what)
    return render_template("mining_items.html", box="mining", page=page)


@routes.post("/export")
def export() -> Response:
    """The file is handed out after its trace was committed, and gone from here once it was sent."""
    procedure, first, last = request.args.get("procedure", "")[:80], day("from"), day("to")
    command = actions.ExportLog(posted.text("form")[:20], LogAsked(procedure, first, last))
    return _handed(command, f"{procedure}-{first or ''}-{last or ''}")


def _handed(command: actions.ExportLog, name: str) -> Response:
    folder = Path(tempfile.mkdtemp(prefix="banjie-log-"))
    try:
        done = actions.export_log(office(), command, actor(), folder / "log")
        response = send_file(
            done.path, mimetype="application/octet-stream", as_attachment=True,
            download_name=f"{name}.{actions.FORMS[command.form]}", etag=done.sha256,
        )  # fmt: skip
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    response.call_on_close(lambda: shutil.rmtree(folder, ignore_errors=True))
    return response


def asked() -> MiningAsked:
    """Procedure, version and period of the address; this year of the first procedure when it names none."""
    procedure = request.args.get("procedure", "")[:80]
    if not procedure:
        known = queries.procedures_mined(office(), person())
        procedure = known[0][0] if known else abort(404)
    today = local(office().now()).date()
    first = day("from") or date(today.year, 1, 1)
    return MiningAsked(procedure, first, day("to") or date(first.year, 12, 31), number("version"))


def number(name: str) -> int:
    """A whole number of the address, 0 for anything else."""
    sent = request.args.get(name, "")[:9]
    return int(sent) if sent.isascii() and sent.isdecimal() else 0
