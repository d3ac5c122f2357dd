"""An auditor's pages: what they show, what they keep, what they hand out, and the trace of every look."""

from __future__ import annotations

import csv
import io
import threading
from datetime import timedelta
from urllib.parse import quote, urlencode

import openpyxl
import pytest
from sqlalchemy import select

from engine import actions, queries
from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.queries.bodies import opened
from engine.store import tables as t
from engine.store.journal import journal
from engine.store.work import SYSTEM
from tests.actions import desk
from tests.web.conftest import PASSWORD

LOOKS = ("audit.looked", "audit.searched", "audit.exported", "audit.refused")


@pytest.fixture
def matter(office) -> int:
    """A matter of 林草局 with an attachment, reviewed; another whose title would be a formula."""
    receipt = desk.start(office, title="关于修缮林区道路的请示")
    file = actions.Upload("图纸.pdf", "application/pdf", io.BytesIO(b"drawing"))
    actions.attach_files(office, actions.AttachFiles(receipt.instance_id, [file], desk.command_id()), Actor("U11"))
    desk.review(office)
    desk.start(office, title='=HYPERLINK("http://example.org")的请示')
    return receipt.instance_id


def looks(office) -> list[tuple[str, dict]]:
    rows = desk.rows(office, t.journal, t.journal.c.kind.in_(LOOKS))
    return [(row.kind, opened(row)) for row in sorted(rows, key=lambda row: row.seq)]


def test_signing_in_leads_to_the_questions(browser, matter):
    auditor = browser("A5")
    assert auditor.get("/").headers["Location"] == "/audit"
    page = auditor.get("/audit").text
    assert "关于修缮林区道路的请示" in page and "发起事项" not in page and "审计检索" in page
    assert 'action="/audit"' in page.split("</header>")[0], "the search of the frame asks as an auditor asks"
    assert browser("U11").get("/audit").status_code == 404
    assert browser("U11").get("/").headers["Location"] == "/inbox/todo"


def test_each_line_leads_to_its_matter(browser, matter):
    auditor = browser("A5")
    page = auditor.get("/audit?find=acts&person=O5").text
    assert f"/instances/{matter}" in page and "文思齐" in page and "办理“核稿”" in page
    assert auditor.get(f"/instances/{matter}").status_code == 200


def test_every_look_leaves_one_trace_and_changes_nothing_else(app, office, browser, matter):
    auditor = browser("A5")
    attachment = desk.rows(office, t.attachment)[0].id
    task = desk.task_of(office, "cosign", "林草局")
    code = queries.paper(office, "U11", matter, "approval-sheet").code
    number = queries.instance_page(office, "A5", matter).instance.number
    ways = {
        "/audit": ("audit.searched", None), "/audit?find=acts&text=林区": ("audit.searched", None),
        f"/instances/{matter}": ("audit.looked", number), f"/tasks/{task}": ("audit.looked", number),
        f"/instances/{matter}/papers/approval-sheet": ("audit.looked", number), f"/check/{code}": ("audit.looked", number),
        f"/attachments/{attachment}": ("audit.exported", number), "/audit/export.csv?find=acts": ("audit.exported", None),
        "/audit/export.xlsx": ("audit.exported", None), "/search?text=林区": ("audit.searched", None),
        "/instances/987654": ("audit.refused", None),
    }  # fmt: skip
    for path, (kind, about) in ways.items():
        before, changed = looks(office), everything_else(office)
        assert auditor.get(path).status_code == (404 if kind == "audit.refused" else 200), path
        after = looks(office)
        assert len(after) == len(before) + 1, path
        assert after[-1][0] == kind and after[-1][1].get("instance") == about, path
        assert everything_else(office) == changed, path
    assert looks(office)[1][1]["question"] == {"find": "acts", "text": "林区"}
    told = len(looks(office))
    for path in ("/notices", "/inbox/todo", "/", "/sign-in", "/audit/looks"):
        auditor.get(path)
    browser("U11").get(f"/instances/{matter}")
    browser("U11").get("/instances/987654")
    assert len(looks(office)) == told, "pages without a matter, and people who are no auditors"


def test_a_new_page_about_a_matter_leaves_its_trace_untold(app, office, browser, matter):
    """Every GET route that names a matter by its id, whoever wrote it."""
    auditor = browser("A5")
    names = {"instance_id": matter, "task_id": desk.task_of(office, "cosign", "林草局")}
    found = 0
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.arguments and rule.arguments <= set(names):
            with app.test_request_context():
                path = app.url_map.bind("").build(rule.endpoint, {n: names[n] for n in rule.arguments})
            before = len(looks(office))
            answer = auditor.get(path)
            assert len(looks(office)) == before + (answer.status_code in (200, 404)), path
            found += 1
    assert found >= 2


