"""figures.toml is read whole or refused with every mistake named."""

from __future__ import annotations

import pytest

from engine.errors import DefinitionRefused
from engine.figures import read_figures

COUNT = """
[[figure]]
id = "{id}"
name = "件数"
english = "Matters"
kind = "count"
date = "started"
{more}
"""


def codes(text: str) -> set[str]:
    with pytest.raises(DefinitionRefused) as refused:
        read_figures(text.encode())
    for finding in refused.value.findings:
        assert finding.zh and finding.en and finding.file == "figures.toml"
    return {finding.code for finding in refused.value.findings}


def test_what_is_not_said_has_its_usual_value():
    [figure] = read_figures(COUNT.format(id="n", more="").encode()).figures
    assert (figure.over, figure.window, figure.unit, figure.compare, figure.decimals) == (
        "instances", "period", "件", "ratio", 0,
    )  # fmt: skip


def test_a_rate_is_in_percent_and_compared_in_points():
    text = COUNT.format(id="r", more='in = "true"').replace('"count"', '"rate"')
    [figure] = read_figures(text.encode()).figures
    assert (figure.unit, figure.compare, figure.decimals, figure.percent) == ("%", "points", 2, True)
    per_head = read_figures((text + 'unit = "元/人"\n').encode()).figures[0]
    assert (per_head.percent, per_head.compare) == (False, "ratio")


def test_the_digest_names_the_exact_bytes():
    one, other = (read_figures((COUNT.format(id="n", more="") + more).encode()) for more in ("", "# x"))
    assert len(one.digest) == 64 and one.digest != other.digest


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("= broken", "bad_toml"),
        ("look_back = 3", "no_figures"),
        ("colour = 1" + COUNT.format(id="n", more=""), "unknown_setting"),
        (COUNT.format(id="n", more="colour = 1"), "unknown_setting"),
        (COUNT.format(id="N x", more=""), "bad_id"),
        (COUNT.format(id="n", more="") * 2, "figure_twice"),
        (COUNT.format(id="n", more='part_of = "whole"'), "unknown_figure"),
        (COUNT.format(id="n", more='of = "state ="'), "bad_expression"),
        (COUNT.format(id="n", more='window = "ever"'), "bad_choice"),
        (COUNT.format(id="n", more='by = ["colour"]'), "unknown_breakdown"),
        (COUNT.format(id="n", more='by = "month"'), "setting_not_texts"),
        (COUNT.format(id="n", more='over = "steps"'), "setting_missing"),
        (COUNT.format(id="n", more='step = "check"'), "not_of_kind"),
        (COUNT.format(id="n", more='in = "true"'), "not_of_kind"),
        (COUNT.format(id="n", more='pick = "last"'), "not_of_kind"),
        (COUNT.format(id="n", more="decimals = 9"), "bad_setting"),
        (COUNT.format(id="n", more="of = true"), "setting_missing"),
        (COUNT.format(id="n", more="").replace('"count"', '"rate"'), "setting_missing"),
        (COUNT.format(id="n", more="").replace('"count"', '"sum"'), "setting_missing"),
        (COUNT.format(id="n", more="").replace('"count"', '"duration"'), "setting_missing"),
        (COUNT.format(id="n", more="").replace('"count"', '"average"'), "bad_choice"),
        (COUNT.format(id="n", more="").replace('date = "started"', ""), "setting_missing"),
        (COUNT.format(id="n", more="") + '[by.month]\nname = "月"\nenglish = "M"\nvalue = "1"', "bad_id"),
        (COUNT.format(id="n", more="") + '[by.kind]\nname = "类"\nenglish = "K"', "setting_missing"),
        ("[let]\nx = 3\n" + COUNT.format(id="n", more=""), "setting_missing"),
        ("look_back = -1" + COUNT.format(id="n", more=""), "bad_setting"),
        ('figure = "no"', "no_figures"),
        ("figure = [1]", "setting_missing"),
        ("by = 1\nlet = 2\n" + COUNT.format(id="n", more=""), "setting_not_table"),
    ],
)
def test_mistakes_are_named(text: str, code: str):
    assert code in codes(text)
