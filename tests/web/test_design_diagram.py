"""The diagram editor's server side: what is opened, chosen from, saved, refused, and never overwritten unseen."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from engine import actions, queries
from engine.actions import Actor, BeginDraft, ChangeDraft
from engine.bpmn.canonical import canonical
from engine.definition import Package
from engine.definition.services import BUILT_IN
from engine.store import tables as t
from engine.store.office import Office
from engine.words import OFFICE_FUNCTIONS
from tests.conftest import PROCESSES
from tests.web.conftest import Browser

ANALYST = Actor("A4")
ASSETS = Path(__file__).resolve().parents[2] / "web" / "assets"
JSON = {"Accept": "application/json"}
HOSTILE = {
    "entities": b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><definitions>&b;</definitions>',
    "a file of the server": b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><definitions>&x;</definitions>',
    "no XML": b"not xml at all",
    "another kind": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "nothing": b"",
    "too deep": b"<a>" * 200 + b"</a>" * 200,
}


@pytest.fixture
def draft(office: Office) -> int:
    package = Package.from_folder(PROCESSES / "outgoing-document")
    return actions.begin_draft(office, BeginDraft("outgoing-document", "发文办理", package), ANALYST)


@pytest.fixture
def analyst(browser: Callable[..., Browser], draft: int) -> Browser:
    made = browser("A4")
    made.get(f"/design/{draft}/diagram")
    return made


def send(browser: Browser, path: str, **values: object) -> TestResponse:
    token = re.findall(r'data-csrf="([0-9a-f]+)"', browser.page)[-1]
    return browser.client.post(path, data={"csrf": token, **values}, headers=JSON)


def stored(office: Office, draft: int) -> bytes:
    return queries.draft_page(office, "A4", draft).package.files["process.bpmn"]


def test_the_page_allows_styles_in_line_and_no_script(analyst: Browser, draft: int) -> None:
    policy = analyst.get(f"/design/{draft}/diagram").headers["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy and "script-src 'self';" in policy and "eval" not in policy


def test_what_is_saved_is_what_is_opened_next(analyst: Browser, office: Office, draft: int) -> None:
    opened = analyst.get(f"/design/{draft}/diagram/file").json
    assert opened["open"] and opened["path"] == "process.bpmn" and "unit_review" in opened["xml"]
    changed = opened["xml"].replace("单位审核", "单位初审")
    answer = send(analyst, f"/design/{draft}/diagram/file", xml=changed, revision=opened["revision"])
    assert answer.status_code == 200 and answer.json["revision"] > opened["revision"]
    again = analyst.get(f"/design/{draft}/diagram/file").json
    assert again["xml"].encode() == canonical(changed.encode()) and again["revision"] == answer.json["revision"] and again["changed_by"] == "图析理"
    assert analyst.get(f"/design/{draft}/diagram/process.bpmn").data.decode() == again["xml"]


def test_two_who_draw_never_overwrite_each_other_unseen(analyst: Browser, office: Office, draft: int) -> None:
    opened = analyst.get(f"/design/{draft}/diagram/file").json
    theirs = opened["xml"].replace("单位审核", "对方的").encode()
    actions.change_draft(office, ChangeDraft(draft, {"process.bpmn": theirs}, {"process.bpmn": 1}), ANALYST)
    mine = opened["xml"].replace("单位审核", "我的")
    answer = send(analyst, f"/design/{draft}/diagram/file", xml=mine, revision=opened["revision"])
    assert answer.status_code == 409 and answer.json["code"] == "draft_changed"
    assert answer.json["changed_by"] and answer.json["changed_at"] and answer.json["zh"] and answer.json["en"]
    assert stored(office, draft) == canonical(theirs), "theirs stands"
    apart = send(analyst, f"/design/{draft}/diagram/apart", xml=mine)
    new = int(re.search(r"/design/(\d+)/diagram", apart.json["address"])[1])  # type: ignore[index]
    assert canonical(stored(office, new)) == canonical(mine.encode()), "and nothing of mine is lost"
    assert stored(office, draft) == canonical(theirs)


def test_a_new_draft_apart_stands_on_the_same_version(office: Office) -> None:
    version = queries.workbench(office, "A4").procedures[0].versions[0]
    old = actions.begin_draft(office, BeginDraft("approval", "审批", definition_id=version.id), ANALYST)
    actions.change_draft(office, ChangeDraft(old, {"README.md": b"new"}), ANALYST)
    before = queries.draft_page(office, "A4", old)
    path = next(each for each in before.files if each.endswith(".bpmn"))
    content = before.package.files[path].replace(b"</", b" </", 1)
    made = queries.draft_page(office, "A4", actions.begin_apart(office, old, content, ANALYST, path))
    assert made.based_on_id == version.id
    assert dict(made.package.files) == {**before.package.files, path: canonical(content)}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("act", ["file", "upload", "layout", "apart"])
def test_hostile_and_foreign_files_are_refused_with_a_sentence(
    analyst: Browser, office: Office, draft: int, act: str, content: bytes
) -> None:
    before, drafts = stored(office, draft), len(queries.workbench(office, "A4").drafts)
    part = {"file": (io.BytesIO(content), "x.bpmn")} if act == "upload" else {"xml": content.decode("latin-1")}
    answer = send(analyst, f"/design/{draft}/diagram/{act}", revision=1, **part)
    assert answer.status_code == 422 and answer.json["zh"] and answer.json["en"], answer.text
    assert stored(office, draft) == before and len(queries.workbench(office, "A4").drafts) == drafts


def test_an_uploaded_diagram_takes_the_place(analyst: Browser, office: Office, draft: int) -> None:
    other = (PROCESSES / "meeting" / "process.bpmn").read_bytes()
    sent = {"file": (io.BytesIO(other), "会议.bpmn"), "revision": 1}
    assert send(analyst, f"/design/{draft}/diagram/upload", **sent).status_code == 200
    assert stored(office, draft) == canonical(other)
    again = {"file": (io.BytesIO(other + b" "), "会议.bpmn"), "revision": 1}
    assert send(analyst, f"/design/{draft}/diagram/upload", **again).status_code == 409, "seen an old one"
    nothing = send(analyst, f"/design/{draft}/diagram/upload", revision=2)
    assert nothing.status_code == 422 and "file" in nothing.json["fields"]


def test_an_unfinished_diagram_is_kept_and_the_check_says_what_is_missing(analyst: Browser, draft: int) -> None:
    opened = analyst.get(f"/design/{draft}/diagram/file").json
    broken = opened["xml"].replace('formId="unit_review"', 'formId="gone"').replace('default="unit_agrees"', "")
    assert send(analyst, f"/design/{draft}/diagram/file", xml=broken, revision=1).status_code == 200
    found = {(f["code"], f["element"]) for f in analyst.get(f"/design/{draft}/diagram/findings").json}
    assert ("condition_missing", "unit_agrees") in found
    answer = analyst.get(f"/design/{draft}/diagram/findings").json[0]
    assert answer["zh"] and answer["en"] and answer["severity"] and answer["file"] == "process.bpmn"


def test_laying_out_draws_anew_and_stores_nothing(analyst: Browser, office: Office, draft: int) -> None:
    before = stored(office, draft)
    answer = send(analyst, f"/design/{draft}/diagram/layout", xml=before.decode())
    assert answer.status_code == 200 and "BPMNShape" in answer.json["xml"] and 'id="unit_review"' in answer.json["xml"]
    assert stored(office, draft) == before


def test_the_choices_are_those_of_the_office_and_of_the_draft(analyst: Browser, draft: int) -> None:
    choices = analyst.get(f"/design/{draft}/diagram/choices").json
    by = {kind: {each.get("id", each.get("name")): each for each in found} for kind, found in choices.items()}
    assert by["roles"]["checker"]["name"] and "O5" in by["people"] and "林草局" in by["units"]
    assert by["lanes"]["文秘科"]["more"] == ["checker", "clerk"]
    assert "cosign" in by["forms"] and by["decisions"]["signing"]["name"]
    assert by["services"]["send-notice"]["more"] == ["to", "text"] and "青岚政发" in by["series"]
    assert "outgoing_document" in by["processes"] and "approval" in by["procedures"]
    assert by["variables"]["urgency"]["label"] and by["variables"]["consult_done"]["form"] == ""


def test_a_broken_file_takes_only_its_own_choices_away(analyst: Browser, office: Office, draft: int) -> None:
    broken = {"forms/cosign.json": b"{", "procedure.toml": b"= wrong", "decisions/signing.dmn": b"<no"}
    actions.change_draft(office, ChangeDraft(draft, broken, dict.fromkeys(broken, 1)), ANALYST)
    choices = analyst.get(f"/design/{draft}/diagram/choices").json
    assert "cosign" in {each["id"] for each in choices["forms"]} and choices["lanes"] == []
    assert choices["roles"] and choices["variables"] and "signing" not in {each["id"] for each in choices["decisions"]}


def test_the_editor_offers_the_functions_the_engine_has() -> None:
    source = (ASSETS / "diagram" / "functions.js").read_text("utf-8")
    offered = set(re.findall(r'make\("([a-z ]+)"', source))
    assert offered == OFFICE_FUNCTIONS | {"due", "term", "holders"}


def test_the_office_tasks_name_built_in_services() -> None:
    source = (ASSETS / "diagram" / "office-tasks.js").read_text("utf-8")
    assert set(re.findall(r'service\("([a-z-]+)"\)', source)) <= set(BUILT_IN)


def test_no_word_of_the_dictionary_is_left_in_english() -> None:
    own = json.loads((ASSETS / "chinese" / "diagram.json").read_text("utf-8"))
    left = [key for key, words in own.items() if words == key and key not in ("BPMN",)]
    assert left == []


@pytest.mark.parametrize("state", ["submitted"])
def test_what_was_handed_in_is_only_looked_at(analyst: Browser, office: Office, draft: int, state: str) -> None:
    with office.database.write() as connection:
        connection.execute(update(t.procedure_draft).where(t.procedure_draft.c.id == draft).values(state=state))
    assert analyst.get(f"/design/{draft}/diagram/file").json["open"] is False
    xml = stored(office, draft).decode()
    assert send(analyst, f"/design/{draft}/diagram/file", xml=xml + " ", revision=1).status_code == 409


def test_another_analysts_draft_is_not_there(analyst: Browser) -> None:
    assert analyst.get("/design/987654/diagram/file").status_code == 404
