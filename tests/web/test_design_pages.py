"""The workbench at the browser: begin, upload, share, check, hand in, release; hostile files change nothing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from engine import queries
from engine.actions import Actor, change_organization, design, open_account, publish_definition
from engine.actions.design import BeginDraft, ChangeDraft
from engine.definition import Package
from engine.organization import Organization, grant
from engine.store import tables as t
from engine.store.office import Office
from engine.store.procedure_drafts import keep_report
from engine.store.work import SYSTEM
from tests.packages import approval
from tests.web.conftest import PASSWORD, Browser

Open = Callable[..., Browser]
ANALYST = Actor("A4")


def begin(office: Office, key: str = "leave-request", name: str = "请假审批", **more: Any) -> int:
    return design.begin_draft(office, BeginDraft(key, name, **more), ANALYST)


def package(office: Office, draft: int) -> Package:
    return queries.draft_page(office, "A4", draft).package


def drafts(office: Office) -> int:
    with office.database.read() as connection:
        return len(connection.execute(select(t.procedure_draft.c.id)).all())


def chosen(data: bytes, name: str = "流程.zip") -> tuple[io.BytesIO, str]:
    return io.BytesIO(data), name


def test_the_analysts_front_page_is_the_workbench(browser: Open) -> None:
    analyst = browser("A4")
    assert analyst.get("/").location.endswith("/design")
    page = analyst.get("/design").text
    assert "请示审批" in page and "还没有草稿" in page and "/design/versions/1/picture.svg" in page


def test_the_releasers_rail_leads_to_what_waits(browser: Open) -> None:
    assert "没有待审核的流程" in browser("A2").get("/releases").text
    assert 'href="/releases"' in browser("A2").get("/audit/looks").text


def test_a_new_procedure_begins_with_a_name_and_a_key(browser: Open, office: Office) -> None:
    analyst = browser("A4")
    analyst.get("/design")
    answer = analyst.post("/design", {"name": "请假审批", "procedure": "leave-request"})
    assert answer.status_code == 303 and answer.location.endswith("/design/1")
    page = analyst.get("/design/1").text
    assert "process.bpmn" in page and "编辑中" in page and "已自动保存" in page
    assert analyst.get("/design/1/picture.svg").text.startswith("<svg")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": "请假", "procedure": "Leave"}, "标识由小写字母"),
        ({"name": " ", "procedure": "leave"}, "名称应为"),
        ({"name": "另一个", "procedure": "approval"}, "标识“approval”已用于流程“请示审批”"),
    ],
)
def test_a_wrong_beginning_is_said_at_its_field(browser: Open, office: Office, values: dict, said: str) -> None:
    analyst = browser("A4")
    analyst.get("/design")
    answer = analyst.post("/design", values)
    assert answer.status_code == 422 and said in answer.text and drafts(office) == 0


def test_a_zip_begins_a_draft_and_names_it(browser: Open, office: Office) -> None:
    analyst = browser("A4")
    analyst.get("/design")
    moved = approval(**{"procedure.toml": approval().files["procedure.toml"].replace(b'"approval"', b'"asking"', 1)})
    folder = Package({f"asking/{path}": data for path, data in moved.files.items()})
    answer = analyst.post("/design", {"package": chosen(folder.to_zip())}, content_type="multipart/form-data")
    assert answer.status_code == 303
    page = queries.draft_page(office, "A4", 1)
    assert (page.procedure, page.name) == ("asking", "请示审批") and page.package.hash == moved.hash


def test_a_zip_of_a_known_procedure_says_so(browser: Open, office: Office) -> None:
    analyst = browser("A4")
    analyst.get("/design")
    other = approval(**{"README.md": b"mine"}).to_zip()
    answer = analyst.post("/design", {"package": chosen(other)}, content_type="multipart/form-data")
    assert answer.status_code == 422 and "已用于流程" in answer.text
    values = {"package": chosen(other), "another": "1"}
    assert analyst.post("/design", values, content_type="multipart/form-data").status_code == 303
    page = analyst.get("/design/1").text
    assert "已有更新的第 1 版" in page, "it was never compared with the version in force"


def hostile(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        if name == "climbing":
            zipped.writestr("../procedure.toml", b"x")
        elif name == "bomb":
            zipped.writestr("a.txt", b"\0" * 30_000_000)
        elif name == "link":
            info = zipfile.ZipInfo("a.txt")
            info.external_attr = 0o120777 << 16
            zipped.writestr(info, "/etc/passwd")
        elif name == "code":
            zipped.writestr("a.py", b"x")
    return buffer.getvalue() if name != "no zip" else b"no zip"


@pytest.mark.parametrize("name", ["climbing", "bomb", "link", "code", "no zip"])
def test_a_hostile_zip_changes_nothing(browser: Open, office: Office, name: str) -> None:
    draft = begin(office)
    before = package(office, draft).hash
    analyst = browser("A4")
    for path in ("/design", f"/design/{draft}/upload"):
        analyst.get(path.removesuffix("/upload"))
        values = {"name": "请假", "procedure": "other", "package": chosen(hostile(name))}
        answer = analyst.post(path, values, content_type="multipart/form-data")
        assert answer.status_code == 422, (path, answer.status_code)
        assert re.search(r'role="alert".{0,400}<b>[^<]*[\u4e00-\u9fff]', answer.text, re.S)
    assert drafts(office) == 1 and package(office, draft).hash == before


def test_an_upload_shows_first_what_it_changes(browser: Open, office: Office) -> None:
    draft = begin(office)
    analyst = browser("A4")
    analyst.get(f"/design/{draft}")
    files = dict(package(office, draft).files)
    del files["forms/handle.json"]
    wanted = Package({**files, "README.md": b"new", "process.bpmn": files["process.bpmn"] + b"\n"})
    upload = {"package": chosen(wanted.to_zip())}
    answer = analyst.post(f"/design/{draft}/upload", upload, content_type="multipart/form-data")
    assert answer.status_code == 200
    shown = re.findall(r'change-(\w+)">.*?class="path">([^<]+)<', answer.text, re.S)
    assert shown == [("added", "README.md"), ("removed", "forms/handle.json"), ("changed", "process.bpmn")]
    assert "README.md" not in package(office, draft).files
    token, revision = (re.search(rf'name="{name}" value="([^"]*)"', answer.text)[1] for name in ("_kept", "revision"))
    done = analyst.post(f"/design/{draft}/replace", {"_kept": token, "revision": revision})
    assert done.status_code == 303 and package(office, draft).hash == wanted.hash
    again = analyst.post(f"/design/{draft}/replace", {"_kept": token, "revision": revision})
    assert again.status_code == 409 and "再看一遍" in again.text
    forged = analyst.post(f"/design/{draft}/replace", {"_kept": "x" + token, "revision": revision})
    assert forged.status_code == 422 and package(office, draft).hash == wanted.hash


def test_a_download_is_the_folder_again(browser: Open, office: Office) -> None:
    draft = begin(office)
    answer = browser("A4").get(f"/design/{draft}/download")
    assert answer.mimetype == "application/zip" and "attachment" in answer.headers["Content-Disposition"]
    assert Package.from_zip(answer.data).hash == package(office, draft).hash


def test_a_draft_is_shared_and_taken_back(browser: Open, office: Office) -> None:
    def second(organization: Organization, now: datetime) -> Organization:
        return grant(organization, "analyst", "U6", "A2", date(2026, 1, 1))

    change_organization(office, Actor("A2"), second, {})
    open_account(office, "U6", PASSWORD, Actor(SYSTEM))
    draft = begin(office)
    analyst, other = browser("A4"), browser("U6")
    assert other.get(f"/design/{draft}").status_code == 404
    analyst.get(f"/design/{draft}")
    assert analyst.post(f"/design/{draft}/share", {"person": "O5"}).status_code == 422
    assert analyst.post(f"/design/{draft}/share", {"person": "U6"}).status_code == 303
    assert other.get(f"/design/{draft}").status_code == 200
    for path in ("discard", "share", "rename"):
        assert other.post(f"/design/{draft}/{path}", {"person": "U6", "name": "我的"}).status_code == 409, path
    assert analyst.post(f"/design/{draft}/unshare", {"person": "U6"}).status_code == 303
    assert other.get(f"/design/{draft}").status_code == 404


def test_a_draft_is_renamed_and_discarded(browser: Open, office: Office) -> None:
    draft = begin(office)
    analyst = browser("A4")
    analyst.get(f"/design/{draft}")
    assert analyst.post(f"/design/{draft}/rename", {"name": "请假 <b>新</b>"}).status_code == 303
    page = analyst.get(f"/design/{draft}").text
    assert "请假 &lt;b&gt;新&lt;/b&gt;" in page and "<b>新</b>" not in page
    assert analyst.post(f"/design/{draft}/discard").status_code == 303
    assert analyst.get(f"/design/{draft}").status_code == 404
    assert analyst.post(f"/design/{draft}/discard").status_code == 404


def test_the_check_tells_where_and_what_to_do(browser: Open, office: Office) -> None:
    draft = begin(office)
    diagram = package(office, draft).files["process.bpmn"].replace(b'targetRef="done"', b'targetRef="handle"')
    design.change_draft(office, ChangeDraft(draft, {"process.bpmn": diagram}, {"process.bpmn": 1}), ANALYST)
    analyst = browser("A4")
    page = analyst.get(f"/design/{draft}/check").text
    assert "循环没有出口" in page and "请给循环加一个能走到结束的出口" in page and "endless_loop" in page
    pictures = re.findall(r'<img class="fault"[^>]* src="([^"]+)"', page)
    assert pictures and all(analyst.get(path).mimetype == "image/svg+xml" for path in pictures)
    assert analyst.get(f"/design/{draft}/check/99.svg").status_code == 404


def test_from_draft_to_version_by_two_people(browser: Open, office: Office) -> None:
    draft = begin(office, "approval", "请示审批", definition_id=1)
    design.change_draft(office, ChangeDraft(draft, {"README.md": "放宽".encode()}), ANALYST)
    analyst, releaser = browser("A4"), browser("A2")
    page = analyst.get(f"/design/{draft}/release").text
    assert "现在的内容还没有全部运行通过" in page and re.search(r"<button[^>]*disabled[^>]*>", page)
    hash_ = package(office, draft).hash
    assert analyst.post(f"/design/{draft}/release", {"hash": hash_, "words": "放宽"}).status_code == 409
    with office.database.write() as connection:
        keep_report(connection, hash_, "scenarios", {"passed": 2, "total": 2, "green": True}, by="A4", at=office.now())
    assert releaser.get(f"/releases/{draft}").status_code == 404
    analyst.get(f"/design/{draft}/release")
    assert analyst.post(f"/design/{draft}/release", {"hash": hash_, "words": "放宽时限"}).status_code == 303
    assert "撤回送审" in analyst.get(f"/design/{draft}/release").text
    assert "放宽时限" in releaser.get("/releases").text
    page = releaser.get(f"/releases/{draft}").text
    assert "README.md" in page and hash_ in page and "图析理" in page
    assert releaser.get(f"/design/{draft}/comparison").status_code == 200, "he sees what it changes"
    assert releaser.get(f"/design/{draft}/what-if").status_code == 200
    for path in ("", "/check", "/release", "/diagram", "/settings"):
        assert releaser.get(f"/design/{draft}{path}").status_code == 404, path
    page = releaser.get(f"/releases/{draft}").text
    assert releaser.post(f"/releases/{draft}/send-back", {"hash": hash_, "words": ""}).status_code == 422
    assert releaser.post(f"/releases/{draft}/approve", {"hash": "0" * 64}).status_code == 409
    done = releaser.post(f"/releases/{draft}/approve", {"hash": hash_})
    assert done.status_code == 303 and done.location.endswith("/design/versions/2")
    again = releaser.post(f"/releases/{draft}/approve", {"hash": hash_})
    assert again.status_code == 409 and "已经处理过" in again.text
    for person in ("A2", "A4", "A5"):
        page = browser(person).get("/design/versions/2").text
        assert "第 2 版" in page and "图析理" in page and "放宽时限" in page
    assert browser("O5").get("/design/versions/2").status_code == 404
    assert "已发布，内容不能再改" in analyst.get(f"/design/{draft}").text
    old = analyst.get("/design/versions/1").text
    assert "恢复此版" in old
    back = analyst.post("/design", {"procedure": "approval", "name": "请示审批", "definition_id": "1", "roll_back": "1"})
    page = analyst.get(f"{back.location}/release").text
    assert "内容与第 1 版相同：发布即恢复该版" in page


def test_a_newer_version_is_looked_at_file_by_file(browser: Open, office: Office) -> None:
    mine = begin(office, "approval", "请示审批", definition_id=1)
    design.change_draft(office, ChangeDraft(mine, {"README.md": b"mine"}), ANALYST)
    publish_definition(office, approval(**{"README.md": b"theirs", "texts.toml": b""}), Actor(SYSTEM))
    analyst = browser("A4")
    assert "已有更新的第 2 版" in analyst.get(f"/design/{mine}").text
    page = analyst.get(f"/design/{mine}/rebase").text
    assert "两边都改过" in page and re.findall(r'name="take" value="([^"]+)" checked', page) == ["procedure.toml", "texts.toml"]
    values = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("onto", "revision")}
    assert analyst.post(f"/design/{mine}/rebase", {**values, "take": ["texts.toml"]}).status_code == 303
    found = queries.draft_page(office, "A4", mine)
    assert found.newer is None and found.package.files["README.md"] == b"mine" and "texts.toml" in found.files
