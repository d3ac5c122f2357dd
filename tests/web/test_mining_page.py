"""The mining pages: who sees what, numbers as links, the export as a download, hostile names as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from lxml import etree
from sqlalchemy import select

from engine import actions
from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.bpmn.layout import lay_out
from engine.clock import SimulatedClock
from engine.store import tables as t
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.actions import desk
from tests.conftest import furnish
from tests.packages import DIAGRAM, approval
from tests.web.conftest import PASSWORD

HOSTILE = '"><img src=x onerror=alert(1)>=CMD()'
PAGE = "/mining?procedure=approval&from=2026-02-01&to=2026-02-28"


@pytest.fixture
def office(clock: SimulatedClock, tmp_path: Path) -> Iterator[Office]:
    opened = open_office(f"sqlite:///{tmp_path}/banjie.sqlite3", clock=clock, files=tmp_path / "files")
    furnish(opened, approval(**{"process.bpmn": lay_out(DIAGRAM.encode()).data}))
    for person in ("O1", "O5", "U11", "A4", "A5"):
        open_account(opened, person, PASSWORD, Actor(SYSTEM))
    desk.to_sign(opened)
    back = actions.ReturnTask(desk.task_of(opened, "sign"), "review", "请补充", desk.command_id())
    actions.return_task(opened, back, Actor("L1"))
    desk.start(opened, title=HOSTILE)
    yield opened
    opened.database.dispose()


def test_every_number_is_a_way_to_its_matters(browser):
    person = browser("O1")
    page = person.get(PAGE).text
    for words in ("2 件", "核稿", "签发", "热力图", "瓶颈", "办理路径", "退回", "单位", "导出事件日志"):
        assert words in page, words
    assert not re.search(r"\sstyle=|<script>", page)
    links = set(re.findall(r'href="(/mining/items\?[^"]*)"', page))
    assert len(links) > 25
    for address in links:
        answer = person.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200 and "共 " in answer.text, address


def test_the_heat_map_says_how_often_and_where(browser):
    page = browser("O1").get(PAGE).text
    svg = re.search(r'<svg class="diagram".*?</svg>', page, re.S).group()
    assert 'role="group"' in svg and 'class="element heat-5"' in svg
    assert 'aria-label="核稿 3"' in svg, "two began there, one came back"
    waits = browser("O1").get(f"{PAGE}&heat=waits").text
    assert "圆角牌上是累计等待的工作小时" in waits


def test_a_hostile_title_stays_text(browser):
    page = browser("O1").get("/mining/items?procedure=approval&from=2026-02-01&to=2026-02-28&what=matters").text
    assert "<img" not in page and "&lt;img src=x" in page


def test_an_analyst_reads_numbers_without_links(browser):
    person = browser("A4")
    page = person.get(PAGE).text
    assert "热力图" in page and "/mining/items" not in page and 'action="/mining/export' not in page and "人员" not in page
    assert 'href="/mining"' in page and 'href="/figures"' not in page
    assert person.get("/mining/items?procedure=approval&what=matters").status_code == 404


def test_whoever_may_not_is_told_so(browser):
    clerk = browser("U11")
    assert 'href="/mining"' not in clerk.page
    assert "没有可以查看的流程" in clerk.get("/mining").text
    assert clerk.get("/mining/items?procedure=approval&what=matters").status_code == 404


@pytest.mark.parametrize("query", ["from=soon", "version=9", "procedure=no-such"])
def test_a_bad_address_is_refused(browser, query):
    known = "" if "procedure=" in query else "procedure=approval&"
    assert browser("O1").get(f"/mining?{known}{query}").status_code in (404, 409)


@pytest.mark.parametrize(("person", "form", "ending"), [("O1", "xes", "xes"), ("A5", "ocel-json", "json"), ("O1", "ocel-sqlite", "sqlite")])
def test_the_log_is_a_download_with_a_trace(browser, office, person, form, ending):
    somebody = browser(person)
    somebody.get(PAGE)
    answer = somebody.post("/mining/export?procedure=approval&from=2026-02-01&to=2026-02-28", {"form": form})
    assert answer.status_code == 200 and f"approval-2026-02-01-2026-02-28.{ending}" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    data = answer.get_data()
    if form == "xes":
        assert len(etree.fromstring(data).findall("trace")) == 2
    elif form == "ocel-json":
        assert orjson.loads(data)["events"]
    else:
        assert data.startswith(b"SQLite format 3")
    with office.database.read() as connection:
        rows = connection.execute(select(t.journal.c.actor).where(t.journal.c.kind == "log.exported")).scalars().all()
    assert rows == [person]


@pytest.mark.parametrize(("first", "last"), [("0001-01-01", "9999-12-31"), ("9999-12-31", "9999-12-31"), ("9999-12-31", "0001-01-01"), ("0001-01-01", "0001-01-01")])
def test_any_day_of_the_calendar_may_be_asked_for(browser, first, last):
    person = browser("A5")
    period, whole = f"procedure=approval&from={first}&to={last}", first < last
    answer = person.get(f"/mining?{period}")
    assert answer.status_code == 200 and ("2 件" in answer.text) == whole
    items = person.get(f"/mining/items?{period}&what=matters")
    assert items.status_code in (200, 404) and ("&lt;img src=x" in items.text) == whole
    export = person.post(f"/mining/export?{period}", {"form": "xes"})
    assert export.status_code in (200, 404, 409) and (export.get_data().count(b"<trace>") == 2) == whole


def test_a_wish_for_no_known_form_is_refused(browser):
    person = browser("O1")
    person.get(PAGE)
    assert person.post("/mining/export?procedure=approval", {"form": "exe"}).status_code in (409, 422)


def test_it_speaks_english_too(browser):
    person = browser("O1")
    person.post("/language", {"language": "en"})
    page = person.get(PAGE).text
    for words in ("Process mining", "Heat map", "Bottlenecks", "Ways taken", "Longest total waiting"):
        assert words in page
