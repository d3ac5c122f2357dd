"""System parts that some tests need: skipped without them on a user's machine, a failure in CI."""

from __future__ import annotations

import os

import pytest


def missing(part: str) -> None:
    message = f"{part} is not installed on this machine"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)
