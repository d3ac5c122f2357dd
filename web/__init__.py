"""The pages: Flask, Jinja, one blueprint per noun, thin views.

A view reads the request, calls one action or one query, and renders or redirects; refusals become pages in
errors.py. May import engine.actions, engine.queries, engine.scenario and what they hand out; never a table or
SpiffWorkflow.
`pages/` holds the templates, `static/` our own styles and scripts, `assets/` the recipe that bundles them.
"""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from engine.store.office import Office
from web import (
    addresses,
    attachments,
    audit,
    audit_words,
    bases,
    bundle,
    charts,
    csrf,
    design,
    erasing,
    errors,
    figures,
    headers,
    heat,
    inbox,
    instances,
    kept,
    language,
    looking,
    making,
    matters,
    migration,
    mining,
    notices,
    onward,
    packages,
    phrases,
    printing,
    procedures,
    releases,
    replay,
    search,
    sessions,
    sign_in,
    task_actions,
    tasks,
    verification,
    words,
)

MAX_REQUEST = 60 * 1024 * 1024  # one attachment of 50 MB and the form around it


def create_app(office: Office, *, behind_proxy: bool = False, demo: bool = False) -> Flask:
    """The WSGI application over an open office.

    `behind_proxy` believes one reverse proxy's headers; `demo` names the demo's accounts at sign-in.
    """
    app = Flask(__name__, template_folder="pages", static_folder="static")
    app.config.update(MAX_CONTENT_LENGTH=MAX_REQUEST, MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024, MAX_FORM_PARTS=2000)
    app.extensions["office"] = office
    app.config["DEMO"] = demo
    app.jinja_env.globals["view_functions"] = app.view_functions
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for part in (
        addresses, bundle, headers, csrf, sessions, language, words, kept, onward, errors, charts, audit_words, looking,
        heat,
    ):  # fmt: skip
        part.install(app)
    for noun in (
        sign_in, language, inbox, onward, procedures, tasks, task_actions, instances, matters, attachments, notices,
        phrases, search, printing, migration, figures, bases, erasing, making, packages, verification, replay, audit,
        mining, releases,
    ):  # fmt: skip
        app.register_blueprint(noun.routes)
    design.install(app)
    if behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    return app
