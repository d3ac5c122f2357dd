"""Where a page may send the reader next: only somewhere on this site."""

from __future__ import annotations

from urllib.parse import urlsplit


def local_path(target: str) -> str:
    """The target if it is a plain path of this site (no scheme, host, backslash, control), else "/"."""
    parts = urlsplit(target)
    plain = target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable()
    return target if plain and not parts.scheme and not parts.netloc else "/"