def test_mining_names_matters_and_is_told(office, browser, matter):
    """The figures themselves name nobody; the matters behind one and the event log do."""
    auditor, period = browser("A5"), {"procedure": "approval", "from": "2026-01-01", "to": "2026-12-31"}
    query = urlencode(period)
    assert auditor.get(f"/mining?{query}").status_code == 200 and looks(office) == []
    before = everything_else(office)
    answer = auditor.get(f"/mining/items?{query}&what=matters")
    assert answer.status_code == 200 and "关于修缮林区道路的请示" in answer.text
    assert looks(office) == [("audit.searched", {"page": "mining.items", "question": {**period, "what": "matters"}})]
    answer = auditor.post(f"/mining/export?{query}", {"form": "xes"})
    assert answer.status_code == 200 and b"<trace>" in answer.get_data()
    assert looks(office)[1:] == [("audit.exported", {"page": "mining.export", "question": period})]
    assert everything_else(office) == before
    assert auditor.post(f"/mining/export?{query}", {"form": "exe"}).status_code in (409, 422)
    assert auditor.get("/mining/items?procedure=nothing&what=matters").status_code == 404
    assert len(looks(office)) == 2, "a plain sentence shows nothing"


def test_a_page_drawn_again_with_a_reason_is_a_look_all_the_same(office, browser, matter):
    """A form that is refused shows the whole page behind it: a look or a search, told once."""
    auditor = browser("A5")
    auditor.get("/audit")
    number = queries.instance_page(office, "A5", matter).instance.number
    told = len(looks(office))
    answer = auditor.post("/audit/questions", {"name": "", "question": "find=matters&text=" + quote("林区")})
    assert answer.status_code == 422 and "关于修缮林区道路的请示" in answer.text
    assert looks(office)[told:] == [
        ("audit.searched", {"page": "audit.save", "question": {"find": "matters", "text": "林区"}})
    ]
    answer = auditor.post(f"/instances/{matter}/package")
    assert answer.status_code == 409 and "关于修缮林区道路的请示" in answer.text, "there is no key to sign it by"
    assert looks(office)[told + 1 :] == [
        ("audit.looked", {"page": "packages.take", "question": {}, "instance": number, "id": matter})
    ]
    told = len(looks(office))
    answer = auditor.post("/audit/questions", {"name": "林区", "question": "find=matters"})
    assert answer.status_code == 303 and len(looks(office)) == told, "the page it leads to tells it"
    for path in ("/audit/questions", f"/instances/{matter}/package"):
        assert auditor.client.post(path).status_code == 400
        assert auditor.client.put(path).status_code in (400, 405)
    assert len(looks(office)) == told, "a plain sentence shows nothing"
    assert auditor.post("/instances/987654/package").status_code == 404
    assert looks(office)[told:] == [
        ("audit.refused", {"page": "packages.take", "question": {}, "instance": None, "id": 987654})
    ]


def test_a_part_that_refreshes_is_told_once_a_minute(office, browser, clock, matter):
    auditor, path = browser("A5"), f"/instances/{matter}"
    for n in (1, 1, 1):
        auditor.get(path, headers={"HX-Request": "true"})
        assert len(looks(office)) == n
    auditor.get(path)
    assert len(looks(office)) == 2, "a page of its own is always told"
    auditor.get(f"{path}/papers/approval-sheet", headers={"Sec-Fetch-Dest": "empty"})
    assert len(looks(office)) == 2, "what its scripts fetch of the same matter is part of it"
    auditor.get(f"/instances/{matter + 1}", headers={"Sec-Fetch-Dest": "empty"})
    assert len(looks(office)) == 3, "of another matter it is a look of its own"
    clock.move_to(clock.now() + timedelta(seconds=61))
    auditor.get(path, headers={"HX-Request": "true"})
    assert len(looks(office)) == 4


def test_what_cannot_be_told_is_not_shown(office, browser, matter):
    """Somebody holds the journal: the page is refused, and nothing of the matter is in the answer."""
    auditor = browser("A5")
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with office.database.write():
            held.set()
            done.wait(20)

    other = threading.Thread(target=hold)
    other.start()
    held.wait(5)
    try:
        answer = auditor.get(f"/instances/{matter}")
    finally:
        done.set()
        other.join()
    assert answer.status_code == 503 and "修缮林区道路" not in answer.text
    assert looks(office) == []
    assert auditor.get(f"/instances/{matter}").status_code == 200


