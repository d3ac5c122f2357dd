"""What the application server runs: the app of BANJIE_DATABASE_URL, with background work inside when embedded."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from flask import Flask

from engine.actions.background import start_background
from engine.store.office import open_office
from web import create_app

# A completion goes to the database some fifteen times; each time its thread must wait for the interpreter lock again.
SWITCH_SECONDS = 0.0005


def build() -> Flask:
    """One application per worker process; SQLite has one worker, which also fires the timers."""
    sys.setswitchinterval(SWITCH_SECONDS)
    files = Path(os.environ.get("BANJIE_FILES", "var/files"))
    office = open_office(os.environ["BANJIE_DATABASE_URL"], files=files)
    start_background(office, "embedded" if office.database.is_sqlite else "web")
    behind_proxy = os.environ.get("BANJIE_BEHIND_PROXY") == "1"
    return create_app(office, behind_proxy=behind_proxy, demo=bool(os.environ.get("BANJIE_DEMO")))
