"""banjie format PATH [--check]"""

from __future__ import annotations

from pathlib import Path

import click

from engine.bpmn.canonical import canonical
from engine.cli.output import json_option, show_findings, show_json
from engine.errors import DefinitionRefused, Finding, Refused


@click.command("format")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 when a file is not in this form.")
@json_option
@click.pass_context
def format(ctx: click.Context, path: Path, only_check: bool, as_json: bool) -> None:
    """Write a .bpmn file, or every one below a folder, in canonical form: a diff then shows meaning.

    Elements, ids, extensions, drawing and comments stay; only order, indentation and attributes' order change.
    """
    files = sorted(path.rglob("*.bpmn")) if path.is_dir() else [path]
    changed: list[str] = []
    found: list[Finding] = []
    for file in files:
        name = file.relative_to(path).as_posix() if path.is_dir() else file.name
        data = file.read_bytes()
        try:
            written = canonical(data, source=name)
        except DefinitionRefused as refused:
            found += refused.findings
            continue
        except Refused as refused:
            found.append(Finding(refused.code, None, refused.zh, refused.en, file=name))
            continue
        if written != data:
            changed.append(name)
            if not only_check:
                file.write_bytes(written)
    ok = not found and not (only_check and changed)
    if as_json:
        show_json({
            "ok": ok, "files": len(files), "changed": changed, "written": not only_check,
            "findings": [finding.as_json() for finding in found],
        })  # fmt: skip
    else:
        show_findings(found)
        for name in changed:
            click.secho(f"{name}: {'不是规范写法' if only_check else '已改为规范写法'}", fg="yellow")
        click.secho(
            f"{len(files)} 个文件,{len(changed)} 个{'需要' if only_check else '已'}改写。\n"
            f"{len(files)} file(s), {len(changed)} {'to be ' if only_check else ''}rewritten.",
            fg="green" if ok else "red",
        )
    ctx.exit(0 if ok else 1)
