"""The verifier's canonical JSON against the writer of history, byte for byte."""

from __future__ import annotations

import json
import math
import random
import struct
from datetime import timedelta

import pytest

from engine.history import canonical as written
from engine.verifier.strict import NotStrict, canonical, parse_canonical
from tests import seeds
from tests.verifier.test_layers import states, verdict
from tests.verifier.writing import H, invented, link

SEED = seeds.seed(2**32)
EDGES = [
    0.0, -0.0, 1.0, -1.0, 0.1, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 2.0**53, 2.0**53 + 2, 2.0**63,
    2.0**64, 123456789012345680.0, *(float(f"1e{n}") for n in range(-30, 31)), *(float(f"9.999e{n}") for n in range(-30, 31)),
]  # fmt: skip
EDGES += [beside for x in EDGES for beside in (math.nextafter(x, math.inf), math.nextafter(x, -math.inf)) if math.isfinite(beside)]


def numbers(rng: random.Random) -> list[float]:
    """Of all magnitudes, most often near those where a writer changes its form."""
    found = []
    while len(found) < 20_000:
        match rng.randrange(4):
            case 0:
                number = struct.unpack("<d", rng.randbytes(8))[0]
            case 1:
                number = rng.choice((-1, 1)) * rng.random() * 10.0 ** rng.randint(-12, 24)
            case 2:
                number = float(f"{rng.randint(-999, 999)}e{rng.randint(-12, 24)}")
            case _:
                number = float(rng.randint(-(10 ** rng.randint(1, 23)), 10 ** rng.randint(1, 23)))
        if math.isfinite(number):
            found.append(number)
    return found


def test_both_write_every_number_alike() -> None:
    for number in [*EDGES, *(-x for x in EDGES), *numbers(random.Random(SEED))]:
        text = written(number).decode()
        assert canonical(number) == text, (SEED, number)
        assert parse_canonical(text) == number, (SEED, number)


def test_what_only_looks_like_a_number_is_left_alone() -> None:
    value = {"5e-05": '5e-05 "5e-05" \\', "a": ["5e-05", 5e-05, "\\", 1e-7, {"b": -1.5e-5, "é\n\"": 'x\\"1e-07'}], "": "1e-07"}
    assert canonical(value) == written(value).decode()
    assert json.loads(canonical(value)) == value


@pytest.mark.parametrize("text", ["5e-05", "5e-5", "1e-07", "0.0000001", "1E-7", "[1.0e-6]", "10e-7", "1e16", "1.50"])
def test_another_form_of_the_same_number_is_refused(text: str) -> None:
    with pytest.raises(NotStrict):
        parse_canonical(text)


def test_a_matter_with_small_numbers_is_in_order() -> None:
    office = invented(1)
    office.now += timedelta(hours=1)
    chain = office.chains[0]
    chain.add("task.completed", "P1", office.now, {})
    chain.lines[-1]["body"] = written({"ratio": 0.00005, "tiny": [1e-7, -2.5e-9]}).decode()
    link(chain.lines, 1, len(chain.lines) - 1)
    office.checkpoint()
    assert chain.lines[-1]["digest"] == H("sha256", bytes.fromhex(chain.lines[-1]["salt"]) + b'{"ratio":0.00005,"tiny":[1e-7,-2.5e-9]}').hex()
    assert states(verdict(office)) == ["passed"] * 4
