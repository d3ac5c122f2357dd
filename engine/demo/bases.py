"""The demo's 历史基数: last year's numbers, entered as the office's director would."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from engine import actions
from engine.actions import Actor
from engine.clock import local
from engine.queries.totals import newest_definitions
from engine.store.office import Office

FILE = Path(__file__).parent / "bases.toml"
DIRECTOR = "O1"


def enter_bases(office: Office) -> int:
    """Enter every base whose procedure and figure the office holds, for the whole of last year."""
    known = {d.procedure.key: d.figures for d in newest_definitions(office)}
    year = local(office.now()).year - 1
    entered = 0
    for base in tomllib.loads(FILE.read_text(encoding="utf-8"))["base"]:
        figures = known.get(base["procedure"])
        if figures is None or figures.figure(base["figure"]) is None:
            continue
        command = actions.EnterBaseFigure(
            base["procedure"], base["figure"], date(year, 1, 1), date(year, 12, 31), base["value"], base["source"]
        )
        actions.enter_base_figure(office, command, Actor(DIRECTOR))
        entered += 1
    return entered
