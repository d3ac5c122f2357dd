"""Rewriting TOML keeps what did not change as it was written, and always says exactly what was wanted."""

from __future__ import annotations

import copy
import random
import tomllib
from datetime import date, datetime, time
from typing import Any

import pytest

from engine.toml import dumps, rewrite, same
from tests import seeds
from tests.conftest import PROCESSES

FILES = sorted(PROCESSES.glob("*/**/*.toml"))

HAND = """\
# The office's own words.
name = "发文"   # shown everywhere
starters = ["drafter", "clerk"]

[terms.check]            # as agreed in 2025
"平件" = "1 WD"
"特急" = "2 NH"          # natural hours
[terms.sign]
"其他" = "1 WD"

# -- rules
[[rules]]
form = ["start"]         # both
zh = "一"
# the second
[[rules]]
form = "sign"
zh = "二"
"""


def test_what_is_not_changed_is_not_touched() -> None:
    assert rewrite(HAND, tomllib.loads(HAND)) == HAND


def test_a_changed_value_keeps_its_comment_and_its_neighbours() -> None:
    wanted = tomllib.loads(HAND)
    wanted["terms"]["check"]["特急"] = "4 NH"
    assert rewrite(HAND, wanted) == HAND.replace('"2 NH"', '"4 NH"')


def test_new_entries_stand_at_the_end_of_their_table() -> None:
    wanted = tomllib.loads(HAND)
    wanted["terms"]["check"]["加急"] = "4 WH"
    wanted["code"] = "FW"
    written = rewrite(HAND, wanted)
    assert '"特急" = "2 NH"          # natural hours\n"加急" = "4 WH"\n[terms.sign]' in written
    assert 'starters = ["drafter", "clerk"]\ncode = "FW"\n' in written


def test_a_new_table_stands_beside_its_sisters_and_a_gone_one_leaves_only_comments() -> None:
    wanted = tomllib.loads(HAND)
    del wanted["terms"]["check"]
    wanted["terms"]["proof"] = {"其他": "2 WD"}
    written = rewrite(HAND, wanted)
    assert '[terms.sign]\n"其他" = "1 WD"\n[terms.proof]\n"其他" = "2 WD"\n' in written
    assert "terms.check" not in written and "# -- rules" in written


def test_the_elements_of_an_array_keep_their_comments_when_others_come_and_go() -> None:
    wanted = tomllib.loads(HAND)
    wanted["rules"].insert(1, {"form": "proof", "zh": "插"})
    written = rewrite(HAND, wanted)
    assert same(tomllib.loads(written), wanted)
    assert '# the second\n[[rules]]\nform = "sign"' in written and "# both" in written
    wanted["rules"] = wanted["rules"][2:]
    written = rewrite(written, wanted)
    assert '[[rules]]\nform = "sign"' in written and "# the second" in written
    assert same(tomllib.loads(written), wanted)


@pytest.mark.parametrize("path", FILES, ids=[f"{p.parts[-2]}/{p.name}" for p in FILES])
def test_every_shipped_file_stays_and_can_be_written_afresh(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    read = tomllib.loads(text)
    assert rewrite(text, read) == text
    assert same(tomllib.loads(dumps(read)), read)


def test_whatever_is_changed_the_text_says_it() -> None:
    seed = seeds.seed(10**6)
    chance = random.Random(seed)
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        if len(text) > 40_000:
            continue
        wanted = tomllib.loads(text)
        for _ in range(4):
            shake(wanted, chance)
        written = rewrite(text, wanted)
        assert same(tomllib.loads(written), wanted), f"seed {seed}, {path}"
        text = written


def shake(table: dict[str, Any], chance: random.Random) -> None:
    """Change one thing somewhere."""
    inner = [v for v in table.values() if isinstance(v, dict)]
    inner += [item for v in table.values() if isinstance(v, list) for item in v if isinstance(item, dict)]
    if inner and chance.random() < 0.7:
        shake(chance.choice(inner), chance)
        return
    if table and chance.random() < 0.4:
        del table[chance.choice(list(table))]
        return
    name = chance.choice([*table, "新", "new key", "x"])
    table[name] = copy.deepcopy(chance.choice(SAMPLES))


SAMPLES: list[Any] = [
    "文字 \"引\" \\ 号\n换行", 3, 2.5, True, [], ["一", "二"], {}, {"a": 1, "乙": ["x"]}, {"t": {"u": {"v": "w" * 120}}},
    [{"a": 1}, {"b": {"c": "d" * 130}}], date(2026, 5, 1), datetime(2026, 5, 1, 9, 30), time(9, 30),
    ["很长的文字" * 12, "第二" * 20],
]  # fmt: skip
