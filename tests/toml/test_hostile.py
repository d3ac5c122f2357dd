"""TOML that somebody brought: whatever is wrong with it is said, in time, and nothing else comes out."""

from __future__ import annotations

import time
import tomllib

import pytest

from engine import toml
from engine.definition import Package, check
from engine.definition.declared import declared
from engine.errors import DefinitionRefused
from engine.figures import FILE, read_figures
from engine.scenario.reader import read_scenario
from tests.packages import approval

HOSTILE = {
    "digits": "x = " + "1" * 5000,
    "large": "x = 9223372036854775808",
    "deep": "x = " + "[" * 3000 + "]" * 3000,
    "deep tables": "x = " + "[" * 90 + "]" * 90,
    "parts": ".".join("a" * 40_000) + " = 1",
    "quoted parts": ".".join(['"a"'] * 40_000) + " = 1",
    "header": "[" + ".".join("a" * 40_000) + "]",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_every_reader_refuses_it_with_a_sentence(name: str) -> None:
    text, begun = HOSTILE[name], time.monotonic()
    with pytest.raises(tomllib.TOMLDecodeError):
        toml.loads(text)
    package = Package({**approval().files, "procedure.toml": text.encode(), FILE: text.encode()})
    assert {"bad_toml"} <= {finding.code for finding in check(package)}
    assert declared(package) == ("", "")
    for read in (read_figures, read_scenario):
        with pytest.raises(DefinitionRefused):
            read(text.encode())
    assert time.monotonic() - begun < 3


def test_long_words_and_long_texts_are_read() -> None:
    text = f'{"a" * 100_000} = "{"b" * 100_000}"\nz = "{"w. " * 40_000}"\nn = -9223372036854775808\n'
    begun = time.monotonic()
    assert toml.loads(text)["n"] == -(2**63)
    assert time.monotonic() - begun < 2
