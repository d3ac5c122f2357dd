"""Every page × everybody: who gets what, and a route without a row in the table fails the test.

Rows: endpoint -> (method, path with the object's id, who may see or do it). Everybody else must get the answer
that a thing which does not exist gets; nobody gets anything without a session or with a forged post.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from engine import actions, queries
from engine.actions import Actor, BeginDraft, ChangeDraft, design
from engine.clock import SimulatedClock
from engine.queries.audit import AuditQuestion
from engine.scenario.editing import begin_scenario
from engine.store import tables as t
from engine.store.office import Office
from tests.actions import desk
from tests.conftest import BEGINNING
from tests.security.conftest import PEOPLE, Furnished, Visit, visiting
from web import create_app

EVERYBODY = frozenset(PEOPLE)
STARTERS = frozenset({"U11", "U10", "U14", "U2"})  # liaisons and heads of units
NOBODY: frozenset[str] = frozenset()
DOER, DRAFTER = frozenset({"O5"}), frozenset({"U11"})
OWNER = frozenset({"O1"})  # the director answers for the procedure's matters
AUDITOR = frozenset({"A5"})  # the matter's unit is in his scope
# the drafter, who has a task in it, who answers, the drafter's head, and the auditor, who only looks
READERS = DRAFTER | DOER | OWNER | {"U10"} | AUDITOR
TAKES_PART = DRAFTER | DOER
COUNTERS = frozenset({"O1", "O5", "L1", "A5"})  # director, head of a section, leader, auditor
VERIFIERS = frozenset({"A3", "A5"})  # audit administrator, auditor
ANALYST, RELEASER = frozenset({"A4"}), frozenset({"A2"})
VERSION_READERS = ANALYST | RELEASER | {"A3", "A5"}  # and those who audit

TABLE: dict[str, tuple[str, str, frozenset[str]]] = {
    "inbox.front": ("GET", "/", EVERYBODY),
    "inbox.show": ("GET", "/inbox/todo", EVERYBODY),
    "procedures.show": ("GET", "/procedures", EVERYBODY),
    "procedures.begin": ("GET", "/procedures/approval/start", STARTERS),
    "procedures.start": ("POST", "/procedures/approval/start", STARTERS),
    "procedures.form": ("POST", "/procedures/approval/form", STARTERS),
    "procedures.draft": ("POST", "/procedures/approval/draft", STARTERS),
    "tasks.show": ("GET", "/tasks/{task}", READERS),
    "tasks.complete": ("POST", "/tasks/{task}/complete", DOER),
    "tasks.claim": ("POST", "/tasks/{task}/claim", DOER),
    "tasks.release": ("POST", "/tasks/{task}/release", DOER),
    "tasks.draft": ("POST", "/tasks/{task}/draft", DOER),
    "tasks.form": ("POST", "/tasks/{task}/form", READERS),
    "instances.show": ("GET", "/instances/{instance}", READERS),
    "instances.cancel": ("POST", "/instances/{instance}/cancel", DRAFTER | OWNER),
    "task_actions.send_back": ("POST", "/tasks/{task}/return", DOER),
    "task_actions.start": ("POST", "/tasks/{task}/start", DOER),
    "task_actions.transfer": ("POST", "/tasks/{task}/transfer", DOER),
    "task_actions.delegate": ("POST", "/tasks/{task}/delegate", DOER),
    "task_actions.add_signer": ("POST", "/tasks/{task}/add-signer", DOER),
    "task_actions.answer_first": ("POST", "/tasks/{task}/answer-first", DOER),
    "task_actions.remove_signer": ("POST", "/tasks/{task}/remove-signer", OWNER),
    "task_actions.extend": ("POST", "/tasks/{task}/extend", DOER),
    "task_actions.urge": ("POST", "/tasks/{task}/urge", TAKES_PART | OWNER),
    "task_actions.withdraw": ("POST", "/tasks/{task}/withdraw", NOBODY),
    "matters.circulate": ("POST", "/instances/{instance}/circulate", TAKES_PART),
    "matters.remind": ("POST", "/instances/{instance}/remind", TAKES_PART),
    "matters.read": ("POST", "/instances/{instance}/read", NOBODY),
    "matters.follow": ("POST", "/instances/{instance}/follow", TAKES_PART),
    "matters.unfollow": ("POST", "/instances/{instance}/unfollow", EVERYBODY),
    "matters.pause": ("POST", "/instances/{instance}/pause", TAKES_PART | OWNER),
    "matters.suspend": ("POST", "/instances/{instance}/suspend", OWNER),
    "matters.resume": ("POST", "/instances/{instance}/resume", TAKES_PART | OWNER),
    "matters.jump": ("POST", "/instances/{instance}/jump", OWNER),
    "migration.show": ("GET", "/procedures/approval/migration", OWNER),
    "migration.try_out": ("POST", "/procedures/approval/migration", OWNER),
    "migration.move": ("POST", "/procedures/approval/migration/confirm", OWNER),
    "matters.confirm": ("POST", "/instances/{instance}/opinions/1/confirm", NOBODY),
    "matters.correct": ("POST", "/instances/{instance}/opinions/1/correct", NOBODY),
    "notices.show": ("GET", "/notices", EVERYBODY),
    "notices.read": ("POST", "/notices/read", EVERYBODY),
    "phrases.add": ("POST", "/phrases", EVERYBODY),
    "phrases.drop": ("POST", "/phrases/drop", EVERYBODY),
    "search.show": ("GET", "/search", EVERYBODY),
    "inbox.batch": ("POST", "/inbox/unread/batch", EVERYBODY),
    "onward.choose": ("POST", "/settings/next", EVERYBODY),
    "papers.show": ("GET", "/instances/{instance}/papers/approval-sheet", READERS),
    "papers.take": ("POST", "/instances/{instance}/papers/approval-sheet/html", READERS),
    "papers.check": ("GET", "/check/{code}", READERS),
    "attachments.add": ("POST", "/instances/{instance}/attachments", DRAFTER | DOER),
    "attachments.download": ("GET", "/attachments/{attachment}", READERS),
    "figures.show": ("GET", "/figures", EVERYBODY),  # says so when there are none to see
    "figures.one": ("GET", "/figures/one/started?procedure=approval", COUNTERS),
    "figures.items": ("GET", "/figures/items?procedure=approval&figure=started", COUNTERS),
    "figures.export": ("GET", "/figures/export.csv?procedure=approval", COUNTERS),
    "figures.export_items": ("GET", "/figures/items.xlsx?procedure=approval&figure=started", COUNTERS),
    "replay.show": ("GET", "/instances/{instance}/replay?step=1", READERS | AUDITOR),
    "replay.steps": ("GET", "/instances/{instance}/replay/steps.json", READERS | AUDITOR),
    "replay.take": ("POST", "/instances/{instance}/replay/pdf", READERS | AUDITOR),
    "bases.show": ("GET", "/figures/bases/approval", COUNTERS),
    "bases.enter": ("POST", "/figures/bases/approval", COUNTERS),
    "packages.take": ("POST", "/instances/{instance}/package", OWNER | {"A5"}),
    "verification.show": ("GET", "/verify", VERIFIERS),
    "verification.verify": ("POST", "/verify", VERIFIERS),
    "verification.period": ("POST", "/verify/period", frozenset({"A5"})),
    "verification.take": ("GET", "/verify/verify.py", VERIFIERS),
    "making.show": ("GET", "/instances/{instance}/scenario", OWNER),
    "making.hand": ("POST", "/instances/{instance}/scenario", OWNER),
    "erasing.show": ("GET", "/instances/{instance}/erasure", OWNER | {"L1"}),  # who may ask, and who may decide
    "erasing.ask": ("POST", "/instances/{instance}/erasure", OWNER),
    "erasing.decide": ("POST", "/instances/{instance}/erasure/1/decide", OWNER | {"L1"}),
    "audit.show": ("GET", "/audit", AUDITOR),
    "audit.export": ("GET", "/audit/export.csv", AUDITOR),
    "audit.save": ("POST", "/audit/questions", AUDITOR),
    "audit.drop": ("POST", "/audit/questions/{question}/drop", AUDITOR),
    "audit.looks": ("GET", "/audit/looks", frozenset({"A2"})),  # the security administrator
    "audit.journal": ("GET", "/audit/journal", frozenset({"A3"})),  # the audit administrator
    "mining.show": ("GET", "/mining", EVERYBODY),  # says so when there are none to see
    "mining.items": ("GET", "/mining/items?procedure=approval&what=matters", COUNTERS),
    "mining.export": ("POST", "/mining/export?procedure=approval", OWNER | {"A5"}),
    "design_workbench.show": ("GET", "/design", ANALYST),
    "design_workbench.begin": ("POST", "/design", ANALYST),
    "design_overview.show": ("GET", "/design/{draft}", ANALYST),
    "design_diagram.show": ("GET", "/design/{draft}/diagram", ANALYST),
    "design_diagram.file": ("GET", "/design/{draft}/diagram/file", ANALYST),
    "design_diagram.save": ("POST", "/design/{draft}/diagram/file", ANALYST),
    "design_diagram.choices": ("GET", "/design/{draft}/diagram/choices", ANALYST),
    "design_diagram.findings": ("GET", "/design/{draft}/diagram/findings", ANALYST),
    "design_diagram.upload": ("POST", "/design/{draft}/diagram/upload", ANALYST),
    "design_diagram.layout": ("POST", "/design/{draft}/diagram/layout", ANALYST),
    "design_diagram.apart": ("POST", "/design/{draft}/diagram/apart", ANALYST),
    "design_diagram.download": ("GET", "/design/{draft}/diagram/process.bpmn", ANALYST),
    "design_importing.ask": ("GET", "/design/import", ANALYST),
    "design_importing.bring": ("POST", "/design/import", ANALYST),
    "design_importing.show": ("GET", "/design/{draft}/import", ANALYST),
    "design_settings.show": ("GET", "/design/{draft}/settings/terms", ANALYST),
    "design_settings.change": ("POST", "/design/{draft}/settings/terms", ANALYST),
    "design_comparison.show": ("GET", "/design/{handed_in}/comparison", ANALYST | RELEASER),
    "design_comparison.versions": ("GET", "/design/compare?procedure=approval&from=1&to=1", ANALYST | RELEASER),
    "design_scenarios.show": ("GET", "/design/{draft}/scenarios", ANALYST),
    "design_scenarios.begin": ("POST", "/design/{draft}/scenarios", ANALYST),
    "design_scenarios.run": ("POST", "/design/{draft}/scenarios/run", ANALYST),
    "design_scenarios.story": ("GET", "/design/{draft}/scenarios/{story}", ANALYST),
    "design_scenarios.change": ("POST", "/design/{draft}/scenarios/{story}", ANALYST),
    "design_scenarios.step": ("GET", "/design/{draft}/scenarios/{story}/0", ANALYST),
    "design_scenarios.change_step": ("POST", "/design/{draft}/scenarios/{story}/0", ANALYST),
    "design_overview.draw": ("GET", "/design/{draft}/picture.svg", ANALYST),
    "design_overview.download": ("GET", "/design/{draft}/download", ANALYST),
    "design_overview.upload": ("POST", "/design/{draft}/upload", ANALYST),
    "design_overview.replace": ("POST", "/design/{draft}/replace", ANALYST),
    "design_overview.share": ("POST", "/design/{draft}/share", ANALYST),
    "design_overview.unshare": ("POST", "/design/{draft}/unshare", ANALYST),
    "design_overview.rename": ("POST", "/design/{draft}/rename", ANALYST),
    "design_overview.discard": ("POST", "/design/{draft}/discard", ANALYST),
    "design_overview.compare": ("GET", "/design/{handed_in}/rebase", ANALYST),
    "design_overview.rebase": ("POST", "/design/{draft}/rebase", ANALYST),
    "design_check.show": ("GET", "/design/{draft}/check", ANALYST),
    "design_check.draw": ("GET", "/design/{faulty}/check/0.svg", ANALYST),
    "design_release.show": ("GET", "/design/{draft}/release", ANALYST),
    "design_release.hand_in": ("POST", "/design/{draft}/release", ANALYST),
    "design_release.take_back": ("POST", "/design/{handed_in}/release/take-back", ANALYST),
    "design_release.seen": ("POST", "/design/{draft}/release/seen", ANALYST),
    "design_versions.show": ("GET", "/design/versions/{version}", VERSION_READERS),
    "design_versions.draw": ("GET", "/design/versions/{version}/picture.svg", VERSION_READERS),
    "design_versions.download": ("GET", "/design/versions/{version}/download", VERSION_READERS),
    "releases.show": ("GET", "/releases", RELEASER),
    "releases.one": ("GET", "/releases/{handed_in}", RELEASER),
    "releases.draw": ("GET", "/releases/{handed_in}/picture.svg", RELEASER),
    "releases.download": ("GET", "/releases/{handed_in}/download", RELEASER),
    "releases.approve": ("POST", "/releases/{handed_in}/approve", RELEASER),
    "releases.send_back": ("POST", "/releases/{handed_in}/send-back", RELEASER),
    "design_what_if.show": ("GET", "/design/{handed_in}/what-if", ANALYST | RELEASER),
    "design_what_if.run": ("POST", "/design/{draft}/what-if", ANALYST),
    "design_what_if.matters": ("GET", "/design/{draft}/what-if/matters?of=same", NOBODY),
    "design_decisions.show": ("GET", "/design/{draft}/decisions", ANALYST),
    "design_decisions.begin": ("POST", "/design/{draft}/decisions", ANALYST),
    "design_decisions.edit": ("GET", "/design/{draft}/decisions/edit/level", ANALYST),
    "design_decisions.change": ("POST", "/design/{draft}/decisions/edit/level", ANALYST),
    "design_decisions.beside": ("GET", "/design/{draft}/decisions/beside/level", ANALYST),
    "design_decisions.canvas": ("GET", "/design/{draft}/decisions/canvas/level", ANALYST),
    "design_decisions.source": ("GET", "/design/{draft}/decisions/canvas/level/file", ANALYST),
    "design_decisions.save": ("POST", "/design/{draft}/decisions/canvas/level/file", ANALYST),
    "design_decisions.findings": ("GET", "/design/{draft}/decisions/canvas/level/findings", ANALYST),
    "design_decisions.apart": ("POST", "/design/{draft}/decisions/canvas/level/apart", ANALYST),
    "design_decisions.rename": ("POST", "/design/{draft}/decisions/rename/level", ANALYST),
    "design_decisions.delete": ("POST", "/design/{draft}/decisions/delete/level", ANALYST),
    "design_forms.show": ("GET", "/design/{draft}/forms", ANALYST),
    "design_forms.begin": ("POST", "/design/{draft}/forms", ANALYST),
    "design_forms.edit": ("GET", "/design/{draft}/forms/edit/handle", ANALYST),
    "design_forms.change": ("POST", "/design/{draft}/forms/edit/handle", ANALYST),
    "design_forms.beside": ("GET", "/design/{draft}/forms/beside/handle", ANALYST),
    "design_forms.canvas": ("GET", "/design/{draft}/forms/canvas/handle", ANALYST),
    "design_forms.source": ("GET", "/design/{draft}/forms/canvas/handle/file", ANALYST),
    "design_forms.save": ("POST", "/design/{draft}/forms/canvas/handle/file", ANALYST),
    "design_forms.findings": ("GET", "/design/{draft}/forms/canvas/handle/findings", ANALYST),
    "design_forms.apart": ("POST", "/design/{draft}/forms/canvas/handle/apart", ANALYST),
    "design_forms.rename": ("POST", "/design/{draft}/forms/rename/handle", ANALYST),
    "design_forms.delete": ("POST", "/design/{draft}/forms/delete/handle", ANALYST),
    "design_previews.show": ("GET", "/design/{draft}/forms/preview/handle", ANALYST),
    "design_previews.send": ("POST", "/design/{draft}/forms/preview/handle", ANALYST),
    "design_previews.fields": ("POST", "/design/{draft}/forms/preview/handle/fields", ANALYST),
    "design_forms.rights": ("GET", "/design/{draft}/forms/rights/handle", ANALYST),
    "design_forms.give": ("POST", "/design/{draft}/forms/rights/handle", ANALYST),
    "language.choose": ("POST", "/language", EVERYBODY),
    "sign_in.leave": ("POST", "/sign-out", EVERYBODY),
}
OPEN = {"sign_in.show", "sign_in.enter", "language.choose", "attachments.health", "static"}
UNSAFE = [endpoint for endpoint, (method, _, _) in TABLE.items() if method == "POST"]


def test_every_route_has_its_row(app: Flask) -> None:
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert routes - set(TABLE) - OPEN == set(), "a new page needs a row in TABLE"
    assert set(TABLE) <= routes


@pytest.fixture(scope="session")
def placed(furnished: Furnished, tmp_path_factory: pytest.TempPathFactory) -> tuple[Furnished, dict[str, Any]]:
    """The office with one matter of U11 with an attachment, waiting for 文秘科; drafts of the analyst."""
    folder = tmp_path_factory.mktemp("placed")
    office = furnished.opened(folder, SimulatedClock(BEGINNING))
    things = place_in(office, visiting(create_app(office), furnished.cookies))
    office.database.dispose()
    return Furnished(folder, furnished.cookies), things


@pytest.fixture
def office(clock: SimulatedClock, tmp_path: Path, placed: tuple[Furnished, dict[str, Any]]) -> Iterator[Office]:
    opened = placed[0].opened(tmp_path, clock)
    yield opened
    opened.database.dispose()


@pytest.fixture
def place(placed: tuple[Furnished, dict[str, Any]]) -> dict[str, Any]:
    return dict(placed[1])


def place_in(office: Office, visit: Visit) -> dict[str, Any]:
    """One matter of U11 with an attachment, waiting for 文秘科; a draft of the analyst."""
    receipt = desk.start(office)
    visit("U11").attach(receipt.instance_id, "正文.docx", b"words")
    with office.database.read() as connection:
        attachment = connection.execute(select(t.attachment.c.id)).scalar_one()
    code = queries.paper(office, "U11", receipt.instance_id, "approval-sheet").code
    question = actions.save_question(office, actions.SaveQuestion("都看", AuditQuestion()), Actor("A5"))
    draft = actions.begin_draft(office, BeginDraft("leave-request", "请假审批"), Actor("A4"))
    design.new_decision(office, design.NewDecision(draft, "层级", "level"), Actor("A4"))
    begin_scenario(office, draft, "first", "第一个场景", Actor("A4"))
    return {
        "instance": receipt.instance_id, "task": receipt.opened[0], "attachment": attachment, "code": code,
        "question": question, "draft": draft, "story": "first", **handed_in(office),
    }  # fmt: skip


def handed_in(office: Office) -> dict[str, int]:
    """A draft that waits for release, one with a fault in its diagram, and the version in force."""
    with office.database.read() as connection:
        version = connection.execute(select(t.definition.c.id)).scalar_one()
    waiting = actions.begin_draft(office, BeginDraft("approval", "审批", definition_id=version), Actor("A4"))
    faulty = actions.begin_draft(office, BeginDraft("endless", "没有尽头"), Actor("A4"))
    diagram = queries.draft_page(office, "A4", faulty).package.files["process.bpmn"]
    broken = diagram.replace(b'targetRef="done"', b'targetRef="handle"')
    actions.change_draft(office, ChangeDraft(faulty, {"process.bpmn": broken}, {"process.bpmn": 1}), Actor("A4"))
    with office.database.write() as connection:
        connection.execute(
            update(t.procedure_draft)
            .where(t.procedure_draft.c.id == waiting)
            .values(state="submitted", submitted_at=office.now(), submitted_by="A4", words="改时限")
        )
    return {"handed_in": waiting, "faulty": faulty, "version": version}


MISSING = {
    "instance": 987654, "task": 987654 * 2**20 + 1, "attachment": 987654 * 2**20 + 1, "code": "7777-7777-7777",
    "question": 987654, "draft": 987654, "handed_in": 987654, "faulty": 987654, "version": 987654, "story": "first",
}  # fmt: skip


def ask(visit: Visit, person: str | None, endpoint: str, place: dict[str, Any]) -> Any:
    method, path, _ = TABLE[endpoint]
    visitor = visit(person)
    return visitor.get(path.format(**place)) if method == "GET" else visitor.post(path.format(**place))


@pytest.mark.parametrize("endpoint", [name for name, row in TABLE.items() if row[2] != EVERYBODY])
def test_what_is_not_yours_is_not_there(visit: Visit, place: dict[str, Any], office: Office, endpoint: str) -> None:
    before = rows(office)
    for person in PEOPLE:
        answer = ask(visit, person, endpoint, place)
        if person in TABLE[endpoint][2]:
            assert answer.status_code != 404, (person, endpoint)
            continue
        assert answer.status_code == 404, (person, endpoint, answer.status_code)
        if "{" in TABLE[endpoint][1]:
            nothing = ask(visit, person, endpoint, MISSING)
            assert (nothing.status_code, nothing.text) == (answer.status_code, answer.text), (person, endpoint)
    if TABLE[endpoint][0] == "GET" and endpoint != "tasks.show":
        assert rows(office) == before, "looking changes nothing"


def test_only_the_first_look_of_whoever_may_do_it_is_remembered(
    visit: Visit, place: dict[str, Any], office: Office
) -> None:
    path, before = f"/tasks/{place['task']}", rows(office)
    for person in PEOPLE:
        if person not in DOER:
            visit(person).get(path)
    for ahead in ({"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}, {"HX-Request": "true"}):
        assert visit("O5").client.get(path, headers=ahead).status_code == 200
    assert rows(office) == before
    visit("O5").get(path)
    assert desk.kinds(office)[-1] == "task.opened"
    before = rows(office)
    visit("O5").get(path)
    assert rows(office) == before


@pytest.mark.parametrize("endpoint", [name for name in TABLE if name not in OPEN])
def test_without_a_session_there_is_only_the_door(
    visit: Visit, place: dict[str, Any], office: Office, endpoint: str
) -> None:
    before = rows(office)
    answer = ask(visit, None, endpoint, place)
    assert answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in"), endpoint
    assert rows(office) == before


@pytest.mark.parametrize("endpoint", UNSAFE)
def test_a_forged_post_does_nothing(visit: Visit, place: dict[str, Any], office: Office, endpoint: str) -> None:
    path = TABLE[endpoint][1].format(**place)
    for person in ("U11", "O5"):
        visitor = visit(person)
        before = rows(office)
        for token in ("", "0" * 64, visit(person, anew=True).token()):
            assert visitor.post(path, {"title": "伪造的请示"}, token=token).status_code == 400, endpoint
        honest = visitor.token()
        answer = visitor.client.post(path, data={"csrf": honest}, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 400
        assert rows(office) == before


@pytest.mark.parametrize("endpoint", UNSAFE)
def test_an_act_is_never_a_link(visit: Visit, place: dict[str, Any], office: Office, endpoint: str) -> None:
    visitor, before = visit("U11"), rows(office)
    path = TABLE[endpoint][1].format(**place)
    shown_too = {row[1] for row in TABLE.values() if row[0] == "GET"}
    if TABLE[endpoint][1] not in shown_too:
        assert visitor.get(path + "?title=x").status_code in (404, 405)
    assert rows(office) == before


@pytest.mark.parametrize("endpoint", ["inbox.show", "procedures.begin", "instances.show", "sign_in.show"])
def test_every_page_tells_the_browser_what_to_refuse(visit: Visit, place: dict[str, Any], endpoint: str) -> None:
    answer = visit("U11").get(TABLE[endpoint][1].format(**place)) if endpoint in TABLE else visit(None).get("/sign-in")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "<script>" not in answer.text and " style=" not in answer.text and " onclick=" not in answer.text


def test_cookies_cannot_be_read_or_sent_from_elsewhere(app: Flask, visit: Visit) -> None:
    visitor = visit(None)
    form = {"csrf": visitor.token(), "login": "U11", "password": "山高水长 风清 2026"}
    answer = visitor.client.post("/sign-in", data=form)
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if "session" in c.split("=")[0])
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    secure = app.test_client()
    page = secure.get("/sign-in", base_url="https://localhost")
    token = page.text.split('name="csrf" value="')[1].split('"')[0]
    answer = secure.post("/sign-in", base_url="https://localhost", data={**form, "csrf": token})
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if "session" in c.split("=")[0])
    assert cookie.startswith("__Host-") and "Secure" in cookie


@pytest.mark.parametrize(
    "there", ["https://example.org", "//example.org", "/\\example.org", "javascript:alert(1)", "http:x"]
)
def test_sign_in_leads_nowhere_else(visit: Visit, there: str) -> None:
    visitor = visit(None)
    form = {"login": "U11", "password": "山高水长 风清 2026", "next": there}
    location = visitor.post("/sign-in", form).headers["Location"]
    assert location.startswith("/") and not location.startswith(("//", "/\\"))


def rows(office: Office) -> str:
    """A fingerprint of everything stored, sessions and the sign-in journal aside."""
    digest = hashlib.sha256()
    with office.database.read() as connection:
        for table in t.metadata.sorted_tables:
            if table.name in ("session", "account", "journal", "setting"):
                continue
            digest.update(repr(sorted(map(repr, connection.execute(select(table))))).encode())
    return digest.hexdigest()
