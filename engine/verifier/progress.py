"""A bar on the screen while much is read; silent where nobody looks."""

from __future__ import annotations

import sys
import time
from typing import TextIO

WIDTH = 30
PAUSE = 0.2  # seconds between two looks of the bar


class Progress:
    """Counts bytes and events against what was promised; `show` False keeps it silent."""

    def __init__(self, total: int, show: bool, stream: TextIO | None = None) -> None:
        self._total = max(total, 1)
        self._done = 0
        self._show = show
        self._stream = stream or sys.stderr
        self._next = 0.0

    def step(self, amount: int) -> None:
        self._done += amount
        if self._show and time.monotonic() >= self._next:
            self._next = time.monotonic() + PAUSE
            self._draw(min(self._done / self._total, 1.0))

    def end(self) -> None:
        if self._show:
            self._stream.write("\r" + " " * (WIDTH + 20) + "\r")
            self._stream.flush()

    def _draw(self, share: float) -> None:
        full = round(share * WIDTH)
        self._stream.write(f"\r核验中 [{'#' * full}{'.' * (WIDTH - full)}] {share:4.0%}")
        self._stream.flush()
