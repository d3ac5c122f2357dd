"""Attachments: Chinese names kept, sizes and names told, nobody else's; hostile files are in tests/security."""

from __future__ import annotations

import io

from tests.actions.desk import start
from web.kept import Kept, kept_files


def upload(person, name, content=b"body", mimetype="text/html"):
    person.get("/instances/1")
    return person.post("/instances/1/attachments", {"attachments": (io.BytesIO(content), name, mimetype)})


def test_a_chinese_name_survives(browser, office):
    start(office)
    starter = browser("U11")
    assert upload(starter, "关于防汛的通知(定稿).docx").status_code == 303
    page = starter.get("/instances/1").text
    assert "关于防汛的通知(定稿).docx" in page
    link = page.split('href="/attachments/')[1].split('"')[0]
    answer = starter.get(f"/attachments/{link}")
    assert answer.data == b"body"
    assert "filename*=UTF-8''%E5%85%B3%E4%BA%8E%E9%98%B2%E6%B1%9B" in answer.headers["Content-Disposition"]


def test_it_is_not_there_for_others(browser, office):
    start(office)
    upload(browser("U11"), "内部.txt")
    number = 1 * 2**20 + 1
    assert browser("U11").get(f"/attachments/{number}").status_code == 200
    assert browser("L2").get(f"/attachments/{number}").status_code == 404
    assert browser("U11").get(f"/attachments/{number + 1}").status_code == 404
    stranger = browser("L2")
    assert upload(stranger, "塞进来.txt").status_code == 404


def test_names_with_tricks_are_refused_and_folders_cut_off(browser, office):
    start(office)
    starter = browser("U11")
    assert upload(starter, "../../../etc/passwd").status_code == 303
    assert "passwd" in starter.get("/instances/1").text
    assert upload(starter, "\u202egpj.exe").status_code == 422


def test_an_empty_choice_and_an_empty_file_are_told(browser, office):
    start(office)
    starter = browser("U11")
    starter.get("/instances/1")
    assert starter.post("/instances/1/attachments").status_code == 422
    answer = upload(starter, "空.txt", b"")
    assert answer.status_code == 422 and "空文件" in answer.text


def test_too_much_is_a_clear_page(browser, office, app):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    start(office)
    answer = upload(browser("U11"), "大.bin", bytes(5000))
    assert answer.status_code == 413 and "文件太大" in answer.text


def test_a_kept_file_is_named_by_a_seal_of_this_session_only(browser, app):
    owner, thief = browser("U11"), browser("U10")
    tokens = {}
    for person in (owner, thief):
        cookie = person.client.get_cookie("banjie-session").value
        with app.test_request_context(headers={"Cookie": f"banjie-session={cookie}"}):
            tokens[person] = Kept("files", "说明.txt", "text/plain", "0" * 64).token
    cookie = owner.client.get_cookie("banjie-session").value
    for token, accepted in ((tokens[owner], 1), (tokens[thief], 0), ("e30=.00", 0), ("", 0), ("é.é", 0)):
        sent = {"headers": {"Cookie": f"banjie-session={cookie}"}, "method": "POST", "data": {"_kept": token}}
        with app.test_request_context(**sent):
            assert len(kept_files()) == accepted, token
