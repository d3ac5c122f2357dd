"""banjie keys office | witness | make | list"""

from __future__ import annotations

from pathlib import Path

import click

from engine.actions.countersign_checkpoint import register_witness
from engine.actions.make_keys import make_office_key
from engine.cli.output import database_option, json_option, show_json
from engine.history.digests import ALGORITHMS
from engine.history.keys import PublicKey
from engine.history.signer import load_public, make_key
from engine.store.evidence import EvidenceSettings, evidence_of
from engine.store.office import open_office
from engine.store.work import SYSTEM, Actor

KIND = click.Choice(["ed25519", "sm2"])


@click.group()
def keys() -> None:
    """Signing keys, in files of mode 600 outside the database (BANJIE_KEYS, var/keys)."""


@keys.command()
@click.argument("slug")
@click.option("--kind", type=KIND, default="ed25519", show_default=True, help="Signature: Ed25519, or SM2 with SM3.")
@click.option("--alg", type=click.Choice(ALGORITHMS), help="Hash function of new events and checkpoints.")
@click.option("--by", default=SYSTEM, help="Person who makes it (the system administrator).")
@database_option
@json_option
def office(slug: str, kind: str, alg: str | None, by: str, database: str, as_json: bool) -> None:
    """Make the office's key; SLUG names the office in every checkpoint, for good. Again: a new key takes over."""
    settings = EvidenceSettings.from_environment()
    _show(make_office_key(open_office(database), settings, slug, Actor(by), kind=kind, alg=alg or ""), as_json)


@keys.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", required=True, help="The audit administrator whose public key it is.")
@database_option
@json_option
def witness(file: Path, by: str, database: str, as_json: bool) -> None:
    """Register the audit administrator's public key (FILE.pub), so that his countersignature is known."""
    key = load_public(file)
    register_witness(open_office(database), EvidenceSettings.from_environment(), key, Actor(by))
    _show(key, as_json)


@keys.command()
@click.argument("name")
@click.option("--into", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder, e.g. a stick.")
@click.option("--kind", type=KIND, default="ed25519", show_default=True)
@json_option
def make(name: str, into: Path, kind: str, as_json: bool) -> None:
    """Make a key pair for oneself, on one's own machine: NAME.key and NAME.pub. No database is needed."""
    _show(make_key(into, name, kind), as_json)


@keys.command("list")
@database_option
@json_option
def list_keys(database: str, as_json: bool) -> None:
    """The office's public keys, oldest first, and its witnesses'."""
    with open_office(database).database.read() as connection:
        found = evidence_of(connection)
    if as_json:
        show_json({
            "ok": True, "office": found.office, "alg": found.alg, "keys": list(found.keys),
            "witnesses": dict(found.witnesses),
        })  # fmt: skip
        return
    click.echo(f"机关代号 {found.office or '未定'} · 杂凑算法 {found.alg}")
    for line in found.keys:
        click.echo(f"签名  {line}")
    for person, line in found.witnesses.items():
        click.echo(f"见证  {person}  {line}")


def _show(key: PublicKey, as_json: bool) -> None:
    if as_json:
        show_json({"ok": True, "name": key.name, "kind": key.kind, "public": key.line})
    else:
        click.echo(key.line)
