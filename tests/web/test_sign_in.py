"""Signing in is the only way in, and signing out really ends it."""

from __future__ import annotations

from datetime import timedelta

from engine.demo.load import PASSWORD as DEMO_PASSWORD
from tests.web.conftest import PASSWORD


def test_it_leads_to_sign_in_and_back_to_the_page_that_was_asked_for(browser):
    somebody = browser()
    answer = somebody.get("/instances/7?x=1")
    assert answer.status_code == 303 and answer.location == "/sign-in?next=/instances/7?x%3D1"
    somebody.get(answer.location)
    answer = somebody.post("/sign-in", {"login": "U11", "password": PASSWORD, "next": "/procedures"})
    assert answer.status_code == 303 and answer.location == "/procedures"


def test_it_never_leads_to_another_site(browser):
    for target in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb"):
        somebody = browser()
        somebody.get("/sign-in")
        answer = somebody.post("/sign-in", {"login": "U11", "password": PASSWORD, "next": target})
        assert answer.location == "/", target


def test_it_says_the_same_for_a_wrong_password_and_a_wrong_name(browser):
    somebody = browser()
    somebody.get("/sign-in")
    wrong = somebody.post("/sign-in", {"login": "U11", "password": "not-the-password-1"})
    nobody = somebody.post("/sign-in", {"login": "U99", "password": "not-the-password-1"})
    assert wrong.status_code == nobody.status_code == 403
    assert "用户名或密码不正确" in wrong.text and "用户名或密码不正确" in nobody.text
    assert "not-the-password-1" not in wrong.text and 'value="U11"' in wrong.text


def test_it_locks_after_too_many_tries(browser):
    somebody = browser()
    somebody.get("/sign-in")
    answers = [somebody.post("/sign-in", {"login": "U10", "password": f"wrong-{n}-password"}) for n in range(6)]
    assert answers[-1].status_code == 429 and "锁定" in answers[-1].text
    assert somebody.post("/sign-in", {"login": "U10", "password": PASSWORD}).status_code == 429


def test_its_cookies_are_for_this_site_and_no_script(browser, app):
    somebody = browser()
    answer = somebody.get("/sign-in")
    assert "HttpOnly" in answer.headers["Set-Cookie"] and "SameSite=Lax" in answer.headers["Set-Cookie"]
    client = app.test_client()
    page = client.get("/sign-in", base_url="https://office.example")
    assert page.headers["Set-Cookie"].startswith("__Host-banjie-visit=") and "Secure" in page.headers["Set-Cookie"]
    assert page.headers["Strict-Transport-Security"]


def test_a_session_ends_with_sign_out_even_for_a_copied_cookie(browser, app):
    person = browser("U11")
    cookie = person.client.get_cookie("banjie-session")
    assert cookie is not None
    assert person.post("/sign-out").status_code == 303
    thief = app.test_client()
    thief.set_cookie("banjie-session", cookie.value)
    assert thief.get("/inbox/todo").status_code == 303


def test_a_session_idles_out(browser, clock):
    person = browser("U11")
    clock.move_to(clock.now() + timedelta(hours=13))
    assert person.get("/inbox/todo").location.startswith("/sign-in")


def test_only_a_demo_names_its_accounts(app):
    assert "演示账号" not in app.test_client().get("/sign-in").text
    app.config["DEMO"] = True
    page = app.test_client().get("/sign-in").text
    assert "演示账号" in page and "林小草" in page and DEMO_PASSWORD in page
