"""Refusals are values: copied and pickled they say the same."""

from __future__ import annotations

import copy
import pickle

import pytest

from engine.errors import DefinitionRefused, Finding, Incident, Invalid, NotNow, NotYours, Refused

REFUSALS = [
    Refused("code", "中文", "English", who="O5"), NotNow("late", "晚了。", "Late."), NotYours(), Invalid({"title": "必填"}),
    Incident("stuck", "e", "e#1", "停住。", "Stuck."), DefinitionRefused([Finding("bad", None, "坏", "bad")]),
]  # fmt: skip


@pytest.mark.parametrize("refused", REFUSALS, ids=lambda refused: type(refused).__name__)
def test_a_copy_says_the_same(refused):
    for made in (copy.deepcopy(refused), pickle.loads(pickle.dumps(refused))):
        assert type(made) is type(refused) and made.as_json() == refused.as_json() and str(made) == str(refused)
