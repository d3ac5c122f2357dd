"""Charts are well-formed, told in words, and escape what people typed."""

from __future__ import annotations

from decimal import Decimal

from engine.figures import Point, bars, lines, spark
from engine.xml import parse

HOSTILE = '</text><script>alert("1")</script>&'
POINTS = [
    Point("2026-01", Decimal(4), "4", Decimal(8), "上年 8"), Point("2026-02", None, "无"),
    Point(HOSTILE, Decimal("2.5"), HOSTILE, Decimal(0), HOSTILE),
]  # fmt: skip


def parsed(text: str):
    tree = parse(text.encode())
    assert not [node for node in tree.iter() if "script" in str(node.tag)]
    assert tree.get("role") == "img" and tree.get("aria-label")
    assert tree[0].tag.endswith("title")
    assert "style=" not in text
    return tree


def values(tree, tag: str, name: str, attribute: str) -> list[str]:
    return [n.get(attribute) for n in tree.iter() if str(n.tag).endswith(tag) and n.get("class") == name]


def test_bars_are_as_long_as_their_values():
    tree = parsed(bars(POINTS, "件数", "按月"))
    this, last = values(tree, "rect", "this", "width"), values(tree, "rect", "last", "width")
    assert [float(w) for w in this] == [136.0, 0, 85.0] and [float(w) for w in last] == [272.0, 0]


def test_lines_leave_out_what_has_no_value():
    tree = parsed(lines(POINTS, "率", "按月"))
    assert len(values(tree, "polyline", "this", "points")[0].split()) == 2
    assert len(values(tree, "circle", "this", "cx")) == 2
    assert len(values(tree, "polyline", "last", "points")) == 1


def test_nothing_to_show_is_still_a_picture():
    for draw in (bars, lines):
        parsed(draw([], "无", "无"))
        parsed(draw([Point("一", Decimal(0), "0")], "零", "零"))
    parsed(spark(POINTS, HOSTILE))
