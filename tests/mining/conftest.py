"""A demo year of some dozen matters, made by real actions; read only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from engine.clock import LOCAL, SimulatedClock
from engine.demo.load import load_year
from engine.store.office import Office, open_office

END = datetime(2026, 12, 31, 18, 0, tzinfo=LOCAL)


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The office after its year; its clock stands at the last moment of it."""
    folder = tmp_path_factory.mktemp("lived")
    played = open_office(f"sqlite:///{folder}/b.sqlite3", files=folder / "files", durable=False)
    load_year(played, 2026, END, matters=40, seed=5)
    played.database.dispose()
    office = open_office(f"sqlite:///{folder}/b.sqlite3", clock=SimulatedClock(END), files=folder / "files")
    yield office
    office.database.dispose()
