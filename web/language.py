"""Chinese first, English second: the choice of language, and the catalogue read from messages.po."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Blueprint, Flask, Response, g, redirect, request
from flask_babel import Babel, Domain, get_locale

from engine.errors import Refused
from web.cookies import read_cookie, write_cookie
from web.local import local_path

CATALOGUES = Path(__file__).parent / "translations"
TAGS = {"zh": "zh-CN", "en": "en"}
YEAR = 365 * 24 * 3600

routes = Blueprint("language", __name__)


class Catalogue(Domain):
    """Translations straight from messages.po: nothing to compile, nothing to forget."""

    def get_translations(self) -> Any:
        return catalogue(chosen())

    def get_translations_cache(self) -> dict[Any, Any]:
        return {}


@cache
def catalogue(language: str) -> NullTranslations:
    path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():  # the pages are written in Chinese
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(fp=compiled)


def chosen() -> str:
    """ "zh" or "en": the cookie if set, else Chinese; read once a request, since every sentence asks."""
    if "language" not in g:
        value = read_cookie("language")
        g.language = value if value in TAGS else "zh"
    return str(g.language)


def sentence(refused: Refused) -> str:
    """The refusal in the reader's language."""
    return refused.en if chosen() == "en" else refused.zh


def install(app: Flask) -> None:
    babel = Babel(app, locale_selector=chosen, default_locale="zh", default_timezone="Asia/Shanghai")
    babel.__dict__["domain_instance"] = Catalogue()
    app.jinja_env.filters["sentence"] = sentence
    app.context_processor(lambda: {"language": TAGS[get_locale().language]})


@routes.post("/language")
def choose() -> Response:
    response = redirect(local_path(request.form.get("next", "")), 303)
    write_cookie(response, "language", "en" if request.form.get("language") == "en" else "zh", max_age=YEAR)
    return response
