"""Papers of a matter: what stands on them, the page of the standard, their foot, and the way back from it."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import pairwise

import docx
import pypdf
import pytest
from sqlalchemy import select

from engine import actions, queries
from engine.actions import Actor, PrintPaper, Upload
from engine.demo.paper import word_document
from engine.errors import Missing, NotYours
from engine.history import opened
from engine.queries.manuscript import Body, Paragraph
from engine.store import tables as t
from engine.store.work import SYSTEM
from tests.actions.desk import command_id, cosign, review, sign
from tests.packages import VALUES
from tests.web.paper_package import with_papers
from web.papers import pdf as pdf_module
from web.papers.files import make
from web.papers.html import document
from web.papers.pdf import pdf

LINES = "各街道办事处要认真贯彻落实区政府常务会议精神把森林草原防灭火工作作为当前重要任务抓紧抓实"  # no stops
MM = 72 / 25.4
PAPERS = ("drafting-sheet", "receipt-sheet", "meeting-notice", "minutes", "notice", "slip", "ticket")


@pytest.fixture
def matter(office):
    """Instance 1 at 签发, with a text in Word; countersigned by 林草局 and 财政局."""
    actions.publish_definition(office, with_papers(), Actor(SYSTEM))
    text = word_document(VALUES["title"], ["林草局、财政局:", "一、总体要求", "(一)压实责任。", "落实到位。", "2026年2月13日"])
    uploads = {"body": [Upload("正文.docx", "", io.BytesIO(text))]}
    command = actions.StartInstance("approval", {**VALUES, "caller": "王**"}, command_id(), uploads=uploads)
    actions.start_instance(office, command, Actor("U11"))
    review(office)
    cosign(office, "林草局", "U10")
    cosign(office, "财政局", "U14")
    return 1


def taken(browser, paper: str, form: str, person: str = "U11"):
    visitor = browser(person)
    visitor.get(f"/instances/1/papers/{paper}")
    return visitor.post(f"/instances/1/papers/{paper}/{form}")


def pages(answer) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages]


def placed(page) -> list[tuple[float, float, str]]:
    """(x, y from the top, text) of each line, in points."""
    found, height = [], float(page.mediabox.height)

    def visit(text, outer, inner, font, size):
        if text.strip():
            x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
            y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
            found.append((x, height - y, text.strip()))

    page.extract_text(visitor_text=visit)
    return found


# -- the page of GB/T 9704


@pytest.fixture
def long_paper(office, matter):
    sign(office)
    paragraphs = (Paragraph("first", "一、总体要求"), *[Paragraph("plain", LINES * 24)] * 3)
    return replace(queries.paper(office, "U11", 1, "red-head"), body=Body("", paragraphs))


def test_a_full_page_has_22_lines_of_28_characters(long_paper):
    full = pypdf.PdfReader(io.BytesIO(pdf([long_paper]))).pages[1]
    assert [round(float(each)) for each in full.mediabox[2:]] == [595, 842]  # A4
    lines = [line for line in placed(full) if set(line[2]) <= set(LINES)]
    assert len(lines) == 22
    assert max(len(text) for _, _, text in lines) == 28
    assert sum(len(text) == 28 for _, _, text in lines) >= 18
    assert min(x for x, _, _ in lines) == pytest.approx(28 * MM, abs=0.5)  # left margin
    pitches = [below - above for (_, above, _), (_, below, _) in pairwise(lines)]
    assert pitches == pytest.approx([225 * MM / 22] * 21, abs=0.05)
    assert 37 * MM < lines[0][1] < 37 * MM + 29 and 262 * MM - 29 < lines[-1][1] < 262 * MM


def test_page_numbers_stand_outside_on_odd_and_even_pages(long_paper):
    read = pypdf.PdfReader(io.BytesIO(pdf([long_paper]))).pages
    for number, page in enumerate(read, 1):
        x, y, _ = next(line for line in placed(page) if line[2] == f"— {number} —")
        assert y - 5 == pytest.approx(269 * MM, abs=1.5)  # the dash, 7 mm below the text
        assert (x > 300) == (number % 2 == 1)


def test_the_elements_stand_in_the_order_of_the_standard(office, matter, browser):
    sign(office)
    read = pypdf.PdfReader(io.BytesIO(taken(browser, "red-head", "pdf").data)).pages
    text = "".join(line for page in read for _, _, line in sorted(placed(page), key=lambda at: (round(at[1]), at[0])))
    wanted = [
        "青岚区人民政府办公室文件", "测试〔2026〕1号", "关于测试的请示", "林草局、财政局:", "一、总体要求",
        "(一)压实责任。", "落实到位。", "青岚区人民政府办公室", "2026年2月13日", "(此件公开发布)", "抄送:青岚区城市管理局。",
        "2026年2月13日印发",
    ]  # fmt: skip
    flat = re.sub(r"\s", "", text).translate(str.maketrans("（）：", "():"))
    places, start = [], 0
    for each in wanted:
        start = flat.find(each, start)
        places.append(start)
        assert start >= 0, (each, flat)
    assert flat.count("关于测试的请示") == 1, "the title is not repeated from the uploaded text"
    assert flat.count("2026年2月13日") == 2, "nor is its date: it stands under the issuer and in 版记"


def test_an_upward_paper_names_who_signed(office, matter, browser):
    paper = queries.paper(office, "U11", 1, "drafting-sheet")
    assert "签发人" not in document(paper)
    sign(office)
    red = queries.paper(office, "U11", 1, "red-head")
    up = replace(red, values={**red.values, "upward": replace(red.values["title"], text="是")})
    assert "签发人：<b>甄为民</b>" in document(up) and "签发人" not in document(red)


def test_urgency_and_secrecy_stand_above_the_head_only_when_there_are_any(office, matter):
    sign(office)
    red = queries.paper(office, "U11", 1, "red-head")
    assert 'class="class"' not in document(red)
    value = red.values["urgency"]
    assert '<p>特急</p>' in document(replace(red, values={**red.values, "urgency": replace(value, text="特急")}))


# -- the foot, the trace, the code


@pytest.mark.parametrize("paper", PAPERS)
def test_every_page_of_every_paper_has_its_foot(office, matter, browser, paper):
    answer = taken(browser, paper, "pdf")
    assert answer.mimetype == "application/pdf" and answer.status_code == 200
    code, read = queries.paper(office, "U11", 1, paper).code, pages(answer)
    for number, text in enumerate(read, 1):
        flat = re.sub(r"\s", "", text)
        assert f"第{number}页共{len(read)}页" in flat
        assert "QS20260001" in text and "打印 2026-02-13 09:00" in text and "林小草" in text and code in text


def test_every_print_leaves_a_trace_and_looking_leaves_none(office, matter, browser):
    visitor = browser("U11")
    assert visitor.get("/instances/1/papers/drafting-sheet").status_code == 200
    assert "校验码" not in visitor.page, "what nobody printed carries no code"
    assert traces(office) == []
    for form in ("html", "pdf"):
        assert visitor.post(f"/instances/1/papers/drafting-sheet/{form}").status_code == 200
    code = queries.paper(office, "U11", 1, "drafting-sheet").code
    expected = {"instance": "QS20260001", "paper": "drafting-sheet", "code": code}
    assert [(who, {**body, "printed_at": ""}) for who, body in traces(office)] == [
        ("U11", {**expected, "format": form, "printed_at": ""}) for form in ("html", "pdf")
    ]


def traces(office) -> list[tuple[str, dict]]:
    with office.database.read() as connection:
        rows = connection.execute(select(t.journal).where(t.journal.c.kind == "paper.printed").order_by(t.journal.c.seq))
        return [(row.actor, opened(row.body, row.sealed)) for row in rows]


def test_a_stranger_gets_no_paper_and_leaves_no_trace(office, matter, browser):
    stranger = browser("U14")  # countersigned it
    assert stranger.get("/instances/1/papers/drafting-sheet").status_code == 200
    other = browser("L2")
    assert other.get("/instances/1/papers/drafting-sheet").status_code == 404
    assert other.post("/instances/1/papers/drafting-sheet/pdf").status_code == 404
    assert traces(office) == []


def test_the_code_finds_the_matter_for_who_may_see_it_and_nobody_else(office, matter, browser):
    code = queries.paper(office, "U11", 1, "drafting-sheet").code
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", code)
    reader = browser("U11")
    for typed in (code, code.lower().replace("-", ""), code.replace("0", "O").replace("1", "I")):
        assert "没有新记录" in reader.get(f"/check/{typed}").text
    assert reader.get(f"/inbox/todo?text={code}").headers["Location"].endswith(f"/check/{code}")
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    missing = reader.get(f"/check/{wrong}")
    strange = browser("L2").get(f"/check/{code}")
    assert (missing.status_code, strange.status_code) == (404, 404)
    assert browser("L2").get(f"/inbox/todo?text={code}").status_code == 200  # an ordinary search that finds nothing


def test_a_code_of_an_older_print_says_how_much_happened_since(office, matter, browser):
    code = queries.paper(office, "U11", 1, "drafting-sheet").code
    sign(office)
    page = browser("U11").get(f"/check/{code}").text
    assert "又有 1 条新记录" in page
    assert queries.paper(office, "U11", 1, "drafting-sheet").code != code


# -- what stands on the forms


def test_boxes_hold_the_last_word_and_page_two_the_rounds(office, matter, browser):
    sign(office, "退回")
    review(office, instance=1)
    first, second = pages(taken(browser, "drafting-sheet", "pdf"))
    assert "文思齐" in first and first.count("已核。") == 1
    assert "历次办理" in second and second.count("已核。") == 2 and "退回" in second


def test_a_box_nobody_signed_stays_empty_for_the_pen(office, matter):
    sheet = document(queries.paper(office, "U11", 1, "drafting-sheet"))
    boxes = dict(part.split("</h2>", 1) for part in sheet.split('<div class="box"><h2>')[1:])
    assert 'class="sign pen"' in boxes["签发"] and "甄" not in boxes["签发"]
    assert "蔡有度" in boxes["会签"]


def test_a_substitute_is_shown_as_one(office, matter):
    paper = queries.paper(office, "U11", 1, "drafting-sheet")
    said = replace(paper.boxes[1].said[0], signature="甄务实(代甄为民,主持工作)", mark="代录")
    sheet = document(replace(paper, boxes=(replace(paper.boxes[0], said=(said,)), *paper.boxes[1:])))
    assert "甄务实(代甄为民,主持工作)" in sheet and "（代录）" in sheet


@pytest.mark.parametrize(
    ("paper", "words"),
    [
        ("receipt-sheet", ["云政办电〔2026〕31号", "2026-06-18 16:50", "青岚区住房和城乡建设局", "已核。", "领导批示"]),
        ("meeting-notice", ["2026年3月12日（星期四）14:30", "重点项目用地保障", "主持人：甄善建", "参会回执", "手机调至静音"]),
        ("minutes", ["专题会议纪要", "（2）拨付首批资金。", "2026年4月17日前完成", "蔡有度", "请假"]),
        ("notice", ["督查〔2026〕1号", "请交通局尽快处置", "陆通达", "办理情况", "单位负责人"]),
        ("slip", ["督查催办单", "黄色", "农有余", "超期1天"]),
        ("ticket", ["QL-DEMO-0002", "王**", "***", "夜市油烟扰民", "未评价"]),
    ],
)
def test_a_paper_says_what_its_kind_must(office, matter, paper, words):
    text = re.sub(r"<[^>]+>|\s", "", document(queries.paper(office, "U11", 1, paper)))
    assert [word for word in words if re.sub(r"\s", "", word) not in text] == []


def test_values_are_text_never_markup(office, matter):
    paper = queries.paper(office, "U11", 1, "ticket")
    nasty = replace(paper.values["content"], text="<script>alert(1)</script>")
    sheet = document(replace(paper, values={**paper.values, "content": nasty}))
    assert "<script" not in sheet and "&lt;script&gt;" in sheet


def test_what_cannot_be_printed_is_left_out(office, matter):
    sign(office)
    red = queries.paper(office, "U11", 1, "red-head")
    title = replace(red.values["title"], text="坏\x0b字\x00符\u202e倒")
    paper = replace(red, values={**red.values, "title": title})
    assert "坏字符倒" in [p.text for p in docx.Document(io.BytesIO(make(paper, "docx"))).paragraphs]
    assert "坏字符倒" in pypdf.PdfReader(io.BytesIO(make(paper, "pdf"))).pages[0].extract_text()


# -- Word and PDF


@pytest.mark.parametrize("paper", ["red-head", "meeting-notice", "minutes"])
def test_word_opens_with_the_page_of_the_standard(office, matter, browser, paper):
    sign(office)
    answer = taken(browser, paper, "docx")
    made = docx.Document(io.BytesIO(answer.data))
    section = made.sections[0]
    assert [round(x.mm) for x in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(x.mm) for x in margins] == [37, 35, 28, 26]
    foot = section.footer.paragraphs[1].text
    assert "QS20260001" in foot and queries.paper(office, "U11", 1, paper).code in foot and "林小草" in foot
    assert made.settings.odd_and_even_pages_header_footer
    title = {"red-head": "关于测试的请示", "meeting-notice": "关于召开全区重点项目推进专题会议的通知"}
    assert title.get(paper, "全区重点项目推进专题会议纪要") in [p.text.replace("\n", "") for p in made.paragraphs]


def test_word_has_the_text_under_the_head_in_its_fonts(office, matter, browser):
    sign(office)
    made = docx.Document(io.BytesIO(taken(browser, "red-head", "docx").data))
    runs = {p.text: p.runs[0] for p in made.paragraphs if p.runs}
    assert runs["青岚区人民政府办公室文件"].font.color.rgb == (0xD7, 0x00, 0x0F)
    assert runs["一、总体要求"].font.name == "黑体" and runs["(一)压实责任。"].font.name == "楷体"
    assert runs["落实到位。"].font.name == "仿宋" and runs["落实到位。"].font.size.pt == 16
    assert "抄送：青岚区城市管理局。" in [row.cells[0].text for row in made.tables[-1].rows]


@pytest.mark.parametrize("paper", ["red-head", "meeting-notice", "minutes"])
def test_word_gets_its_elements_in_the_order_of_the_schema(office, matter, paper):
    sign(office)
    body = docx.Document(io.BytesIO(make(queries.paper(office, "U11", 1, paper), "docx"))).element.body
    orders = {
        "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr pBdr shd tabs spacing ind jc rPr",
        "tblPr": "tblStyle tblpPr tblOverlap tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook",
    }
    seen = set()
    for kind, order in orders.items():
        for element in body.iter(f"{{{body.nsmap['w']}}}{kind}"):
            names = [child.tag.rpartition("}")[2] for child in element]
            seen |= set(names)
            assert names == sorted(names, key=order.split().index), kind
    assert {"pBdr", "tblBorders"} <= seen


def test_a_form_is_not_offered_as_word(office, matter, browser):
    answer = taken(browser, "drafting-sheet", "docx")
    assert answer.status_code == 409 and traces(office) == []


def test_without_pango_the_button_says_so_in_one_sentence_and_html_prints(office, matter, browser, monkeypatch):
    def broken():
        raise pdf_module.PdfUnavailable()

    monkeypatch.setattr("web.papers.files.weasyprint", broken)
    answer = taken(browser, "drafting-sheet", "pdf")
    assert answer.status_code == 501 and "缺少 Pango 组件" in answer.text and traces(office) == []
    assert taken(browser, "drafting-sheet", "html").status_code == 200


def test_a_library_that_cannot_be_loaded_is_told_in_words(monkeypatch):
    """What WeasyPrint itself raises when Pango is missing."""
    import builtins

    real = builtins.__import__

    def fails(name, *args, **more):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **more)

    pdf_module.weasyprint.cache_clear()
    monkeypatch.setattr(builtins, "__import__", fails)
    with pytest.raises(pdf_module.PdfUnavailable):
        pdf_module.weasyprint()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x.png", "file:///etc/passwd", "/etc/passwd", "ftp://127.0.0.1/x"])
def test_nothing_is_fetched(url):
    with pytest.raises(ValueError, match="papers fetch nothing"):
        pdf_module.refuse(url)


# -- what is offered


def test_papers_are_offered_when_their_condition_holds(office, matter, browser):
    page = browser("U11").get("/instances/1").text
    assert "papers/drafting-sheet" in page and "papers/red-head" not in page
    assert browser("U11").get("/instances/1/papers/red-head").status_code == 404
    sign(office)
    assert "papers/red-head" in browser("U11").get("/instances/1").text


def test_a_procedure_without_papers_has_the_standard_sheet(office, browser):
    actions.start_instance(office, actions.StartInstance("approval", VALUES, command_id()), Actor("U11"))
    visitor = browser("U11")
    assert "papers/approval-sheet" in visitor.get("/instances/1").text
    assert "请示审批签批单" in visitor.get("/instances/1/papers/approval-sheet").text


def test_print_paper_refuses_strangers_and_unknown_papers(office, matter):
    with pytest.raises(NotYours):
        actions.print_paper(office, PrintPaper(1, "drafting-sheet", "pdf"), Actor("L2"))
    with pytest.raises(Missing):
        actions.print_paper(office, PrintPaper(1, "no-such-paper", "pdf"), Actor("U11"))
    assert traces(office) == []
