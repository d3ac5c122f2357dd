"""Files of a form that was not accepted: kept by content, named in a sealed token, so nobody chooses them twice.

The token is sealed with the session, so it can name only what this session uploaded itself.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import astuple, dataclass

from flask import Flask, g, request

from engine.errors import Invalid
from web.cookies import read_cookie
from web.sessions import office

FILE = "_file."  # prefix of file inputs: the field's own name carries the ids of earlier uploads
FIELD = "_kept"


@dataclass(frozen=True)
class Kept:
    field: str
    name: str
    media_type: str
    sha256: str

    @property
    def token(self) -> str:
        body = urlsafe_b64encode(json.dumps(astuple(self)).encode()).decode()
        return f"{body}.{_seal(body)}"


def install(app: Flask) -> None:
    app.jinja_env.globals.update(kept_files=kept_files)


def keep_uploads() -> None:
    """Keep the files of the present post for the form that is shown again; what may not be kept is left out."""
    g.kept = []
    for name, files in request.files.lists():
        for file in files:
            if not file.filename:
                continue
            file.stream.seek(0)
            try:
                sha256, _ = office().files.keep(file.stream)
            except Invalid:
                continue
            g.kept.append(Kept(name.removeprefix(FILE), file.filename, file.mimetype, sha256))


def kept_files(field: str = "") -> list[Kept]:
    """Files kept earlier and still wanted, and those of the present post; of one field or of all."""
    found = [*filter(None, map(_read, request.form.getlist(FIELD))), *g.get("kept", [])]
    return [kept for kept in dict.fromkeys(found) if field in ("", kept.field)]


def _read(token: str) -> Kept | None:
    body, _, seal = token.partition(".")
    if not hmac.compare_digest(seal.encode(), _seal(body).encode()):
        return None
    return Kept(*json.loads(urlsafe_b64decode(body)))


def _seal(body: str) -> str:
    return hmac.new(read_cookie("session").encode(), b"kept:" + body.encode(), hashlib.sha256).hexdigest()
