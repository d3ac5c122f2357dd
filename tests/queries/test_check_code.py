"""The check code: derived from number and history alone, read back however it was typed, forged by nobody."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from engine.queries.check_code import ALPHABET, ID_BITS, check_code, read_code

IDS = st.integers(1, 2**ID_BITS - 1)
HEADS = st.binary(min_size=32, max_size=32)


@given(IDS, st.text(max_size=20), HEADS)
@example(1, "FW20260001", bytes(32))
@example(2**ID_BITS - 1, "", b"\xff" * 32)
def test_a_code_leads_back_to_its_instance(instance_id, number, head):
    code = check_code(instance_id, number, head)
    assert len(code) == 14 and set(code) <= set(ALPHABET) | {"-"}
    found = read_code(f" {code.lower().replace('-', ' ')} ".replace("0", "o").replace("1", "l"))
    assert found is not None and found[0] == instance_id


@given(IDS, HEADS, HEADS)
def test_another_state_of_the_history_has_another_code(instance_id, head, other):
    if head[:8] != other[:8]:
        codes = {check_code(instance_id, "FW20260001", each) for each in (head, other)}
        assert len(codes) == 2


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(text):
    found = read_code(text)
    assert found is None or 0 <= found[0] < 2**ID_BITS


def test_ordinary_searches_are_no_codes():
    for text in ("", "森林草原防灭火", "FW20260001", "青岚政办发〔2026〕1号", "7777-7777-777", "7777-7777-7777-7", "UUUU-UUUU-UUUU"):
        assert read_code(text) is None, text


def test_twelve_letters_that_are_a_word_lead_nowhere_but_are_searched_for():
    assert read_code("FW2026000123") is not None  # the shape only; no event fits it
