"""The list behind each number is as long as the number says, holds only what the reader may see, and is refused to others."""

from __future__ import annotations

from datetime import date

import pytest

from engine import queries
from engine.errors import Missing, NotYours
from engine.queries import ItemsAsked, MiningAsked
from tests.actions import desk

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def everything(page) -> dict[tuple[str, str, str], int]:
    """What each number of the page says, by the list it opens."""
    m = page.mined
    said = {
        ("matters", "", ""): len(m.matters), ("matters", "", "ended"): m.cycle.natural.n,
        ("matters", "", "cycle"): m.cycle.office.n, ("matters", "", "returned"): sum(len(loop.returns) for loop in m.loops),
        ("matters", "", "running"): sum(matter.state == "running" for matter in m.matters),
    }  # fmt: skip
    for step in m.steps:
        said |= {
            ("step", step.element, ""): len(step.all), ("step", step.element, "open"): len(step.open),
            ("step", step.element, "waits"): step.waits.office.n, ("step", step.element, "works"): step.works.office.n,
            ("step", step.element, "stays"): step.stays.office.n, ("step", step.element, "late"): len(step.late),
            ("step", step.element, "due"): len(step.due),
        }  # fmt: skip
    for what, teams in (("unit", m.units), ("person", m.persons)):
        for team in teams:
            said |= {
                (what, team.key, ""): len(team.done), (what, team.key, "late"): len(team.late),
                (what, team.key, "due"): len(team.due), (what, team.key, "waits"): team.waits.office.n,
                (what, team.key, "stays"): team.stays.office.n,
            }  # fmt: skip
    for loop in m.loops:
        key = f"{loop.source}>{loop.target}"
        said |= {("loop", key, ""): len(loop.returns), ("loop", key, "direct"): loop.direct}
    said |= {("variant", variant.id, ""): len(variant.matters) for variant in m.variants}
    said |= {("element", element, ""): n for element, n in page.visits.items()}
    return said | {("flow", flow, ""): n for flow, n in page.flows.items()}


@pytest.mark.parametrize("procedure", ["hotline", "outgoing-document"])
def test_each_list_is_as_long_as_its_number(lived, procedure):
    asked = MiningAsked(procedure, *YEAR)
    said = everything(queries.mining_page(lived, "O1", asked))
    assert len(said) > 150
    for (what, key, part), number in said.items():
        found = queries.mining_items(lived, "O1", asked, ItemsAsked(what, key, part))
        assert found.total == number, (what, key, part)
        assert sum(item.times for item in found.items) + found.hidden == number


