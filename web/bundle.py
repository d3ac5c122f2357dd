"""Names of the bundled styles, scripts and icons, from the manifest the build writes."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask, request

DIST = Path(__file__).parent / "static" / "dist"
YEAR = 365 * 24 * 3600


def install(app: Flask) -> None:
    path = DIST / "manifest.json"
    manifest: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}

    def asset(name: str) -> str:
        # By hand, because a page asks dozens of times: url_for costs as much as the rest of a row.
        return f"{request.script_root}{app.static_url_path}/dist/{manifest.get(name, name)}"

    app.jinja_env.globals.update(asset=asset, assets_built=bool(manifest))
    # Bundled names carry a hash of their content, so a browser may keep them.
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = None
    app.extensions["hashed_assets"] = frozenset(f"dist/{name}" for name in manifest.values())
