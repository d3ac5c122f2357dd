"""迁移: running matters to another version — choose versions and matters, answer what is open, try, move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from engine import actions, queries
from engine.definition import Definition
from engine.definition.migration import Plan
from engine.drawing import States, draw
from engine.errors import Invalid, Missing, NotYours, Refused
from web import errors, posted
from web.sessions import actor, office, person
from web.words import local_time

routes = Blueprint("migration", __name__, url_prefix="/procedures/<key>/migration")
for kind in (NotYours, Missing):
    routes.register_error_handler(kind, errors.refusal)

MAP, MOST = "map.", 50
AnyAnswer = str | Response


@dataclass(frozen=True)
class Trial:
    """One matter's trial as the page tells it, or why it stays."""

    instance_id: int
    number: str
    seen: int
    steps: tuple[tuple[str, str, str], ...]  # before, after, how many
    armed: tuple[str, ...]
    dues: tuple[tuple[str, str], ...]
    refused: Refused | None = None


@routes.get("")
def show(key: str) -> str:
    return render_template("migration.html", box="", page=_page(key), trials=(), pictures=())


@routes.post("")
def try_out(key: str) -> AnyAnswer:
    """What moving the chosen matters would do; nothing of it is kept."""
    return _tried(key, _page(key))


def _tried(key: str, page: queries.MigrationPage) -> AnyAnswer:
    chosen = _chosen_matters()
    if page.after is None or not chosen:
        nothing = Refused("nothing_chosen", "请选择要迁移的事项和另一个版本。", "Choose matters and another version.")
        page = replace(page, refused=page.refused or nothing)
        return make_response(render_template("migration.html", box="", page=page, trials=(), pictures=()), 422)
    tried: list[actions.Tried] = []
    trials: list[Trial] = []
    for instance_id, _seen in chosen:
        command = actions.MigrateInstance(
            instance_id, page.after.id, "", "", page.chosen or {}, posted.text("recount") == "1"
        )  # fmt: skip
        try:
            tried.append(actions.try_migration(office(), command, actor()))
            trials.append(_told(tried[-1]))
        except NotYours:
            raise
        except Refused as refused:
            trials.append(Trial(instance_id, _number(page, instance_id), 0, (), (), (), refused))
    pictures = tuple(_pictures(page, tried)) if tried else ()
    return render_template("migration.html", box="", page=page, trials=trials, pictures=pictures)


@routes.post("/confirm")
def move(key: str) -> AnyAnswer:
    """Each chosen matter by itself, as it was tried."""
    page = _page(key)
    if page.after is None:  # there is one version alone, or the same was asked for twice
        return _tried(key, page)
    results = list(_moved(page, page.after.id))
    return render_template("migrated.html", box="", page=page, results=results)


def _moved(page: queries.MigrationPage, version: int) -> Iterator[tuple[int, str, Refused | None]]:
    """Each matter, its number, and why it stays where it is, if it does."""
    token = posted.text("command_id")
    for instance_id, seen in _chosen_matters():
        command = actions.MigrateInstance(
            instance_id, version, posted.text("reason"), f"{token}/{instance_id}", page.chosen or {},
            posted.text("recount") == "1", seen,
        )  # fmt: skip
        try:
            yield instance_id, actions.migrate_instance(office(), command, actor()).number, None
        except (NotYours, Invalid):
            raise
        except Refused as refused:
            yield instance_id, _number(page, instance_id), refused


@routes.errorhandler(Invalid)
def invalid(refused: Invalid) -> Response:
    """The page again, saying what was wrong with the reason; nothing has moved."""
    key = (request.view_args or {})["key"]
    return make_response(_tried(key, replace(_page(key), refused=refused)), refused.status)


def _page(key: str) -> queries.MigrationPage:
    since = posted.number("since") or 0
    return queries.migration_page(
        office(), person(), key[:80], posted.number("from"), posted.number("to"), _mapping(), since
    )


def _mapping() -> dict[str, str]:
    """Pairs chosen by hand: `map.<element>` = element."""
    return {
        name.removeprefix(MAP)[:200]: target[:200]
        for name, target in request.values.items()
        if name.startswith(MAP) and target
    }


def _chosen_matters() -> list[tuple[int, int | None]]:
    """`matter` = id, or id:version as the trial saw it."""
    found = []
    for sent in request.form.getlist("matter")[:MOST]:
        id, _colon, seen = sent.partition(":")
        if id.isascii() and id.isdigit() and len(id) < 19:
            found.append((int(id), int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None))
    return found


def _number(page: queries.MigrationPage, instance_id: int) -> str:
    return next((matter.number for matter in page.matters if matter.instance_id == instance_id), f"#{instance_id}")


def _told(found: actions.Tried) -> Trial:
    plan, now = found.plan, dict(found.after)
    keys = {key for key, _element in found.before}
    moved = Counter((element, now.get(key, "")) for key, element in found.before if key and not _has_rounds(key, keys))
    steps = tuple(
        (plan.name_of(plan.old, old), plan.name_of(plan.new, new) if new else _("（结束）"), str(count))
        for (old, new), count in moved.items()
    )
    armed = tuple(_event_name(plan, element) for element in found.opened)
    dues = tuple((_when(due["old"]), _when(due["new"])) for due in found.dues)
    return Trial(found.instance_id, found.number, found.version, steps, armed, dues)


def _event_name(plan: Plan, element: str) -> str:
    """What is waited for; an event without a name by the step it is attached to."""
    info = plan.elements(plan.new)[element]
    host = plan.name_of(plan.new, info.attached_to) if info.attached_to else ""
    return info.name or (_("“%(step)s”上的事件", step=host) if host else element)


def _when(moment: str) -> str:
    return local_time(datetime.fromisoformat(moment))


def _pictures(page: queries.MigrationPage, tried: list[actions.Tried]) -> Iterator[tuple[str, Markup]]:
    """Both diagrams with the tokens of everything tried: before on the one, after on the other."""
    plan = tried[0].plan
    assert page.after is not None
    sides = (
        (plan.old, page.before.number, Counter(e for one in tried for e in _places(one.before))),
        (plan.new, page.after.number, Counter(e for one in tried for e in _places(one.after))),
    )
    for definition, version, tokens in sides:
        picture = _drawn(definition, version, tokens)
        if picture:
            yield _("第 %(n)s 版", n=version), picture


def _places(standing: Iterable[tuple[str, str]]) -> list[str]:
    """The element under each token, the body of a loop counted by its rounds."""
    keys = {key for key, _element in standing}
    return [element for key, element in standing if not _has_rounds(key, keys)]


def _has_rounds(key: str, keys: set[str]) -> bool:
    return bool(key) and any(other.startswith(f"{key}/[") for other in keys)


def _drawn(definition: Definition, version: int, tokens: Counter[str]) -> Markup | None:
    diagram = definition.program.diagram(definition.procedure.process)
    if not diagram.shapes:
        return None
    names = {shape.element: shape.name for shape in diagram.shapes}
    where = "、".join(f"{names[e]}×{n}" for e, n in tokens.items() if names.get(e))
    return draw(
        diagram, States(elements=dict.fromkeys(tokens, "now"), tokens=tokens),
        title=_("第 %(n)s 版流程图", n=version), description=_("在办：%(where)s", where=where or "—"), live=True,
    )  # fmt: skip
