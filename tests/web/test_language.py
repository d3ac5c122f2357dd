"""Chinese first, English complete."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.actions.desk import start, to_sign

WEB = Path(__file__).resolve().parents[2] / "web"
METHODS = [("**.py", "python"), ("pages/**.html", "jinja2")]


def test_every_sentence_of_the_pages_is_in_the_english_catalogue():
    found = {
        message
        for _, _, message, _, _ in extract_from_dir(
            WEB, METHODS, keywords={"_": None, "gettext": None}, directory_filter=lambda path: "assets" not in path
        )
    }
    with (WEB / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = {m.id: m for m in read_po(file, locale="en") if m.id}
    assert len(found) > 150
    assert found == set(catalogue), f"update messages.po: {found ^ set(catalogue)}"
    for message in catalogue.values():
        assert message.string and not message.fuzzy, message.id
        assert not re.search(r"[\u4e00-\u9fff]", message.string), message.id
        holes = re.compile(r"%\(\w+\)s")
        assert sorted(holes.findall(message.id)) == sorted(holes.findall(message.string)), message.id


def test_pages_speak_chinese_until_english_is_chosen(browser, office):
    start(office)
    person = browser("O5")
    assert 'lang="zh-CN"' in person.page and "待办" in person.page
    answer = person.post("/language", {"language": "en", "next": "/inbox/todo"})
    assert answer.location == "/inbox/todo"
    person.get("/inbox/todo")
    assert 'lang="en"' in person.page and "To do" in person.page and "working day(s) left" in person.page
    person.post("/language", {"language": "zh", "next": "https://evil.example"})
    person.get("/inbox/todo")
    assert "待办" in person.page


def test_no_chinese_of_our_own_is_left_on_english_pages(browser, office):
    to_sign(office)
    person = browser("L1")
    person.post("/language", {"language": "en"})
    data = set("关于测试的请示审批核稿会签发甄")  # names and titles stay as they are
    for path in ("/inbox/todo", "/inbox/done", "/inbox/drafts", "/procedures", "/nothing"):
        text = re.sub(r"<[^>]+>", " ", person.get(path).text)
        left = [w for w in re.findall(r"[\u4e00-\u9fff]+", text) if not set(w) <= data]
        known = {"办", "中文", "甄为民", "青岚区人民政府", "区长", "青岚区人民政府办公室", "林小草", "林草局"}
        ours = {w for w in left if w not in known and not any(w in d for d in ("特急", "加急", "平件"))}
        assert not ours, (path, ours)
