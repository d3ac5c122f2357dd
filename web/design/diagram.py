"""流程图: the diagram editor of a draft, and what its script asks for while an analyst draws.

The page is a frame; web/assets/design-diagram.js fetches the diagram and the choices, saves by `save`, and asks for
the findings after each save. Refusals answer it in JSON (web/errors.py).
"""

from __future__ import annotations

from dataclasses import asdict

import orjson
from flask import Blueprint, Response, render_template, request, url_for

from engine import actions, queries
from engine.clock import local
from engine.errors import Invalid
from engine.queries import DraftPage
from web import posted
from web.sessions import actor, office, person

DIAGRAM = "process.bpmn"
JSON = "application/json"

routes = Blueprint("design_diagram", __name__, url_prefix="/design/<int:draft_id>/diagram")


@routes.get("")
def show(draft_id: int) -> str:
    page = queries.draft_page(office(), person(), draft_id)
    return render_template("design/diagram.html", box="design", tab="diagram", page=page, path=path_of(page))


@routes.get("/file")
def file(draft_id: int) -> Response:
    """The diagram and the revision to give back when it is saved."""
    page = queries.draft_page(office(), person(), draft_id)
    path = path_of(page)
    seen = page.files.get(path)
    return told(
        {
            "path": path,
            "xml": page.package.files.get(path, b"").decode("utf-8", "replace"),
            "revision": seen.revision if seen else 0,
            "changed_by": seen.changed_by if seen else "",
            "changed_at": local(seen.changed_at).isoformat() if seen else "",
            "open": page.open,
        }
    )


@routes.get("/choices")
def choices(draft_id: int) -> Response:
    return told(asdict(queries.diagram_choices(office(), person(), draft_id)))


@routes.get("/findings")
def findings(draft_id: int) -> Response:
    """What `banjie check` says of the draft as it is stored."""
    page = queries.draft_page(office(), person(), draft_id)
    return told([finding.as_json() for finding in page.findings])


@routes.post("/file")
def save(draft_id: int) -> Response:
    return kept(draft_id, drawn())


@routes.post("/upload")
def upload(draft_id: int) -> Response:
    """A .bpmn file in the place of the diagram."""
    sent = request.files.get("file")
    if sent is None:
        raise Invalid({"file": "请选择一个 .bpmn 文件。"})
    return kept(draft_id, sent.read())


@routes.post("/layout")
def layout(draft_id: int) -> Response:
    """What was posted, drawn anew; the editor shows it, and it is stored when the editor saves."""
    return told({"xml": queries.laid_out(office(), person(), draft_id, drawn()).decode()})


@routes.post("/apart")
def apart(draft_id: int) -> Response:
    """A new draft with the files of this one and the posted diagram: for whoever was overtaken by another."""
    path = path_of(queries.draft_page(office(), person(), draft_id))
    draft = actions.begin_apart(office(), draft_id, drawn(), actor(), path)
    return told({"address": url_for(".show", draft_id=draft)})


@routes.get("/process.bpmn")
def download(draft_id: int) -> Response:
    page = queries.draft_page(office(), person(), draft_id)
    content = page.package.files.get(path_of(page), b"")
    answer = Response(content, mimetype="application/xml")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{page.procedure}.bpmn")
    return answer


def path_of(page: DraftPage) -> str:
    """process.bpmn, or what a folder from elsewhere calls its only diagram."""
    found = [path for path in page.files if path.endswith(".bpmn")]
    return DIAGRAM if DIAGRAM in found or not found else found[0]


def kept(draft_id: int, content: bytes) -> Response:
    path = path_of(queries.draft_page(office(), person(), draft_id))
    command = actions.ChangeDiagram(draft_id, content, posted.number("revision") or 0, path)
    return told({"revision": actions.change_diagram(office(), command, actor())})


def drawn() -> bytes:
    """The posted diagram; forms send their lines with CR LF, files have LF."""
    return posted.text("xml").replace("\r\n", "\n").encode()


def told(answer: object) -> Response:
    return Response(orjson.dumps(answer), mimetype=JSON)
