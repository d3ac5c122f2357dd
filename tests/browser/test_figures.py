"""The pages of figures in a real browser: charts under the strict policy, a phone's width, the way to the matters."""

from __future__ import annotations

import pytest

from engine.demo.bases import enter_bases
from tests.browser.conftest import barriers, picture

pytestmark = pytest.mark.browser


def test_the_director_reads_figures(desk, office):
    enter_bases(office)
    director = desk("O1")
    director.open("/figures")
    assert "发文数量" in director.text and "126 件" in director.text and "录入" in director.text
    director.find(".figures tbody a").click()
    assert "怎样计算" in director.find("main").text
    assert director.find("svg.figure-chart").get_attribute("aria-label")
    assert barriers(director) == []
    picture(director, "figure")
    assert director.complaints() == []


def test_on_a_phone_nothing_is_wider_than_the_window(desk, office):
    director = desk("O1", phone=True)
    for path in ("/figures", "/figures/one/step_hours", "/figures/items?figure=issued", "/figures/bases/outgoing-document"):
        director.open(path)
        assert not director.is_wider_than_its_window(), path
        assert barriers(director) == [], path
        director.picture("figures" + path.partition("?")[0].replace("/", "-") + "-phone")
    assert director.complaints() == []
