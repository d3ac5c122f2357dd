"""What the decisions and the forms of a draft have in common: a file is read and saved by a canvas, judged, kept apart,
called otherwise, deleted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import actions
from engine.actions import design
from web import posted
from web.design.answers import told
from web.sessions import actor, office, person


@dataclass(frozen=True)
class FileKind:
    """`folder` and `suffix` stand around the key of a file; `path` judges a key that was typed; `page` and `source` are
    queries of a draft's file by its key, `command` and `save` the act that stores it."""

    folder: str
    suffix: str
    path: Callable[[str], str]
    page: Callable[..., Any]
    source: Callable[..., dict[str, Any]]
    command: Callable[[int, str, int, bytes], Any]
    save: Callable[..., int]

    def path_of(self, key: str) -> str:
        return f"{self.folder}{key}{self.suffix}"

    def key_of(self, path: str) -> str:
        return path.removeprefix(self.folder).removesuffix(self.suffix)


def serve_files(routes: Blueprint, kind: FileKind) -> None:
    """Give a page of files, which has `show` and `canvas`, the rest of what every kind of file needs."""

    @routes.get("/canvas/<path:key>/file")
    def source(draft_id: int, key: str) -> Response:
        """The file for the canvas, drawn where it has no drawing, and the revision to give back when it is saved."""
        return told(kind.source(office(), person(), draft_id, key))

    @routes.post("/canvas/<path:key>/file")
    def save(draft_id: int, key: str) -> AnyResponse:
        content = posted.text("xml").encode()
        command = kind.command(draft_id, kind.path_of(key), posted.number("revision") or 0, content)
        return told({"revision": kind.save(office(), command, actor())})

    @routes.get("/canvas/<path:key>/findings")
    def findings(draft_id: int, key: str) -> Response:
        page = kind.page(office(), person(), draft_id, key)
        return told([finding.as_json() for finding in page.findings])

    @routes.post("/canvas/<path:key>/apart")
    def apart(draft_id: int, key: str) -> Response:
        """A new draft with the posted file: for whoever was overtaken by another."""
        made = actions.begin_apart(office(), draft_id, posted.text("xml").encode(), actor(), kind.path_of(key))
        return told({"address": url_for(".canvas", draft_id=made, key=key)})

    @routes.post("/rename/<path:key>")
    def rename(draft_id: int, key: str) -> AnyResponse:
        return _moved(draft_id, key, kind.path(posted.text("key")))

    @routes.post("/delete/<path:key>")
    def delete(draft_id: int, key: str) -> AnyResponse:
        return _moved(draft_id, key, None)

    def _moved(draft_id: int, key: str, wanted: str | None) -> AnyResponse:
        command = design.MoveFile(draft_id, kind.path_of(key), posted.number("revision") or 0, wanted)
        design.move_file(office(), command, actor())
        return redirect(url_for(".show", draft_id=draft_id), 303)
