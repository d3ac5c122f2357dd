"""How long the server takes to clean and to lay out a form of 40 fields with conditions."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

from engine.forms import load


def _schema() -> bytes:
    parts: list[dict[str, Any]] = []
    for n in range(10):
        parts += [
            {"type": "textfield", "id": f"t{n}", "key": f"title{n}", "label": "标题",
             "validate": {"required": True, "maxLength": 100}},
            {"type": "select", "id": f"s{n}", "key": f"urgency{n}", "label": "紧急程度", "valuesKey": "levels"},
            {"type": "number", "id": f"n{n}", "key": f"copies{n}", "label": "份数", "validate": {"min": 1, "max": 500}},
            {"type": "textarea", "id": f"w{n}", "key": f"why{n}", "label": "理由",
             "conditional": {"hide": f'=urgency{n} != "特急"'}},
        ]  # fmt: skip
    return json.dumps({"type": "default", "components": parts}).encode()


def measure() -> dict[str, float]:
    """Milliseconds, median of the repeats."""
    form = load(_schema())
    post = {f"{key}{n}": value for n in range(10) for key, value in
            (("title", "关于防汛的通知"), ("urgency", "特急"), ("copies", "30"), ("why", "汛情紧急"))}  # fmt: skip
    context = {"levels": [{"value": v, "label": v} for v in ("平件", "加急", "特急")]}
    assert form.clean(post, context).ok
    return {
        "load_40_fields_ms": _milliseconds(lambda: load(_schema())),
        "clean_40_fields_ms": _milliseconds(lambda: form.clean(post, context)),
        "view_40_fields_ms": _milliseconds(lambda: form.view(post, context)),
    }


def _milliseconds(work: Callable[[], object], repeats: int = 25) -> float:
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(times), 3)
