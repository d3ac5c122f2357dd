"""Where random cases begin.

`BANJIE_SEED` says so; else CI always begins at one number, because one commit must have one verdict; else anywhere, so
that every run on a developer's machine and every `make test-slow` looks at cases nobody has seen.
"""

from __future__ import annotations

import os
import random

IN_CI = 20_261_127


def seed(most: int = 10**9) -> int:
    """A test prints it, so that a failing case can be run again."""
    given = int(os.environ.get("BANJIE_SEED") or 0)
    if given:
        return given
    return IN_CI % most if os.environ.get("CI") == "true" else random.SystemRandom().randrange(1, most)
