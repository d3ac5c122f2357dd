"""How commands speak: sentences for people, one JSON value with `--json`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import click
import orjson

from engine.errors import DefinitionRefused, Finding, Refused

DEFAULT_DATABASE = "sqlite:///var/banjie.sqlite3"

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of sentences.")
database_option = click.option(
    "--database",
    envvar="BANJIE_DATABASE_URL",
    default=DEFAULT_DATABASE,
    show_default=True,
    help="Database URL; also BANJIE_DATABASE_URL.",
)


def files_folder() -> str:
    """Where attachments are kept; BANJIE_FILES overrides it."""
    return os.environ.get("BANJIE_FILES", "var/files")


def show_json(value: Any) -> None:
    click.echo(orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode())


def show_findings(findings: Iterable[Finding]) -> None:
    for finding in findings:
        colour = "red" if finding.severity == "error" else "yellow"
        place = ":".join(p for p in (finding.file, finding.element or "") if p)
        click.secho(f"{place or '-'}  [{finding.code}]", fg=colour)
        click.echo(f"    {finding.zh}\n    {finding.en}")
        if finding.fix_zh:
            click.echo(f"    改法:{finding.fix_zh}\n    Fix: {finding.fix_en}")
        if finding.trace:
            click.echo(f"    路径 trace: {' → '.join(finding.trace)}")


def show_refusal(refused: Refused, *, as_json: bool) -> None:
    if as_json:
        show_json({"ok": False, "refused": refused.as_json()})
    elif isinstance(refused, DefinitionRefused):
        show_findings(refused.findings)
    else:
        click.secho(f"{refused.zh}\n{refused.en} [{refused.code}]", fg="red", err=True)
        for name, why in getattr(refused, "fields", {}).items():
            click.secho(f"  {name}: {why}", fg="red", err=True)
