"""The chain of one instance: what was written can be shown to be unchanged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine.history import ERASURE, GENESIS, Broken, Event, Sealed, chained, link, verify
from engine.history.digests import hash_of

AT = datetime(2026, 2, 13, 1, 40, tzinfo=UTC)


def chain_of(length=5):
    sealed, head = [], GENESIS
    for n in range(1, length + 1):
        event = Event(7, n, "task.completed", AT, "U11", {"n": n, "opinion": "同意。"}, command_id=f"c{n}")
        sealed.append(link(event, head))
        head = sealed[-1].hash
    return sealed, head


def test_an_untouched_chain_holds():
    sealed, head = chain_of()
    verify(sealed, instance_id=7, head=head, length=5)


@pytest.mark.parametrize(
    ("tamper", "seq"),
    [
        (
            lambda s: [
                *s[:2],
                replace(s[2], sealed=s[2].sealed.replace("同意", "反对")),
                *s[3:],
            ],
            3,
        ),
        (lambda s: [*s[:2], replace(s[2], meta=s[2].meta.replace(b"U11", b"U12")), *s[3:]], 3),
        (lambda s: [*s[:2], *s[3:]], 3),
        (lambda s: s[:-1], 5),
        (lambda s: [s[0], s[2], s[1], *s[3:]], 2),
        (lambda s: [*s[:3], s[2], *s[3:]], 4),
        (lambda s: [*s[:4], replace(s[4], hash=bytes(32))], 5),
    ],
    ids=["opinion edited", "who edited", "dropped", "tail cut", "swapped", "doubled", "head forged"],
)
def test_tampering_is_found_at_the_first_wrong_event(tamper, seq):
    sealed, head = chain_of()
    with pytest.raises(Broken) as broken:
        verify(tamper(sealed), instance_id=7, head=head, length=5)
    assert broken.value.seq == seq


def test_an_event_of_another_instance_does_not_fit():
    sealed, head = chain_of()
    stranger = link(Event(8, 3, "task.completed", AT, "U11", {}), sealed[1].hash)
    with pytest.raises(Broken) as broken:
        verify([*sealed[:2], stranger, *sealed[3:]], instance_id=7, head=head, length=5)
    assert broken.value.seq == 3


def test_an_erased_body_keeps_the_proof_when_an_erasure_tells_of_it():
    sealed, head = chain_of()
    gone = [*sealed[:2], replace(sealed[2], body=b"", salt=b"", sealed=None), *sealed[3:]]
    with pytest.raises(Broken) as broken:
        verify(gone, instance_id=7, head=head, length=5)
    assert broken.value.seq == 3
    told = link(Event(7, 6, ERASURE, AT, "U11", {"erased": {}, "bodies": [3]}), head)
    verify([*gone, told], instance_id=7, head=told.hash, length=6)


def test_equal_events_have_different_digests():
    event = Event(7, 1, "task.completed", AT, "U11", {"opinion": "同意。"})
    assert link(event, GENESIS).digest != link(event, GENESIS).digest


HOSTILE = [
    b'{"erased":{"x":["a"]}}', b'{"erased":{"1":[["a"]]}}', b'{"erased":{"1":"a"}}', b'{"erased":[1]}', b'{"erased":7}',
    b'{"bodies":[[1]]}', b'{"bodies":["1"]}', b'{"bodies":[true]}', b'{"bodies":5}', b"[]", b"7", b"{", b"\xff",
]  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE)
def test_an_erasure_that_cannot_be_read_breaks_the_chain_and_nothing_else(body):
    sealed, head = chain_of()
    last = Event(7, 6, ERASURE, AT, "A2", {}, command_id="c6")
    salt, hash = bytes(16), hash_of("sha256")
    digest = hash(salt + body)
    forged = Sealed(7, 6, last.meta, salt, body, digest, chained(hash, 7, 6, head, last.meta, digest), None)
    with pytest.raises(Broken) as broken:
        verify([*sealed, forged], instance_id=7, head=forged.hash, length=6)
    assert broken.value.seq == 6


@pytest.mark.parametrize(
    "change",
    [
        {"meta": b"[]"}, {"meta": b"{}"}, {"meta": b"7"}, {"meta": None}, {"meta": "text"}, {"body": None}, {"body": "text"},
        {"body": 7}, {"salt": None}, {"salt": "text"}, {"digest": None}, {"hash": None}, {"sealed": b"\xff"}, {"sealed": "7"},
        {"sealed": "[1]"}, {"sealed": '{"a":7}'},
        {"meta": b'{"alg":"sha256","instance":7,"seq":3}'}, {"meta": b'{"alg":["sha256"],"instance":7,"seq":3}'},
    ],
    ids=repr,
)  # fmt: skip
def test_whatever_a_row_holds_only_the_chain_breaks(change):
    sealed, head = chain_of()
    with pytest.raises(Broken) as broken:
        verify([*sealed[:2], replace(sealed[2], **change), *sealed[3:]], instance_id=7, head=head, length=5)
    assert broken.value.seq == 3


def test_a_meta_without_its_kind_breaks_the_chain_even_where_its_hash_follows():
    sealed, head = chain_of(1)
    meta, salt, body, hash = b'{"alg":"sha256","instance":7,"seq":2}', bytes(16), b"{}", hash_of("sha256")
    digest = hash(salt + body)
    forged = Sealed(7, 2, meta, salt, body, digest, chained(hash, 7, 2, head, meta, digest), None)
    with pytest.raises(Broken):
        verify([*sealed, forged], instance_id=7, head=forged.hash, length=2)
