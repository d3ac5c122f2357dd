"""banjie verifier -o verify.py"""

from __future__ import annotations

from pathlib import Path

import click

from engine.actions.verify_package import program
from engine.cli.output import json_option, show_json


@click.command()
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="verify.py")
@json_option
def verifier(output: Path, as_json: bool) -> None:
    """Write the stand-alone verifier as one file and print its hashes: publish them where auditors find them."""
    made = program()
    output.write_bytes(made.data)
    if as_json:
        show_json({"ok": True, "file": str(output), "size": len(made.data), "sha256": made.sha256, "sm3": made.sm3})
    else:
        click.echo(f"已写出 {output}({len(made.data)} 字节)。\nSHA-256  {made.sha256}\nSM3      {made.sm3}")