@pytest.mark.parametrize("part", ["waits", "stays"])
def test_a_percentile_stands_in_its_list(lived, part):
    """The longest first: the 95th percentile has a twentieth of the list above it."""
    asked = MiningAsked("outgoing-document", *YEAR)
    for step in queries.mining_page(lived, "O1", asked).mined.steps:
        found = queries.mining_items(lived, "O1", asked, ItemsAsked("step", step.element, part))
        shown = [item.office for item in found.items]
        assert shown == sorted(shown, reverse=True)
        if not found.hidden and found.pages == 1 and shown:
            assert shown[len(shown) - -(-95 * len(shown) // 100)] == getattr(step, part).office.hours("p95")


def test_what_a_reader_may_not_see_is_counted_not_shown(lived):
    """A section head reads every number; of the matters only those he may open."""
    asked = MiningAsked("supervision", *YEAR)
    found = queries.mining_items(lived, "O5", asked, ItemsAsked("matters"))
    everyone = queries.mining_items(lived, "O1", asked, ItemsAsked("matters"))
    assert found.total == everyone.total and 0 < found.hidden <= found.total
    for item in found.items:
        assert queries.instance_page(lived, "O5", item.instance_id).instance.number == item.number
    hidden = {item.instance_id for item in everyone.items} - {item.instance_id for item in found.items}
    for instance_id in hidden:
        with pytest.raises(NotYours):
            queries.instance_page(lived, "O5", instance_id)


def test_a_long_list_comes_in_pages(lived, monkeypatch):
    monkeypatch.setattr("engine.queries.mining.items.PAGE", 10)
    asked, what = MiningAsked("outgoing-document", *YEAR), ("matters", "", "cycle")
    whole = queries.mining_items(lived, "O1", asked, ItemsAsked(*what))
    pages = [queries.mining_items(lived, "O1", asked, ItemsAsked(*what, page=n)) for n in range(1, whole.pages + 1)]
    shown = [(item.instance_id, item.label, item.begun) for page in pages for item in page.items]
    assert whole.pages > 1 and len(shown) == whole.total - whole.hidden
    assert queries.mining_items(lived, "O1", asked, ItemsAsked(*what, page=999)).items == pages[-1].items


@pytest.mark.parametrize("person", ["U11", "O6", "A1", "A2", "A3", "nobody"])
def test_it_refuses_others(lived, person):
    asked = MiningAsked("meeting", *YEAR)
    with pytest.raises(NotYours):
        queries.mining_page(lived, person, asked)
    with pytest.raises(NotYours):
        queries.mining_items(lived, person, asked, ItemsAsked("matters"))
    if person != "nobody":
        assert queries.procedures_mined(lived, person) == ()


def test_an_analyst_sees_numbers_and_nobody_behind_them(lived):
    asked = MiningAsked("meeting", *YEAR)
    page = queries.mining_page(lived, "A4", asked)
    assert page.mined.steps and page.people == {} and not page.may_list and not page.may_export
    with pytest.raises(NotYours):
        queries.mining_items(lived, "A4", asked, ItemsAsked("matters"))


def test_readers_named_by_a_procedure_see_that_one(lived):
    assert [key for key, _, _ in queries.procedures_mined(lived, "O11")] == ["hotline"]


@pytest.mark.parametrize(
    "asked",
    [
        ItemsAsked("nothing"), ItemsAsked("step", "no-such"), ItemsAsked("step", "handle", "no-such"),
        ItemsAsked("loop", "a>b"), ItemsAsked("variant", "0"), ItemsAsked("unit", "x"), ItemsAsked("element", "x"),
    ],
)  # fmt: skip
def test_a_number_that_is_not_there_has_no_list(lived, asked):
    with pytest.raises(Missing):
        queries.mining_items(lived, "O1", MiningAsked("hotline", *YEAR), asked)


@pytest.mark.parametrize("asked", [MiningAsked("no-such", *YEAR), MiningAsked("hotline", *YEAR, version=7)])
def test_what_was_never_published_is_missing(lived, asked):
    with pytest.raises(Missing):
        queries.mining_page(lived, "O1", asked)


def test_an_empty_period_counts_nothing(lived):
    page = queries.mining_page(lived, "O1", MiningAsked("hotline", date(2020, 1, 1), date(2020, 1, 31)))
    assert page.mined.matters == () and page.mined.steps == () and page.visits == {} and page.mined.cycle.office.n == 0


def test_what_was_counted_is_kept_until_something_happens(office, clock):
    asked = MiningAsked("approval", *YEAR)
    desk.start(office)
    one = queries.mining_page(office, "O1", asked).mined
    assert queries.mining_page(office, "O1", asked).mined is one
    desk.review(office)
    two = queries.mining_page(office, "O1", asked).mined
    assert [len(step.done) for step in two.steps if step.element == "review"] == [1]
    desk.start(office)
    assert len(queries.mining_page(office, "O1", asked).mined.matters) == 2


def test_what_took_long_is_not_counted_again_at_every_act(office, monkeypatch):
    monkeypatch.setattr("engine.queries.mining.mined.SLOW", -1.0)
    monkeypatch.setattr("engine.queries.mining.mined.PATIENCE", 10**6)
    asked = MiningAsked("approval", *YEAR)
    desk.start(office)
    one = queries.mining_page(office, "O1", asked)
    desk.start(office)
    assert queries.mining_page(office, "O1", asked).mined is one.mined
    assert queries.mining_items(office, "O1", asked, ItemsAsked("matters")).total == 1, "the list is of the same moment"
    monkeypatch.setattr("engine.queries.mining.mined.PATIENCE", 0)
    assert len(queries.mining_page(office, "O1", asked).mined.matters) == 2


def test_versions_apart_and_together(office):
    from engine import actions
    from engine.actions import Actor
    from engine.store.work import SYSTEM
    from tests.packages import approval

    desk.start(office)
    actions.publish_definition(office, approval(**{"README.md": b"second"}), Actor(SYSTEM))
    desk.start(office)
    counts = {v: len(queries.mining_page(office, "O1", MiningAsked("approval", *YEAR, v)).mined.matters) for v in (0, 1, 2)}
    assert counts == {0: 2, 1: 1, 2: 1}
