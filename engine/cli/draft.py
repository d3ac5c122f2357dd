"""banjie draft …: a draft's way from a folder to a released version, for scripts and for those who work with git."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from engine import queries
from engine.actions import Actor, design
from engine.cli.output import database_option, files_folder, json_option, show_findings, show_json
from engine.definition import Package
from engine.errors import Refused
from engine.queries.design import FileChange, differing, release_page, releases
from engine.store.office import Office, open_office

STATES = {"open": "编辑中", "submitted": "送审中", "published": "已发布"}
CHANGES = {"added": "新增", "changed": "改动", "removed": "删除"}

Command = Callable[..., None]


@click.group()
def draft() -> None:
    """Begin, exchange, check, hand in and release drafts of procedures. Exit 1 when anything was refused or is not
    ready."""


def command(name: str) -> Callable[[Command], click.Command]:
    """A command with `--by`, `--database` and `--json`."""

    def made(act: Command) -> click.Command:
        by = click.option("--by", required=True, help="Who does it: an analyst, or who releases.")
        found: click.Command = draft.command(name)(by(database_option(json_option(act))))
        return found

    return made


@command("list")
@click.option("--waiting", is_flag=True, help="What waits for release, for who releases.")
def listed(by: str, database: str, as_json: bool, waiting: bool) -> None:
    """His drafts, and those he may edit."""
    office = _office(database)
    if waiting:
        found: Iterable[Any] = releases(office, by)[0]
    else:
        found = queries.workbench(office, by).drafts
    rows = [{**asdict(each), **_dates(each)} for each in found]
    if as_json:
        show_json({"ok": True, "drafts": rows})
    for row in [] if as_json else rows:
        click.echo(f"{row['id']:>4}  {row['procedure']:<24} {STATES[row['state']]}  {row['name']}")


@command("new")
@click.argument("key")
@click.argument("name")
@click.option("--version", type=int, help="Begin with this published version of the procedure.")
@click.option("--from", "path", type=click.Path(exists=True, path_type=Path), help="Begin with a folder or zip.")
@click.option("--another", is_flag=True, help="The folder is a new version of the procedure that has its key.")
def new(
    by: str, database: str, as_json: bool, key: str, name: str, version: int | None, path: Path | None, another: bool
) -> None:
    """Begin a draft of procedure KEY: from nothing but a skeleton, a version, or a folder."""
    office = _office(database)
    chosen = None if version is None else _version(office, by, key, version)
    package = None if path is None else _package(path)
    begun = design.begin_draft(office, design.BeginDraft(key, name, package, chosen, another=another), Actor(by))
    _done(as_json, f"草稿 {begun}", draft=begun)


@command("export")
@click.argument("number", type=int)
@click.argument("path", type=click.Path(path_type=Path))
def export(by: str, database: str, as_json: bool, number: int, path: Path) -> None:
    """Write draft NUMBER as a zip (PATH ends in .zip) or into a folder that is empty or not there yet."""
    package = queries.draft_page(_office(database), by, number).package
    if path.suffix == ".zip":
        path.write_bytes(package.to_zip())
    else:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise Refused("path_in_use", "目标文件夹不是空的。", "The folder is not empty.", path=path.name)
        for name, content in package.files.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(content)
    _done(as_json, f"{len(package.files)} 个文件", files=len(package.files), hash=package.hash)


@command("import")
@click.argument("number", type=int)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say which files would change.")
def take_in(by: str, database: str, as_json: bool, number: int, path: Path, dry_run: bool) -> None:
    """Replace every file of draft NUMBER by those of a folder or zip."""
    office, package = _office(database), _package(path)
    page = queries.draft_page(office, by, number)
    changes = differing(page.package.files, package.files)
    if not dry_run:
        design.replace_draft(office, design.ReplaceDraft(number, package, page.revision), Actor(by))
    if as_json:
        show_json({"ok": True, "changed": not dry_run, "changes": [asdict(change) for change in changes]})
    else:
        _show_changes(changes)


@command("check")
@click.argument("number", type=int)
@click.pass_context
def check(ctx: click.Context, by: str, database: str, as_json: bool, number: int) -> None:
    """Everything wrong with draft NUMBER, as `banjie check` finds it, with the roles of this office."""
    found = queries.draft_page(_office(database), by, number).findings
    ok = not any(finding.severity == "error" for finding in found)
    if as_json:
        show_json({"ok": ok, "findings": [finding.as_json() for finding in found]})
    else:
        show_findings(found)
    ctx.exit(0 if ok else 1)


@command("status")
@click.argument("number", type=int)
@click.pass_context
def status(ctx: click.Context, by: str, database: str, as_json: bool, number: int) -> None:
    """What draft NUMBER still needs before it can be handed in or released; exit 1 when something."""
    page = release_page(_office(database), by, number)
    ready, obstacle = page.ready, page.ready.obstacle
    steps = {
        "check": ready.clean, "scenarios": ready.green, "what_if": ready.looked, "newest": not ready.outdated,
    }  # fmt: skip
    if as_json:
        show_json({
            "ok": ready.ready, "state": page.draft.state, "hash": ready.hash, **steps,
            "obstacle": obstacle and {"code": obstacle[0], "zh": obstacle[1], "en": obstacle[2]},
            "changes": [asdict(change) for change in page.changes],
        })  # fmt: skip
    else:
        click.echo(f"{page.draft.name} {STATES.get(page.draft.state, page.draft.state)}  {ready.hash[:16]}")
        for step, ok in steps.items():
            click.secho(f"  {'✓' if ok else '·'} {step}", fg="green" if ok else "yellow")
        if obstacle and page.draft.state != "published":
            click.echo(f"{obstacle[1]}\n{obstacle[2]}")
        _show_changes(page.changes)
    ctx.exit(0 if ready.ready or page.draft.state == "published" else 1)


@command("submit")
@click.argument("number", type=int)
@click.option("--words", required=True, help="What was changed, and why.")
def submit(by: str, database: str, as_json: bool, number: int, words: str) -> None:
    """Hand draft NUMBER in for release as it stands now."""
    office = _office(database)
    hash_ = queries.draft_page(office, by, number).package.hash
    design.hand_in(office, design.HandIn(number, hash_, words), Actor(by))
    _done(as_json, "已送审", draft=number, hash=hash_)


@command("take-back")
@click.argument("number", type=int)
def take_back(by: str, database: str, as_json: bool, number: int) -> None:
    """Take draft NUMBER back while nobody has decided."""
    design.take_back(_office(database), number, Actor(by))
    _done(as_json, "已撤回", draft=number)


@command("release")
@click.argument("number", type=int)
@click.option("--hash", "hash_", help="Release only if the draft has this hash; as it stands when left out.")
def release(by: str, database: str, as_json: bool, number: int, hash_: str | None) -> None:
    """Publish draft NUMBER, as a security administrator who had no hand in it."""
    office = _office(database)
    seen = hash_ or release_page(office, by, number).ready.hash
    done = design.approve_release(office, design.DecideRelease(number, seen), Actor(by))
    _done(as_json, f"{done.procedure} 第{done.version}版 已发布  {done.hash[:16]}", **asdict(done))


@command("send-back")
@click.argument("number", type=int)
@click.option("--words", required=True, help="Why.")
def send_back(by: str, database: str, as_json: bool, number: int, words: str) -> None:
    """Send draft NUMBER back to its analysts."""
    office = _office(database)
    seen = release_page(office, by, number).ready.hash
    design.send_back_release(office, design.DecideRelease(number, seen, words), Actor(by))
    _done(as_json, "已退回", draft=number)


@command("rollback")
@click.argument("key")
@click.argument("version", type=int)
@click.option("--words", default="", help="Hand it in at once with these words.")
def rollback(by: str, database: str, as_json: bool, key: str, version: int, words: str) -> None:
    """Begin a draft that publishes VERSION of procedure KEY again; another person releases it as any draft."""
    office = _office(database)
    chosen = _version(office, by, key, version)
    name = next(each.name for each in queries.workbench(office, by).procedures if each.key == key)
    begun = design.begin_draft(office, design.BeginDraft(key, name, definition_id=chosen, roll_back=True), Actor(by))
    if words:
        hash_ = queries.draft_page(office, by, begun).package.hash
        try:
            design.hand_in(office, design.HandIn(begun, hash_, words), Actor(by))
        except Refused as refused:
            if refused.code == "draft_unchanged":
                design.drop_draft(office, begun, Actor(by))  # nothing could ever be released from it
                raise
            zh = f"已建草稿 {begun},还没有送审:{refused.zh}"
            en = f"Draft {begun} was begun but not handed in: {refused.en}"
            raise Refused(refused.code, zh, en, draft=begun, **refused.details) from refused
    _done(as_json, f"草稿 {begun}{' 已送审' if words else ''}", draft=begun, handed_in=bool(words))


@command("discard")
@click.argument("number", type=int)
def discard(by: str, database: str, as_json: bool, number: int) -> None:
    """Discard draft NUMBER."""
    design.drop_draft(_office(database), number, Actor(by))
    _done(as_json, "已放弃", draft=number)


def _office(database: str) -> Office:
    return open_office(database, files=Path(files_folder()))


def _package(path: Path) -> Package:
    return Package.from_folder(path) if path.is_dir() else Package.from_zip(path.read_bytes())


def _version(office: Office, by: str, key: str, version: int) -> int:
    for procedure in queries.workbench(office, by).procedures:
        for each in procedure.versions if procedure.key == key else ():
            if each.version == version:
                return each.id
    raise Refused("no_version", "没有这个版本。", "There is no such version.")


def _dates(row: Any) -> dict[str, Any]:
    return {name: value.isoformat() for name, value in asdict(row).items() if hasattr(value, "isoformat")}


def _show_changes(changes: Iterable[FileChange]) -> None:
    for change in changes:
        click.echo(f"  {CHANGES[change.change]}  {change.path}")


def _done(as_json: bool, words: str, **more: Any) -> None:
    if as_json:
        show_json({"ok": True, **more})
    else:
        click.echo(words)
