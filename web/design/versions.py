"""A published version: for analysts, whoever releases, and those who audit; none of it can be changed."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from engine.errors import NotYours, Refused
from engine.queries.design import VersionPage, main_diagram, version_page
from web import errors
from web.design.overview import zipped
from web.design.pictures import picture
from web.sessions import office, person

routes = Blueprint("design_versions", __name__, url_prefix="/design/versions/<int:definition_id>")


@routes.get("")
def show(definition_id: int) -> str:
    return render_template("design/version.html", box="design", page=_version(definition_id))


@routes.get("/picture.svg")
def draw(definition_id: int) -> Response:
    found = _version(definition_id)
    response = picture(main_diagram(found.package), found.name)
    response.headers["Cache-Control"] = "private, max-age=86400"  # a version never changes
    return response


@routes.get("/download")
def download(definition_id: int) -> Response:
    found = _version(definition_id)
    return zipped(found.package.to_zip(), f"{found.procedure}-{found.version}")


@routes.errorhandler(Refused)
def refused(refused: Refused) -> Response:
    """Not for him: as if it were not there."""
    return errors.refusal(NotYours())


def _version(definition_id: int) -> VersionPage:
    return version_page(office(), person(), definition_id)
