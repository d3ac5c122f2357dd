"""审计: an auditor's question and what it finds, questions kept; who looked at what, and the journal."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import actions
from engine.errors import Invalid
from engine.queries import audit
from engine.queries.audit import AuditQuestion, LogQuestion
from web import posted, spreadsheet
from web.audit_words import export_rows, finding_name
from web.figures import presets
from web.sessions import actor, office, person

routes = Blueprint("audit", __name__, url_prefix="/audit")


@routes.get("")
def show() -> str:
    return page_of(AuditQuestion.read(request.args))


@routes.get("/export.<any(csv, xlsx):form>")
def export(form: str) -> Response:
    """Everything found, with the question at the head; what a text begins with makes no formula of it."""
    question = AuditQuestion.read(request.args)
    hits, found = audit.everything(office(), person(), question)
    return spreadsheet.answer(form, finding_name(question.find), export_rows(question, hits, found), "audit")


@routes.post("/questions")
def save() -> AnyResponse:
    question = sent_question()
    actions.save_question(office(), actions.SaveQuestion(posted.text("name"), question), actor())
    return redirect(url_for("audit.show", **question.as_query()), 303)


@routes.post("/questions/<int:question_id>/drop")
def drop(question_id: int) -> AnyResponse:
    actions.drop_question(office(), question_id, actor())
    return redirect(url_for("audit.show", **sent_question().as_query()), 303)


@routes.errorhandler(Invalid)
def refused(refused: Invalid) -> Response:
    """A name that cannot be kept: the page of the question with the sentence."""
    return make_response(page_of(sent_question(), refused), refused.status)


@routes.get("/looks")
def looks() -> str:
    """审计留痕, for the security administrator."""
    asked = log_question()
    return render_template("audit_log.html", box="looks", page=audit.read_looks(office(), person(), asked), asked=asked)


@routes.get("/journal")
def journal() -> str:
    """The office's journal, for the audit administrator."""
    asked = log_question()
    page = audit.read_journal(office(), person(), asked)
    return render_template("audit_log.html", box="journal", page=page, asked=asked)


def page_of(question: AuditQuestion, refused: Invalid | None = None) -> str:
    page = audit.audit_page(office(), person(), question)
    return render_template(
        "audit.html", box="audit", page=page, question=question, refused=refused, presets=presets(),
        query=urlencode(question.as_query()), findings=audit.FINDINGS, replay=replay,
    )  # fmt: skip


def sent_question() -> AuditQuestion:
    """The question a form carries along as the query of its address."""
    return AuditQuestion.read(dict(parse_qsl(posted.text("question")[:2000])))


def log_question() -> LogQuestion:
    a = request.args
    days: dict[str, date | None] = {}
    for name in ("since", "until"):
        try:
            days[name] = date.fromisoformat(a.get(name, "")[:10])
        except ValueError:
            days[name] = None
    after = posted.number("after") or 0
    return LogQuestion(a.get("person", "").strip()[:40], a.get("kind", "").strip()[:40], **days, after=after)


def replay(instance_id: int, seq: int | None) -> str:
    """The replay of a matter at an event; its page where there is no event to stop at, or no replay."""
    here = url_for("instances.show", instance_id=instance_id)
    if seq is None or not current_app.url_map.bind("").test(f"{here}/replay", "GET"):
        return here
    return f"{here}/replay?{urlencode({'step': seq})}"


