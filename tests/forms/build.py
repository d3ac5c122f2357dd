"""Forms written down in a test, the way an analyst's editor writes them."""

from __future__ import annotations

import json
from typing import Any

from engine.forms import Cleaned, Form, load

KIND = "textfield"


def schema(*components: dict[str, Any], **head: Any) -> bytes:
    """The bytes of a form file with these components."""
    return json.dumps(
        {"type": "default", "schemaVersion": 18, "id": "Form_test", "components": list(components), **head}
    ).encode()


def component(kind: str, key: str | None = None, **properties: Any) -> dict[str, Any]:
    """One component, with its key as its label unless another is given."""
    raw: dict[str, Any] = {"type": kind, "id": f"Field_{key or kind}"}
    if key is not None:
        raw |= {"key": key, "label": key}
    return raw | properties


def form(*components: dict[str, Any]) -> Form:
    return load(schema(*components))


def clean_one(kind: str, value: Any, **properties: Any) -> Cleaned:
    """Post one value to a form with one field, `x`."""
    return form(component(kind, "x", **properties)).clean({"x": value}, {})
