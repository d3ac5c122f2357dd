"""banjie paper NUMBER PAPER -o FILE --by PERSON · banjie paper --procedure KEY --year YEAR -o FOLDER --by PERSON"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from engine.actions import Actor, Look, PrintPaper, leave_trace, print_paper
from engine.cli.output import database_option, files_folder, json_option, show_json
from engine.errors import Missing, NotNow
from engine.queries import instance_page
from engine.queries.numbered import matter, matters
from engine.queries.papers import Paper
from engine.store.office import Office, open_office

FILES = "web.papers.files"  # named, not imported: the engine stands without the pages


@click.command()
@click.argument("number", required=False)
@click.argument("paper", required=False)
@click.option("--procedure", default="", help="Print every matter of this procedure instead of one.")
@click.option("--year", type=int, help="With --procedure: the year the matters began in.")
@click.option("--papers", default="", help="With --procedure: ids of the papers, comma between; all when left out.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="FILE.pdf, .html, .docx; FOLDER.")
@click.option("--by", required=True, help="Who prints: it must be his to see, and his name stands on the paper.")
@database_option
@json_option
def paper(
    number: str | None, paper: str | None, procedure: str, year: int | None, papers: str, output: Path, by: str,
    database: str, as_json: bool,
) -> None:  # fmt: skip
    """Print one paper of a matter (case number or document number), or those of a whole year for the archive.

    With --procedure and an output ending in .pdf all papers are bound into that one file.
    """
    if bool(procedure) == bool(number and paper) or bool(procedure) != bool(year):
        raise click.UsageError("give NUMBER and PAPER, or --procedure and --year")
    office = open_office(database, files=Path(files_folder()))
    files = importlib.import_module(FILES)
    if procedure and year:
        made = _year(office, files, procedure, year, [p for p in papers.split(",") if p], output, by, as_json)
    else:
        form = output.suffix.lstrip(".").lower()
        files.require(form)
        command = PrintPaper(matter(office, by, str(number)), str(paper), form)
        printed = print_paper(office, command, Actor(by))
        _trace(office, command, by)
        output.write_bytes(files.make(printed, form))
        made = [_told(printed, output)]
    if as_json:
        show_json({"ok": True, "papers": made})
    else:
        click.echo(f"已打印 {len(made)} 份:{output}\n{len(made)} papers printed.")


def _year(
    office: Office, files: Any, procedure: str, year: int, wanted: list[str], output: Path, by: str, quiet: bool
) -> list[dict[str, str]]:
    """Every paper that can be a PDF of every matter of the year, one file each or all in one."""
    files.require("pdf")
    bound = output.suffix.lower() == ".pdf"
    if not bound:
        output.mkdir(parents=True, exist_ok=True)
    kept, told = [], []
    for instance_id, _ in tqdm(matters(office, by, procedure, year), desc="打印", disable=quiet):
        for printed in _papers(office, instance_id, wanted, by):
            path = output if bound else output / files.file_name(printed, "pdf").replace("/", "_")
            if bound:
                kept.append(printed)
            else:
                path.write_bytes(files.make(printed, "pdf"))
            told.append(_told(printed, path))
    if not told:
        raise Missing("nothing_to_print", "没有可以打印的事项。", "There is nothing to print.")
    if bound:
        output.write_bytes(files.bind(kept))
    return told


def _papers(office: Office, instance_id: int, wanted: list[str], by: str) -> list[Paper]:
    found = []
    for key in wanted or _offered(office, instance_id, by):
        try:
            command = PrintPaper(instance_id, key, "pdf")
            found.append(print_paper(office, command, Actor(by)))
            _trace(office, command, by)
        except (Missing, NotNow):
            continue  # not offered for this matter, or never a PDF
    return found


def _trace(office: Office, command: PrintPaper, by: str) -> None:
    """An auditor's print is told among his looks, too."""
    what = {"paper": command.paper, "format": command.format}
    leave_trace(office, Look("exported", "banjie paper", command.instance_id, what), Actor(by))


def _offered(office: Office, instance_id: int, by: str) -> list[str]:
    return [offer.id for offer in instance_page(office, by, instance_id).papers]


def _told(printed: Paper, path: Path) -> dict[str, str]:
    return {"number": printed.instance.number, "paper": printed.id, "code": printed.code, "file": str(path)}
