"""CPU time of an act, fit to be asserted on a busy machine."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def cpu_seconds(act: Callable[[], object], tries: int = 3) -> float:
    """The best of some tries, without the collector: a full collection is the test process's cost, not the act's."""
    best = float("inf")
    gc.disable()
    try:
        for _ in range(tries):
            begun = time.process_time()
            act()
            best = min(best, time.process_time() - begun)
    finally:
        gc.enable()
    return best
