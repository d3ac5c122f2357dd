"""A matter taken out as an evidence package."""

from __future__ import annotations

import tempfile
from urllib.parse import quote

from flask import Blueprint, Response, make_response, request, send_file

from engine.actions.export_package import export_package
from engine.errors import Missing, NotYours, Refused
from engine.queries.exportable import Chosen, choose_instance_by_id
from engine.store.evidence import EvidenceSettings
from web import errors, instances
from web.headers import SANDBOX
from web.sessions import actor, office, person

routes = Blueprint("packages", __name__, url_prefix="/instances/<int:instance_id>")
routes.register_error_handler(NotYours, errors.refusal)


@routes.post("/package")
def take(instance_id: int) -> Response:
    """The zip under the matter's number; it leaves a trace in the journal first."""
    chosen = choose_instance_by_id(office(), person(), instance_id)
    return handed_out(chosen, str(chosen.what["instance"]))


def handed_out(chosen: Chosen, called: str) -> Response:
    """The package as a download; written to a file without a name that goes with the answer."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the response
    export_package(office(), EvidenceSettings.from_environment(), chosen, out, actor())
    out.seek(0)
    response = send_file(out, mimetype="application/zip", as_attachment=True, download_name="package.zip")
    name = quote(f"{called}.zip")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "no-store"  # office machines are shared
    return response


@routes.errorhandler(Refused)
@routes.errorhandler(Missing)
def refused(refused: Refused) -> Response:
    """A key that is missing is no missing matter."""
    refused.status = 409
    return _said((request.view_args or {})["instance_id"], refused)


def _said(instance_id: int, refused: Refused) -> Response:
    """The matter's page with the reason; a page of its own for whoever may take the matter out and not open it."""
    try:
        return make_response(instances.page_of(instance_id, refused), refused.status)
    except NotYours:
        return errors.refusal(refused)