def test_the_security_administrator_reads_looks_and_nobody_else(office, browser, matter):
    browser("A5").get("/audit?find=acts&text=" + quote("林区"))
    browser("A5").get(f"/instances/{matter}")
    open_account(office, "A3", PASSWORD, Actor(SYSTEM))
    page = browser("A2").get("/audit/looks").text
    assert "纪明察" in page and "QS20260001" in page and "词语 林区" in page and "关于修缮" not in page
    assert browser("A2").get("/audit/looks?kind=audit.looked&person=A5").text.count("<tr>") == 2
    assert "没有符合条件的记录" in browser("A2").get("/audit/looks?until=2020-01-01").text
    for person in ("A1", "A3", "A5", "O5", "L1", "U11"):
        assert browser(person).get("/audit/looks").status_code == 404, person
    journal = browser("A3").get("/audit/journal").text
    assert "流程发布" in journal and "audit.looked" not in journal and "林区" not in journal
    for person in ("A1", "A2", "A5", "O5"):
        assert browser(person).get("/audit/journal").status_code == 404, person


def test_a_question_is_kept_for_who_kept_it(office, browser, matter):
    auditor = browser("A5")
    auditor.get("/audit?find=acts&person=O5")
    kept = {"question": "find=acts&person=O5&after=abc&evil=%3Cscript%3E", "name": " 文科长 的办理 "}
    answer = auditor.post("/audit/questions", kept)
    assert answer.status_code == 303 and answer.headers["Location"] == "/audit?find=acts&person=O5"
    (row,) = desk.rows(office, t.saved_question)
    assert (row.person, row.name, row.query) == ("A5", "文科长 的办理", "find=acts&person=O5")
    page = auditor.get("/audit").text
    assert 'href="/audit?find=acts&amp;person=O5"' in page and "文科长 的办理" in page
    auditor.post("/audit/questions", {"question": "find=fast", "name": "文科长 的办理"})
    assert [row.query for row in desk.rows(office, t.saved_question)] == ["find=fast"], "the same name again replaces it"
    auditor.get("/audit?find=acts")
    for name in ("", " ", "名" * 41, "a\x07b"):
        answer = auditor.post("/audit/questions", {"question": "find=acts", "name": name})
        assert answer.status_code == 422 and "名称应为1至40字" in answer.text
    other = browser("U11")
    assert other.post("/audit/questions", {"question": "", "name": "我的"}).status_code == 404
    assert other.post(f"/audit/questions/{row.id}/drop").status_code == 404
    assert len(desk.rows(office, t.saved_question)) == 1
    assert auditor.post(f"/audit/questions/{row.id}/drop", {"question": "find=acts"}).status_code == 303
    assert desk.rows(office, t.saved_question) == []
    assert auditor.post(f"/audit/questions/{row.id}/drop").status_code == 404


def test_files_hold_what_the_page_found_and_run_nothing(browser, matter):
    auditor = browser("A5")
    answer = auditor.get("/audit/export.csv?text=" + quote("请示"))
    assert "filename=audit.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0] == ["查什么", "事项"] and rows[1] == ["条件", "词语 请示"]
    assert {row[2] for row in rows[4:]} == {"关于修缮林区道路的请示", '\'=HYPERLINK("http://example.org")的请示'}
    book = openpyxl.load_workbook(io.BytesIO(auditor.get("/audit/export.xlsx?find=acts").data))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "办理" in {cell.value for cell in cells}


@pytest.mark.parametrize("words", ["'\"><script>alert(1)</script>", "%00", "%ff%fe", "..%2f..", "{{7*7}}", "a" * 3000])
def test_hostile_addresses_show_a_page(browser, matter, words):
    auditor = browser("A5")
    for name in ("find", "text", "person", "unit", "procedure", "kind", "since", "until", "after"):
        answer = auditor.get(f"/audit?{name}={words}")
        assert answer.status_code == 200, name
        assert "<script>alert" not in answer.text
    for name in ("person", "kind", "since", "until", "after"):
        assert auditor.get(f"/audit/looks?{name}={words}").status_code == 404
    assert auditor.get(f"/audit/export.csv?text={words}").status_code == 200


def everything_else(office) -> dict[str, list]:
    """Every row of every table but the journal and its head (and sessions, which each request touches)."""
    with office.database.read() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in t.metadata.sorted_tables
            if table.name not in ("journal", "setting", "session")
        }


def test_what_an_auditor_takes_out_by_a_command_stands_with_his_looks(office, browser):
    with office.database.write() as connection:
        for person in ("A5", "O1"):
            journal(connection, "log.exported", person, office.now(), {"form": "xes", "cases": 3})
    open_account(office, "A3", PASSWORD, Actor(SYSTEM))
    page = browser("A2").get("/audit/looks").text
    assert page.count("导出事件日志</td>") == 1 and "纪明察" in page
    assert browser("A3").get("/audit/journal").text.count("导出事件日志</td>") == 1, "another's stands in the journal"
