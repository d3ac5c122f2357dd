"""banjie checkpoint"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from engine.actions.export_checkpoints import export_checkpoints
from engine.actions.stamp_checkpoint import stamp_checkpoint
from engine.actions.take_checkpoint import acknowledge_differences, take_checkpoint
from engine.cli.output import database_option, json_option, show_json
from engine.errors import Missing
from engine.history.timestamp import query
from engine.store.checkpoints import stored
from engine.store.delta import delta_since
from engine.store.evidence import EvidenceSettings
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM, Actor

FILE = click.Path(dir_okay=False, path_type=Path)
PRESENT = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--by", default=SYSTEM, help="Who asks (system administrator; audit administrator to acknowledge).")
@click.option("--delta", type=(FILE, FILE), metavar="NOTE DELTA", help="Write the newest note and what its witness "
              "needs to check it; signs nothing.")  # fmt: skip
@click.option("--since", type=click.IntRange(0), help="With --delta: number of the checkpoint the witness holds.")
@click.option("--acknowledge", metavar="REASON", help="What keeps the office from signing was looked into.")
@click.option("--timestamp-query", "ask", type=FILE, help="Write an RFC 3161 request over the newest checkpoint.")
@click.option("--timestamp", "reply", type=PRESENT, help="Keep the authority's reply; needs --ca.")
@click.option("--ca", type=PRESENT, help="Certificate of the time-stamp authority's root.")
@click.option("--chain", type=PRESENT, help="Further certificates between.")
@click.option("--number", type=click.IntRange(1), help="With time stamps: another checkpoint than the newest.")
@database_option
@json_option
def checkpoint(
    by: str, delta: tuple[Path, Path] | None, since: int | None, acknowledge: str | None, ask: Path | None,
    reply: Path | None, ca: Path | None, chain: Path | None, number: int | None, database: str, as_json: bool,
) -> None:  # fmt: skip
    """Sign the heads of all histories and export the note (BANJIE_CHECKPOINTS, var/checkpoints).

    Refuses when any history did anything but grow since the last checkpoint.
    """
    if bool(reply) != bool(ca):
        raise click.UsageError("--timestamp and --ca go together")
    office, settings = open_office(database), EvidenceSettings.from_environment()
    if delta is not None:
        _give(office, delta, since, as_json)
    elif acknowledge is not None:
        found = acknowledge_differences(office, settings, acknowledge, Actor(by))
        told = [each.as_json() for each in found]
        _say({"acknowledged": told}, f"已确认 {len(found)} 处异常,可以重新签名。", as_json)
    elif ask is not None:
        with office.database.read() as connection:
            kept = stored(connection, number)
        if kept is None:
            raise Missing("no_checkpoint", "没有这个检查点。", "There is no such checkpoint.")
        ask.write_bytes(query(kept.note.text, kept.alg))
        _say({"number": kept.n}, f"已写出第{kept.n}号检查点的时间戳请求。", as_json)
    elif reply is not None and ca is not None:
        kept = stamp_checkpoint(office, number, reply.read_bytes(), ca, Actor(by), chain)
        _say({"number": kept.n}, f"第{kept.n}号检查点已加时间戳。", as_json)
    else:
        export_checkpoints(office, settings)
        taken = take_checkpoint(office, settings, Actor(by))
        made = taken.checkpoint
        said = {
            "number": made.number, "leaves": made.leaves, "events": made.events, "root": made.root.hex(),
            "changed": taken.changed, "note": taken.note.written,
        }  # fmt: skip
        _say(said, f"第{made.number}号检查点:{made.leaves} 条链、{made.events} 条历史。\n{taken.note.written}", as_json)


def _give(office: Office, to: tuple[Path, Path], since: int | None, as_json: bool) -> None:
    with office.database.snapshot() as connection:
        note, delta = delta_since(connection, since)
    to[0].write_text(note.written, encoding="utf-8")
    with to[1].open("w", encoding="utf-8") as file:
        file.writelines(delta.lines())
    said = {"since": delta.since, "heads": len(delta.heads), "grown": len(delta.chains)}
    _say(said, f"自第{delta.since}号检查点以来有 {len(delta.chains)} 条链增长,已写出。", as_json)


def _say(value: Mapping[str, object], sentence: str, as_json: bool) -> None:
    if as_json:
        show_json({"ok": True, **value})
    else:
        click.echo(sentence)
