"""banjie verifier -o verify.py"""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from engine.cli.output import json_option, show_json
from engine.verifier.digests import digest
from engine.verifier.single_file import single_file


@click.command()
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="verify.py")
@json_option
def verifier(output: Path, as_json: bool) -> None:
    """Write the stand-alone verifier as one file and print its hashes: publish them where auditors find them."""
    data = single_file()
    output.write_bytes(data)
    hashes = {"sha256": hashlib.sha256(data).hexdigest(), "sm3": digest("sm3", data).hex()}
    if as_json:
        show_json({"ok": True, "file": str(output), "size": len(data), **hashes})
    else:
        click.echo(f"已写出 {output}({len(data)} 字节)。\nSHA-256  {hashes['sha256']}\nSM3      {hashes['sm3']}")
