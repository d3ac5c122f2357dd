"""What a page is given of a form: plain data, every condition, option and limit already worked out."""

from __future__ import annotations

from dataclasses import dataclass

from engine.forms.marked import Block
from engine.forms.tables import TableView


@dataclass(frozen=True)
class OptionView:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class FileView:
    id: str
    name: str
    size: int


@dataclass(frozen=True)
class RowView:
    """One row of a list; `name` is the prefix its inputs are posted under."""

    index: int
    name: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class FieldView:
    """One visible field. `name` is posted, `id` is safe in HTML, `value` is the text to show in the input.

    `live` tells that other parts of the form depend on this value: the page asks again when it changes.
    For a group `fields`, for a list `rows` and `blank` (an empty row to add), for a table `table`, for a text
    `blocks`; `files` are the uploads chosen in a file field or listed by a document preview.
    """

    kind: str
    name: str
    id: str
    label: str
    description: str = ""
    input_type: str = "text"
    value: str = ""
    checked: bool = False
    required: bool = False
    readonly: bool = False
    disabled: bool = False
    multiple: bool = False
    live: bool = False
    error: str = ""
    error_en: str = ""
    prefix: str = ""
    suffix: str = ""
    minimum: str = ""
    maximum: str = ""
    step: str = ""
    min_length: str = ""
    max_length: str = ""
    accept: str = ""
    width: int | None = None
    row: str | None = None
    options: tuple[OptionView, ...] = ()
    files: tuple[FileView, ...] = ()
    fields: tuple[FieldView, ...] = ()
    rows: tuple[RowView, ...] = ()
    blank: RowView | None = None
    can_add: bool = False
    table: TableView | None = None
    blocks: tuple[Block, ...] = ()
