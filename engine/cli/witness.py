"""banjie witness"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
import orjson

from engine.cli.output import json_option, show_json
from engine.errors import Missing, Refused
from engine.history.checkpoint import read_checkpoint
from engine.history.keys import read_key
from engine.history.note import read_note
from engine.history.signer import load_public, load_signer, sign_note
from engine.history.witness import Held, accepted, read_delta, read_held
from engine.history.witness import witness as check

PRESENT = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("note", type=PRESENT)
@click.argument("delta", type=PRESENT)
@click.option("--state", required=True, type=click.Path(dir_okay=False, path_type=Path), help="What the witness holds.")
@click.option("--key", required=True, type=PRESENT, help="The witness's own .key file.")
@click.option("--office", type=PRESENT, help="The office's .pub file: needed the first time, or when it has a new key.")
@click.option("--new-key", is_flag=True, help="The office has exchanged its key: from now on trust that of --office.")
@click.option("--accept-break", metavar="REASON", help="Begin anew from this note although it does not extend what is "
              "held; the state remembers it for good.")  # fmt: skip
@json_option
def witness(
    note: Path, delta: Path, state: Path, key: Path, office: Path | None, new_key: bool, accept_break: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Check that NOTE extends the checkpoint held, by DELTA, and countersign it: the line is added to NOTE.

    The audit administrator's own tool: needs no database and asks no server. Refuses when a history shrank, was
    rewritten, or when there are two stories (a fork), and names the matter.
    """
    signer = load_signer(key)
    given, now = read_note(note.read_text(encoding="utf-8")), datetime.now(UTC)
    with delta.open(encoding="utf-8") as lines:
        between = read_delta(lines)
    held = read_held(state.read_text(encoding="utf-8")) if state.exists() else _first(office)
    trusted = [read_key(held.key)]
    if office is not None and (given_key := load_public(office)) != trusted[0]:
        if not new_key:
            raise Refused(
                "office_key_changed", "机关公钥与所持不同;确认机关已更换密钥后加 --new-key。",
                "The office's key is not the one held; add --new-key once you know that it was exchanged.",
            )  # fmt: skip
        trusted.append(given_key)
        told = {"at": now.isoformat(), "reason": "new key", "held": held.key, "note": given_key.line}
        held = replace(held, breaks=(*held.breaks, told))
    if accept_break:
        after = accepted(held, trusted, given, between, accept_break, now)
    else:
        after = check(held, trusted, given, between)
    signed = given if given.of(signer.public) else sign_note(given, signer)
    _keep(state, orjson.dumps({**after.as_json(), "key": trusted[-1].line, "note": signed.written}))
    note.write_text(signed.written, encoding="utf-8")
    checkpoint = read_checkpoint(given.text)
    if as_json:
        show_json({"ok": True, "number": checkpoint.number, "events": checkpoint.events, "note": signed.written})
    else:
        click.echo(f"第{checkpoint.number}号检查点延续所持检查点,已副署:\n{signed.written}")


def _first(office: Path | None) -> Held:
    if office is None:
        raise Missing(
            "no_office_key", "第一次见证需用 --office 给出机关公钥。", "The first time, give --office."
        )
    return Held(load_public(office).line)


def _keep(state: Path, data: bytes) -> None:
    """Whole or not at all: this file is all that the witness has."""
    temporary = state.with_suffix(state.suffix + ".tmp")
    temporary.write_bytes(data)
    temporary.replace(state)
