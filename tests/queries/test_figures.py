"""Figures of a real office: as known at the cut-off, with the matters behind them, for those who may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest

from engine import actions
from engine.actions import Actor, EnterBaseFigure
from engine.clock import LOCAL, SimulatedClock
from engine.errors import Invalid, Missing, NotYours, Refused
from engine.figures import shown
from engine.queries import Asked, bases_page, figures_of, frame, items_page, procedures_with_figures
from engine.queries.figures import count_figures
from engine.queries.records import Wanted, records
from engine.store import tables as t
from engine.store.office import Office
from tests.actions.desk import cosign, review, rows, sign, start
from tests.conftest import close
from tests.packages import approval

FIGURES = """
readers = ["checker"]
[by.unit]
name = "单位"
english = "Unit"
value = "starter_unit"
[[figure]]
id = "started"
name = "发起"
english = "Started"
kind = "count"
date = "started"
by = ["month", "unit"]
[[figure]]
id = "agreed"
name = "核稿同意率"
english = "Agreed"
kind = "rate"
over = "steps"
step = "review"
date = "step.closed"
of = 'step.state = "completed"'
in = 'step.result = "同意" and step.answers.review_result = "同意"'
[[figure]]
id = "numbered"
name = "编号"
english = "Numbered"
kind = "count"
date = "issued"
[[figure]]
id = "urged"
name = "到时催办"
english = "Urged"
kind = "count"
window = "until"
date = "started"
of = 'some s in steps satisfies s.urges > 0'
compare = "none"
"""
YEAR = Asked("approval", date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def counting(
    request: pytest.FixtureRequest, clock: SimulatedClock, furnished: Callable[..., Office]
) -> Iterator[Office]:
    opened = furnished(clock, approval(**{"figures.toml": FIGURES.encode()}))
    yield opened
    close(opened, request)


def at(clock: SimulatedClock, day: str) -> None:
    clock.move_to(datetime.fromisoformat(day).replace(tzinfo=LOCAL))


def story(office: Office, clock: SimulatedClock) -> None:
    """Two matters: one numbered on 03-02, one stopped on 03-03."""
    start(office)
    start(office, by="U10", title="关于停办的请示")
    review(office)
    at(clock, "2026-02-25T10:00")
    cosign(office, "林草局", "U10")
    cosign(office, "财政局", "U14")
    at(clock, "2026-03-02T10:00")
    sign(office)
    at(clock, "2026-03-03T10:00")
    review(office, "不同意", instance=2)


def values(office: Office, asked: Asked) -> dict[str, str]:
    return {c.figure.id: shown(c.figure, c.result.whole.value) for c in count_figures(office, asked).counted}


def test_only_what_was_known_at_the_cut_off_is_seen(counting: Office, clock: SimulatedClock):
    story(counting, clock)
    assert values(counting, YEAR) == {"started": "2 件", "agreed": "50.00 %", "numbered": "1 件", "urged": "0 件"}
    before = Asked(YEAR.procedure, YEAR.first, YEAR.last, date(2026, 3, 2))
    assert values(counting, before) == {"started": "2 件", "agreed": "100.00 %", "numbered": "1 件", "urged": "0 件"}
    earlier = Asked(YEAR.procedure, YEAR.first, YEAR.last, date(2026, 3, 1))
    assert values(counting, earlier)["numbered"] == "0 件"
    moment = Asked(YEAR.procedure, YEAR.first, YEAR.last, datetime(2026, 3, 2, 10, 0, tzinfo=LOCAL))
    assert values(counting, moment)["numbered"] == "1 件"
    assert values(counting, Asked("approval", date(2026, 3, 1), date(2026, 3, 31)))["started"] == "0 件"


def test_tables_and_history_tell_the_same_record(counting: Office, clock: SimulatedClock, monkeypatch):
    story(counting, clock)
    with counting.database.read() as connection:
        found = counting.in_force(connection)
        organization = counting.organization(connection, found["organization"])
        everything = frozenset({"facts"})
        wanted = Wanted.of("approval", counting.now(), counting.now(), 400, everything)
        stored = list(records(connection, organization, wanted))
        # with every matter taken for changed since, all come from history
        monkeypatch.setattr("engine.queries.records.is_settled", lambda row, cutoff: False)
        folded = list(records(connection, organization, wanted))
    assert len(stored) == 2 and stored == folded
    assert [step["element"] for step in stored[0].values["steps"]] == ["review", "cosign", "cosign", "sign"]


def test_matters_that_ended_long_ago_are_not_read(counting: Office, clock: SimulatedClock):
    story(counting, clock)
    with counting.database.read() as connection:
        organization = counting.organization(connection, counting.in_force(connection)["organization"])
        later = Wanted.of("approval", counting.now(), datetime(2027, 3, 10, tzinfo=LOCAL), 366, frozenset())
        assert [record.id for record in records(connection, organization, later)] == [1]


def test_every_number_opens_its_matters(counting: Office, clock: SimulatedClock):
    story(counting, clock)
    page = items_page(counting, "O5", YEAR, "agreed", "", "", "")
    assert [(i.number, i.counted) for i in page.items] == [("QS20260001", True), ("QS20260002", False)]
    assert [i.number for i in items_page(counting, "O5", YEAR, "agreed", "above", "", "").items] == ["QS20260001"]
    assert [i.number for i in items_page(counting, "O5", YEAR, "agreed", "missed", "", "").items] == ["QS20260002"]
    assert items_page(counting, "O5", YEAR, "started", "", "month", "2026-02").total == 2
    with pytest.raises(Missing):
        items_page(counting, "O5", YEAR, "started", "", "month", "2026-07")
    with pytest.raises(Missing):
        items_page(counting, "O5", YEAR, "nothing", "", "", "")


def test_a_list_holds_only_what_the_reader_may_see(counting: Office, clock: SimulatedClock):
    story(counting, clock)
    page = items_page(counting, "O3", YEAR, "started", "", "", "")
    assert page.items == () and page.total == 2 and page.hidden == 2
    page = items_page(counting, "L1", YEAR, "started", "", "", "")  # signed the first
    assert [i.number for i in page.items] == ["QS20260001"] and page.hidden == 1
    page = items_page(counting, "O1", YEAR, "started", "", "", "")  # answers for the procedure, may open both
    assert len(page.items) == 2 and page.hidden == 0


@pytest.mark.parametrize("person", ["O1", "O2", "O3", "O4", "O5", "L1", "L4", "A5", "O6"])
def test_who_may_see_figures(counting: Office, person: str):
    if person == "O6":
        with pytest.raises(NotYours):
            figures_of(counting, person, YEAR)
        assert procedures_with_figures(counting, person) == ()
    else:
        assert figures_of(counting, person, YEAR).counted
        assert [key for key, *_ in procedures_with_figures(counting, person)] == ["approval"]


@pytest.mark.parametrize(("person", "offered"), [("O1", True), ("A5", True), ("O6", False), ("U11", False), ("A2", False)])
def test_the_way_is_offered_to_whoever_may_go_it(counting: Office, person: str, offered: bool):
    assert frame(counting, person).figures is offered


def test_a_role_the_procedure_names_may_read_its_figures(bare_office: Office):
    package = approval(**{"figures.toml": FIGURES.replace('"checker"', '"liaison"').encode()})
    assert not frame(bare_office, "U11").figures
    actions.publish_definition(bare_office, package, Actor("system"))
    assert frame(bare_office, "U11").figures and figures_of(bare_office, "U11", YEAR).counted


@pytest.mark.parametrize("person", ["U11", "U10", "A1", "A2", "A3", "A4", "O7"])
def test_nobody_else_does(counting: Office, person: str):
    for act in (
        lambda: figures_of(counting, person, YEAR),
        lambda: items_page(counting, person, YEAR, "started", "", "", ""),
        lambda: bases_page(counting, person, "approval"),
    ):
        with pytest.raises(NotYours):
            act()


def test_a_report_says_what_it_was_counted_by(counting: Office, clock: SimulatedClock):
    story(counting, clock)
    report = count_figures(counting, YEAR)
    told = report.as_json()
    with counting.database.read() as connection:
        hash = connection.execute(t.definition.select()).one().hash
    assert told["definition"]["hash"] == hash and told["definition"]["version"] == 1
    assert len(told["definition"]["figures"]) == 64 and told["cutoff"] == counting.now().isoformat()
    agreed = next(f for f in told["figures"] if f["id"] == "agreed")
    assert (agreed["below"], agreed["above"]) == (["QS20260001", "QS20260002"], ["QS20260001"])


# -- last year


def base(value: str = "126", source: str = "2025年度发文登记簿", **more: object) -> EnterBaseFigure:
    known: dict = {"procedure": "approval", "figure": "started", "first": date(2025, 1, 1), "last": date(2025, 12, 31)}
    return EnterBaseFigure(**{**known, "value": value, "source": source, **more})


def test_an_entered_base_is_marked_and_replaced_with_a_trace(counting: Office, clock: SimulatedClock):
    story(counting, clock)
    actions.enter_base_figure(counting, base("120"), Actor("O1"))
    actions.enter_base_figure(counting, base(" 1,260 "), Actor("O5"))
    at(clock, "2027-01-05T09:00")
    change = count_figures(counting, YEAR).figure("started").change
    assert change.last == 1260 and change.entered.source == "2025年度发文登记簿" and change.words() == "-99.84 %"
    assert change.own is None  # the office did not use the system in 2025
    other = count_figures(counting, Asked("approval", date(2026, 1, 1), date(2026, 6, 30))).figure("started").change
    assert other.last is None and other.words() == "不可比"  # a base is for exactly its period
    entered = [row for row in rows(counting, t.journal) if row.kind == "figure.base_entered"]
    assert [row.actor for row in entered] == ["O1", "O5"] and b'"before":{' in entered[1].body
    [row] = bases_page(counting, "O1", "approval").bases
    assert (row.value, row.who, row.since, row.until) == (Decimal(1260), "文思齐", "2025-01-01", "2025-12-31")


def test_the_second_year_compares_with_the_systems_own_first(counting: Office, clock: SimulatedClock):
    story(counting, clock)
    at(clock, "2027-03-01T09:00")
    start(counting)
    at(clock, "2027-03-31T18:00")
    asked = Asked("approval", date(2027, 3, 1), date(2027, 3, 31))
    started = count_figures(counting, asked).figure("started")
    assert started.change.words() == "不可比" and started.change.why[0] == "上年同期为0"
    agreed = count_figures(counting, asked).figure("agreed").change
    assert (agreed.last, agreed.why[0]) == (Decimal(0), "本期无数")
    # February 2026 was only used from the 13th on
    asked = Asked("approval", date(2027, 2, 1), date(2027, 2, 28))
    change = count_figures(counting, asked).figure("started").change
    assert change.last == 2 and "2026-02-13" in change.why[0]


@pytest.mark.parametrize("person", ["O2", "O6", "U10", "A2", "A5", "L1"])
def test_only_director_and_section_heads_enter_bases(counting: Office, person: str):
    with pytest.raises(Refused) as refused:
        actions.enter_base_figure(counting, base(), Actor(person))
    assert refused.value.code == "not_allowed" and rows(counting, t.base_figure) == []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"value": "many"}, "value"), ({"value": "12.5"}, "value"), ({"value": "-3"}, "value"),
        ({"value": "9" * 20}, "value"), ({"value": "101", "figure": "agreed"}, "value"), ({"source": " x "}, "source"),
        ({"source": "=cmd|' /C calc'!A0\x00"}, "source"), ({"last": date(2026, 12, 31)}, "last"),
        ({"first": date(2026, 1, 1)}, "last"),
    ],
)  # fmt: skip
def test_a_base_needs_a_number_a_paper_and_a_period_that_is_over(counting: Office, more: dict, field: str):
    with pytest.raises(Invalid) as refused:
        actions.enter_base_figure(counting, base(**more), Actor("O1"))
    assert set(refused.value.fields) == {field} and rows(counting, t.base_figure) == []


def test_a_base_belongs_to_a_figure_that_is(counting: Office):
    with pytest.raises(Invalid) as refused:
        actions.enter_base_figure(counting, base(figure="nothing"), Actor("O1"))
    assert set(refused.value.fields) == {"figure"}
    with pytest.raises(Missing):
        actions.enter_base_figure(counting, base(procedure="nothing"), Actor("O1"))
