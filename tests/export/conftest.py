"""The three files of one lived year, and the history they were made from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine.actions import FORMS, Actor, ExportLog, export_log
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import SYSTEM


@pytest.fixture(scope="session")
def files(lived: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("logs")
    made = {form: folder / f"log.{ending}" for form, ending in FORMS.items()}
    for form, path in made.items():
        export_log(lived, ExportLog(form), Actor(SYSTEM), path)
    return made


@pytest.fixture(scope="session")
def told(lived: Office) -> list[Any]:
    """Every event of the history with the number of its matter."""
    h, i = t.history.c, t.instance.c
    with lived.database.read() as connection:
        return list(
            connection.execute(
                select(i.number, h.seq, h.kind, h.at, h.actor, h.on_behalf_of, h.body, h.sealed)
                .join(t.instance, i.id == h.instance_id)
                .order_by(i.id, h.seq)
            )
        )
