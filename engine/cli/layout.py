"""banjie layout FILE"""

from __future__ import annotations

from pathlib import Path

import click

from engine.bpmn.layout import lay_out
from engine.cli.output import json_option, show_json


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not over FILE.")
@click.option("--replace", is_flag=True, help="Draw anew what has a diagram already.")
@json_option
def layout(file: Path, output: Path | None, replace: bool, as_json: bool) -> None:
    """Add the diagram (BPMNDI) to a process: pool, lanes, shapes, flows and labels.

    Everything else in the file stays. The same file gives the same diagram.
    """
    found = lay_out(file.read_bytes(), source=file.name, replace=replace)
    target = output or file
    target.write_bytes(found.data)
    if as_json:
        show_json(
            {"ok": True, "file": target.name, "width": found.width, "height": found.height, "shapes": found.shapes,
             "edges": found.edges, "undrawn": list(found.undrawn)}
        )  # fmt: skip
        return
    click.secho(
        f"{target.name}: 排布了 {found.shapes} 个图形、{found.edges} 条连线，"
        f"{found.width:.0f} × {found.height:.0f} 像素。",
        fg="green",
    )
    for id in found.undrawn:
        click.secho(f"    没有排布 {id}", fg="yellow")
