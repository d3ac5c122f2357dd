"""What a package calls itself, read without asking whether the rest of its settings is right."""

from __future__ import annotations

import tomllib

from engine import toml
from engine.definition.package import Package
from engine.definition.procedure import FILE


def declared(package: Package) -> tuple[str, str]:
    """(key, name) of its procedure.toml; "" for what it does not say."""
    try:
        raw = toml.loads(package.files.get(FILE, b"").decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return "", ""
    key, name = raw.get("key", ""), raw.get("name", "")
    return key if isinstance(key, str) else "", name if isinstance(name, str) else ""
