"""Free texts beside the body: sealed without loss, erased without a trace, and never confused with data."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.history import (
    ALWAYS,
    ERASED,
    ERASURE,
    GENESIS,
    Broken,
    Event,
    Texts,
    commitments,
    kept_texts,
    link,
    opened,
    verify,
    words_of,
    written,
)
from engine.history.digests import hash_of

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
BODY = {
    "opinion": "请赵女士补充材料。", "values": {"phone": "13800000000", "urgency": "特急", "rows": [{"who": "赵女士"}]},
    "files": [{"id": 1, "name": "赵女士来信.docx", "sha256": "ab" * 32, "field": "body"}],
    "moved": {"path": [{"kind": "take", "element": "f1", "detail": {"inputs": {"来电": "13800000000"}}}], "snapshot": "c0ffee"},
    "empty": "", "numbers": [1, 2.5, None, True],
}  # fmt: skip
TEXTS = Texts(ALWAYS | {"phone"}, ("13800000000", "赵女士"))


def sealed_of(body, texts=TEXTS, alg="sha256", seq=1, head=GENESIS):
    return link(Event(7, seq, "task.completed", AT, "U11", body, alg=alg), head, texts)


@pytest.mark.parametrize("alg", ["sha256", "sm3"])
def test_what_people_wrote_stands_beside_the_body_and_comes_back(alg):
    event = sealed_of(BODY, alg=alg)
    for word in ("赵女士", "13800000000", "补充", "ab" * 32, "c0ffee"):
        assert word.encode() not in event.body and word in str(event.sealed)
    assert "特急".encode() in event.body and b'"f1"' in event.body
    assert opened(event.body, event.sealed) == BODY
    assert commitments(event.body) == kept_texts(event.sealed).keys()
    verify([event], instance_id=7, head=event.hash, length=1)


def test_equal_texts_share_a_commitment_within_an_event_and_never_between_events():
    one, two = sealed_of({"title": "甲", "opinion": "甲"}), sealed_of({"title": "甲", "opinion": "甲"})
    assert len(kept_texts(one.sealed)) == 1
    assert kept_texts(one.sealed).keys().isdisjoint(kept_texts(two.sealed))


def test_a_body_without_free_text_has_nothing_beside_it():
    event = sealed_of({"task": 1, "kind": "main", "opinion": ""})
    assert event.sealed is None and opened(event.body, None) == {"task": 1, "kind": "main", "opinion": ""}


def test_an_erased_text_reads_as_erased_and_must_have_been_told():
    event = sealed_of(BODY)
    kept = kept_texts(event.sealed)
    name = next(name for name, text in kept.items() if text and text[1] == "13800000000")
    gone = replace(event, sealed=written({**kept, name: None}))
    assert opened(gone.body, gone.sealed)["values"]["phone"] == ERASED
    with pytest.raises(Broken) as broken:
        verify([gone], instance_id=7, head=event.hash, length=1)
    assert broken.value.seq == 1
    told = link(Event(7, 2, ERASURE, AT, "O1", {"erased": {"1": [name]}, "bodies": []}), event.hash)
    verify([gone, told], instance_id=7, head=told.hash, length=2)
    other = link(Event(7, 2, ERASURE, AT, "O1", {"erased": {"1": ["00" * 32]}, "bodies": []}), event.hash)
    with pytest.raises(Broken):
        verify([gone, other], instance_id=7, head=other.hash, length=2)


@pytest.mark.parametrize(
    "bend",
    [
        lambda kept: {name: [text[0], text[1] + "。"] for name, text in kept.items()},
        lambda kept: {name: ["00" * 16, text[1]] for name, text in kept.items()},
        lambda kept: dict(list(kept.items())[1:]),
        lambda kept: {**kept, "00" * 32: ["00" * 16, "x"]},
        lambda kept: {name: [text[1]] for name, text in kept.items()},
        lambda kept: dict.fromkeys(kept, "x"),
        lambda kept: [],
        lambda kept: {},
    ],
    ids=["edited", "salt", "one less", "one more", "no salt", "no pair", "a list", "none"],
)
def test_a_changed_text_is_found(bend):
    event = sealed_of(BODY)
    bent = orjson.dumps(bend(kept_texts(event.sealed))).decode()
    with pytest.raises(Broken) as broken:
        verify([replace(event, sealed=bent)], instance_id=7, head=event.hash, length=1)
    assert broken.value.seq == 1
    with pytest.raises(Broken):
        verify([replace(event, sealed=None)], instance_id=7, head=event.hash, length=1)


def test_data_that_looks_like_a_commitment_is_data():
    body = {"x": {"§": "ab" * 32}, "y": '{"§":"' + "ab" * 32 + '"}', "z": {"§": {"§": "q"}}}
    event = sealed_of(body)
    assert opened(event.body, event.sealed) == body
    verify([event], instance_id=7, head=event.hash, length=1)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["title", "phone", "k", "files", "name", "§", "moved"]), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["opinion", "a", "files", "§"]), JSON, max_size=4), st.text(min_size=2, max_size=3))
def test_any_body_comes_back_as_it_was(body, word):
    event = sealed_of(body, Texts(ALWAYS | {"phone"}, (word,)))
    assert opened(event.body, event.sealed) == body
    verify([event], instance_id=7, head=event.hash, length=1)


def test_the_body_given_is_not_changed():
    before = orjson.dumps(BODY)
    TEXTS.seal(BODY, hash_of("sha256"))
    assert orjson.dumps(BODY) == before


def test_words_are_those_of_the_personal_fields_whatever_their_shape():
    document = {"caller": " 赵女士 ", "people": [{"name": "钱先生", "age": 3}, {"name": "孙"}], "topic": "路灯"}
    assert words_of(document, {"caller", "people", "absent"}) == ("赵女士", "钱先生")
