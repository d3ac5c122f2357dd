"""What forms may offer: units, people, leaders, plan items, as the organization is that day."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from typing import Any

from engine.clock import local
from engine.store.work import Work

KINDS = ("units", "township_units", "people", "leaders", "plan_items")
_known: OrderedDict[tuple[str, date], dict[str, Any]] = OrderedDict()  # (organization, day) -> options


def form_context(w: Work, *, unit: str) -> dict[str, Any]:
    """Names a form's FEEL and `valuesKey` may use beside the document."""
    key = (w.in_force["organization"], local(w.at).date())
    options = _known.get(key)
    if options is None:
        options = {kind: w.organization.options(kind, w.at) for kind in KINDS}
        _known[key] = options
        if len(_known) > 8:
            _known.popitem(last=False)
    return {**options, "drafter_unit": unit}
