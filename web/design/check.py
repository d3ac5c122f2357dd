"""检查: everything the check finds in a draft, file by file, each with what to change and the way to it."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from engine import queries
from engine.definition import Package
from engine.drawing import traced
from engine.errors import Finding, Missing
from engine.queries.design import DraftPage
from engine.queries.design.pictures import diagram_with
from web.headers import SANDBOX
from web.sessions import office, person

routes = Blueprint("design_check", __name__, url_prefix="/design/<int:draft_id>/check")
# file of a package -> the page of the workbench where it is put right, the first that fits
PLACES = (
    (".bpmn", "design_diagram.show"), (".dmn", "design_decisions.show"), (".json", "design_forms.show"),
    ("procedure.toml", "design_settings.show"), (".toml", "design_scenarios.show"),
)  # fmt: skip


@routes.get("")
def show(draft_id: int) -> str:
    page = queries.draft_page(office(), person(), draft_id)
    errors = sum(finding.severity == "error" for finding in page.findings)
    return render_template(
        "design/check.html", box="design", tab="check", page=page, groups=groups_of(page), errors=errors,
        place_of=place_of,
    )  # fmt: skip


@routes.get("/<int:n>.svg")
def draw(draft_id: int, n: int) -> Response:
    """The diagram with the way to the n-th finding."""
    page = queries.draft_page(office(), person(), draft_id)
    return fault_picture(page.package, page.findings, n)


def fault_picture(package: Package, findings: list[Finding], n: int) -> Response:
    diagram = diagram_with(package, findings[n]) if n < len(findings) else None
    if diagram is None:
        raise Missing("no_picture", "没有这张图。", "There is no such picture.")
    response = Response(str(traced(diagram, findings[n])), mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = f"{SANDBOX}; style-src 'unsafe-inline'"
    return response


def groups_of(page: DraftPage) -> list[tuple[str, list[tuple[int, Finding]]]]:
    """(file, its findings by number): errors first, files as they stand in the folder."""
    found: dict[str, list[tuple[int, Finding]]] = {}
    for n, finding in enumerate(page.findings):
        found.setdefault(finding.file, []).append((n, finding))
    return sorted(
        (file, sorted(each, key=lambda one: (one[1].severity != "error", one[0]))) for file, each in found.items()
    )


def place_of(file: str) -> str:
    """Endpoint of the page that edits this file, "" when there is none."""
    return next((endpoint for ending, endpoint in PLACES if file.endswith(ending)), "")
