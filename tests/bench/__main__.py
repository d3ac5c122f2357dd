"""`make bench`: runs `measure()` of every bench_*.py beside this file and prints one JSON object.

Each measure answers a plain dict of figures; seconds, microseconds and ratios are named in the keys. A bench that
fails is reported under its name with its error, and the exit code is 1; names as arguments choose some.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
import time
import traceback
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def main(wanted: list[str]) -> int:
    names = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    results: dict[str, Any] = {"machine": _machine()}
    failed = False
    for name in names:
        if wanted and name not in wanted:
            continue
        begun = time.perf_counter()
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        try:
            figures: dict[str, Any] = importlib.import_module(f"tests.bench.bench_{name}").measure()
        except Exception as error:  # one broken bench must not hide the others
            traceback.print_exc()
            figures, failed = {"error": f"{type(error).__name__}: {error}"}, True
        results[name] = figures | {"bench_seconds": round(time.perf_counter() - begun, 1)}
    print(json.dumps(results, ensure_ascii=False, indent=1))
    return 1 if failed else 0


def _machine() -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": [round(x, 1) for x in os.getloadavg()],
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
