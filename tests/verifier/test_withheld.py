"""What a package may leave out of a chain: of the journal's entries all but their proof, of a matter's events nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.verifier.test_layers import codes, verdict
from tests.verifier.writing import invented, link


@pytest.mark.parametrize("place", [0, 3, 5])
@pytest.mark.parametrize("absent", [True, False])
def test_a_body_taken_out_of_a_matter_is_a_fault(place: int, absent: bool) -> None:
    office = invented(1)
    line = office.chains[0].lines[place]
    line.update(body=None, salt=None, sealed=None)
    if absent:
        del line["body"]
    found = verdict(office)
    assert found.exit_code == 1 and found.first is not None
    assert (found.first.code, found.first.seq) == ("content_withheld", place + 1)


def test_a_matter_whose_start_was_erased_proves_neither_number_nor_definition() -> None:
    office = invented(1)
    chain = office.chains[0]
    office.now += timedelta(hours=1)
    chain.add("data.erased", "A2", office.now, {"erased": {}, "bodies": [1]})
    chain.lines[0].update(body="", sealed=None)
    office.checkpoint()
    office.numbers[1] = "QS20269999"
    found = verdict(office)
    assert found.found.faults == [] and found.exit_code == 3
    assert "start_erased" in codes(found, 3)


def test_a_start_that_says_nothing_proves_nothing() -> None:
    office = invented(1)
    chain = office.chains[0]
    chain.lines[0].update(body="{}", sealed=None)
    link(chain.lines, 1, 0)
    office.notes.clear()
    office.checkpoint()
    assert codes(verdict(office), 3) >= {"other_number", "other_definition"}


@pytest.mark.parametrize(
    "told",
    [
        {"bodies": [[1]]}, {"bodies": [{}]}, {"bodies": [True]}, {"bodies": ["1"]}, {"bodies": 1}, {"erased": [1]},
        {"erased": {"x": ["a"]}}, {"erased": {"1": "a"}}, {"erased": {"1": [["a"]]}}, {"erased": {"9" * 5000: ["a"]}},
        {"erased": {"²": ["a"]}},
    ],
    ids=lambda told: repr(told)[:40],
)  # fmt: skip
def test_an_erasure_that_tells_nothing_readable_is_a_fault(told: dict[str, object]) -> None:
    office = invented(1)
    office.now += timedelta(hours=1)
    office.chains[0].add("data.erased", "A2", office.now, told)
    office.checkpoint()
    found = verdict(office)
    assert found.exit_code == 1 and found.first is not None
    assert (found.first.code, found.first.seq) == ("erasure_unreadable", 7)
