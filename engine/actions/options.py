"""What forms may offer: units, people, leaders, plan items, as the organization is that day."""

from __future__ import annotations

from typing import Any

from engine.store.work import Work

KINDS = ("units", "township_units", "people", "leaders", "plan_items")


def form_context(w: Work, *, unit: str) -> dict[str, Any]:
    """Names a form's FEEL and `valuesKey` may use beside the document."""
    return {kind: w.organization.options(kind, w.at) for kind in KINDS} | {"drafter_unit": unit}
