"""核验: an auditor gives a package, and sees the verdict of the same verifier he could run himself, layer by layer and
on the diagram; and where he gets that verifier."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from engine.actions.verify_package import Verified, may_verify, program, verify_package
from engine.drawing import States, draw
from engine.errors import Invalid, NotYours, Refused
from engine.queries.exportable import choose_period, procedures_to_export
from engine.queries.verified_drawing import published_diagram
from engine.store.evidence import EvidenceSettings
from web import errors, packages, posted
from web.headers import SANDBOX
from web.sessions import actor, office, person

routes = Blueprint("verification", __name__, url_prefix="/verify")
MAX_KEYS, MAX_KEY = 8, 4096
SHOWN = 50  # findings of a layer; all are in the JSON that verify.py prints


@routes.before_request
def verifiers_only() -> Response | None:
    """Everything here is for auditors and the audit administrator; for others there is no such page."""
    return None if may_verify(office(), actor()) else errors.refusal(NotYours())


@routes.get("")
def show() -> str:
    return _page()


@routes.post("")
def verify() -> str:
    package = request.files.get("package")
    if package is None or not package.filename:
        zh = "请选择一个证据包(zip)。"
        raise Invalid({"package": zh}, "no_package", zh, "Choose an evidence package (zip).")
    found = verify_package(
        office(), EvidenceSettings.from_environment(), package.stream, actor(), _keys("keys"), _keys("witnesses")
    )
    return _page(verified=found, name=package.filename)


@routes.post("/period")
def period() -> Response:
    """An auditor's matters of a period in one package."""
    if not procedures_to_export(office(), person()):
        return errors.refusal(NotYours())
    since, until = (_day(posted.text(name)) for name in ("since", "until"))
    chosen = choose_period(office(), person(), since, until, posted.text("procedure"))
    return packages.handed_out(chosen, f"{since.isoformat()}_{until.isoformat()}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise Refused("bad_date", "日期填写有误。", "That is not a date.") from error


@routes.get("/verify.py")
def take() -> Response:
    """The verifier as one file, for a machine without this system."""
    headers = {
        "Content-Type": "application/octet-stream", "Content-Disposition": "attachment; filename=verify.py",
        "Content-Security-Policy": SANDBOX,
    }  # fmt: skip
    return make_response(program().data, 200, headers)


@routes.errorhandler(Invalid)
@routes.errorhandler(Refused)
def refused(refused: Refused) -> Response:
    return make_response(_page(refused=refused), refused.status)


def _keys(field: str) -> list[bytes]:
    """Public keys the auditor brought himself; what is none, the verifier says."""
    chosen = [file for file in request.files.getlist(field) if file.filename]
    return [file.stream.read(MAX_KEY) for file in chosen[:MAX_KEYS]]


def _page(verified: Verified | None = None, name: str = "", refused: Refused | None = None) -> str:
    drawing = _drawing(verified.answer) if verified else None
    return render_template(
        "verification.html", box="verification", program=program(), verified=verified, name=name, refused=refused,
        drawing=drawing, shown=SHOWN, procedures=procedures_to_export(office(), person()),
    )  # fmt: skip


def _drawing(answer: dict[str, Any]) -> Markup | None:
    """The matter in question, its verified path green and the first illegal step red."""
    first, instances = answer.get("first") or {}, answer.get("instances") or []
    asked = [each for each in instances if each["number"] == first.get("instance")] or instances[:1]
    if not asked or (len(instances) > 1 and not first):
        return None
    found = published_diagram(office(), asked[0]["definition"])
    if found is None:
        return None
    bad = first.get("element") or ""
    elements = {**dict.fromkeys(asked[0]["elements"], "done"), **({bad: "bad"} if bad else {})}
    states = States(elements=elements, flows=dict.fromkeys(asked[0]["flows"], "taken"))
    names = {shape.element: shape.name for shape in found[1].shapes}
    told = _("第一处问题在：%(step)s", step=names.get(bad) or bad) if bad else _("走过的路已核验")
    return draw(found[1], states, title=f"{asked[0]['number']} {found[0]}", description=told)
