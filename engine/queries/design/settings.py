"""One section of a draft's settings, laid out to be filled in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine import toml
from engine.clock import local
from engine.definition.settings import (
    SECTIONS,
    Choice,
    Offers,
    Problem,
    Section,
    SectionView,
    offers_of,
    role_choices,
    section_of,
    view,
)
from engine.definition.settings.fields import Posted
from engine.organization import require
from engine.queries.design.draft import DraftPage, draft_of
from engine.queries.reader import reading
from engine.store.office import Office


@dataclass(frozen=True)
class SettingsPage:
    """`unreadable` says why the file of the section cannot be shown as a form; `text` is the whole of a text.
    `revision` is that of the section's file, 0 when there is none."""

    draft: DraftPage
    sections: tuple[Section, ...]
    view: SectionView
    offers: Offers
    revision: int
    text: str = ""
    unreadable: str = ""

    def listed(self, name: str) -> tuple[Choice, ...]:
        return self.offers.get(name)


def settings_page(
    office: Office,
    person: str,
    draft_id: int,
    section_id: str,
    *,
    row: str | None = None,
    posted: Posted | None = None,
    problems: Mapping[str, Problem] | None = None,
    blank: int = 1,
) -> SettingsPage:
    """Raises Missing for a section there is none of, and what draft_page raises. `posted` is shown as it was typed."""
    section = section_of(section_id)
    with reading(office, person) as reader:
        require(reader.organization, person, "definition.draft", reader.now)
        page = draft_of(reader, draft_id)
        roles = role_choices(reader.organization, local(reader.now).date())
    file = page.files.get(section.file)
    text = page.package.files.get(section.file, b"").decode("utf-8", "replace")
    raw: dict[str, Any] = {}
    unreadable = ""
    if section.form != "text":
        try:
            raw, text = toml.loads(text), ""
        except tomllib.TOMLDecodeError as error:
            unreadable = str(error)
    elif posted is not None:
        text = (posted.get("text") or [text])[0]
    offers = offers_of(page.package, roles)
    laid = view(section, raw, offers, row=row, posted=posted, problems=problems, blank=blank)
    return SettingsPage(page, SECTIONS, laid, offers, file.revision if file else 0, text, unreadable)
