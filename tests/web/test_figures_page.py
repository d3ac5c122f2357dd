"""The pages of figures, their spreadsheets, and the entering of a base."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.clock import LOCAL, SimulatedClock
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.actions.desk import review, start
from tests.conftest import furnish
from tests.packages import approval
from tests.queries.test_figures import FIGURES
from tests.web.conftest import PASSWORD

HOSTILE = '=HYPERLINK("x","<b>点</b>")'


@pytest.fixture
def office(clock: SimulatedClock, tmp_path: Path) -> Iterator[Office]:
    opened = open_office(f"sqlite:///{tmp_path}/banjie.sqlite3", clock=clock, files=tmp_path / "files")
    furnish(opened, approval(**{"figures.toml": FIGURES.encode()}))
    for person in ("O1", "O5", "O2", "U11"):
        open_account(opened, person, PASSWORD, Actor(SYSTEM))
    start(opened, title=HOSTILE)
    start(opened)
    review(opened)
    yield opened
    opened.database.dispose()


def test_the_way_there_is_shown_to_those_who_may(browser):
    assert 'href="/figures"' in browser("O5").page
    clerk = browser("U11")
    assert 'href="/figures"' not in clerk.page
    assert "没有可以查看的统计" in clerk.get("/figures").text
    for path in ("/figures/one/started?procedure=approval", "/figures/export.csv?procedure=approval", "/figures/items?figure=started&procedure=approval", "/figures/bases/approval"):
        assert clerk.get(path).status_code == 404, path


def test_the_table_and_one_figure(browser):
    person = browser("O5")
    page = person.get("/figures?procedure=approval&from=2026-02-01&to=2026-02-28").text
    assert "2 件" in page and "100.00 %" in page and "截至 2026-02-13 09:00" in page and "无上年同期数" in page
    assert page.count("<svg class=\"figure-chart") == 0  # one month is no course
    one = person.get("/figures/one/started?procedure=approval").text
    assert 'role="img"' in one and "林草局" in one and "started" in one and "按月份" in one
    assert person.get("/figures/one/nothing?procedure=approval").status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("from=2026-03-01&to=2026-02-01", 409), ("from=soon", 409), ("from=0001-01-01&to=0001-02-01", 409),
        ("procedure=nothing", 404), ("from=2026-02-30", 409), ("cutoff=9999-99-99", 409),
    ],
)  # fmt: skip
def test_bad_periods_are_refused_in_words(browser, query: str, status: int):
    answer = browser("O5").get(f"/figures?{query}")
    assert answer.status_code == status and "Traceback" not in answer.text


def test_a_number_opens_its_matters(browser):
    person = browser("O5")
    page = person.get("/figures/items?procedure=approval&figure=agreed").text
    assert "&lt;b&gt;点" in page and 'href="/instances/1?' in page and "分母 1" in page
    hidden = browser("O2").get("/figures/items?procedure=approval&figure=started").text
    assert "其中 2 件您无权查看" in hidden and "QS2026" not in hidden
    assert person.get("/figures/items?procedure=approval&figure=started&by=unit&key=%E6%97%A0").status_code == 404


def test_spreadsheets_run_nothing(browser):
    person = browser("O5")
    answer = person.get("/figures/items.csv?procedure=approval&figure=started")
    assert answer.headers["Content-Type"].startswith("text/csv") and answer.data.startswith(b"\xef\xbb\xbf")
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    cells = [cell for row in csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))) for cell in row]
    assert f"'{HOSTILE}" in cells and not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    book = load_workbook(io.BytesIO(person.get("/figures/items.xlsx?procedure=approval&figure=started").data))
    found = {cell.value: cell.data_type for row in book.active.iter_rows() for cell in row}
    assert found[HOSTILE] == "s" and "f" not in found.values()


def test_the_report_as_a_spreadsheet_keeps_numbers(browser):
    person = browser("O5")
    book = load_workbook(io.BytesIO(person.get("/figures/export.xlsx?procedure=approval").data))
    table = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert ["发起", None, None, 2, "件"] in [row[:5] for row in table]
    assert ["发起", "单位", "林草局", 2, "件"] in [row[:5] for row in table]
    assert ["核稿同意率", None, None, 100, "%"] in [row[:5] for row in table]
    text = person.get("/figures/export.csv?procedure=approval").data.decode("utf-8-sig")
    assert "核稿同意率,,,100.00,%" in text and len(re.findall(r"[0-9a-f]{64}", text)) == 2


def test_a_base_is_entered_from_a_paper(browser, clock):
    director = browser("O1")
    director.get("/figures/bases/approval")
    typed = {"figure": "started", "from": "2025-02-01", "to": "2025-02-28", "value": "x", "source": ""}
    answer = director.post("/figures/bases/approval", typed)
    assert answer.status_code == 422 and "请填写数字" in answer.text and "出处" in answer.text
    assert 'value="x"' in answer.text
    answer = director.post("/figures/bases/approval", {**typed, "value": "4", "source": "2025年登记簿"})
    assert answer.status_code == 303
    assert "2025年登记簿" in director.get(answer.location).text
    clock.move_to(datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL))
    director = browser("O1")
    page = director.get("/figures?procedure=approval&from=2026-02-01&to=2026-02-28").text
    assert "录入" in page and "-50.00 %" in page and 'title="2025年登记簿"' in page
    assert director.post("/figures/bases/approval", {**typed, "from": "tomorrow"}).status_code == 409


def test_who_may_only_read_bases_sees_no_form(browser):
    deputy = browser("O2")
    page = deputy.get("/figures/bases/approval").text
    assert "还没有录入基数" in page and 'name="source"' not in page
    typed = {"figure": "started", "from": "2025-02-01", "to": "2025-02-28", "value": "4", "source": "2025年登记簿"}
    assert deputy.post("/figures/bases/approval", typed).status_code == 409


def test_english_pages_speak_english(browser):
    person = browser("O5")
    person.post("/language", {"language": "en"})
    for path in ("/figures?procedure=approval", "/figures/one/agreed?procedure=approval", "/figures/items?procedure=approval&figure=agreed", "/figures/bases/approval"):
        main = person.get(path).text.split('<main id="main">')[1].split("</main>")[0]
        text = re.sub(r"<option.*?</option>|<code>.*?</code>|<svg.*?</svg>|<[^>]+>", " ", main, flags=re.S)
        left = set(re.findall(r"[一-鿿]+", text)) - {"点", "关于测试的请示", "核稿", "请示审批"}
        assert not left, (path, left)
