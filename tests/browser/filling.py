"""Filling a form as a person does: find the field by its label, then type, tick, choose, attach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from engine.forms import Field, Form
from tests.browser.conftest import Desk

# What carries the label of a field of each kind, and from it to the field itself.
LABELS = {
    "dynamiclist": "fieldset[data-list] > legend", "radio": "fieldset:not(.group) > legend",
    "checklist": "fieldset:not(.group) > legend", "taglist": "fieldset:not(.group) > legend",
    "checkbox": ".form-check-label",
}  # fmt: skip
# Looked for in the form, or in one row of a list; never in the rows of a list inside.
LABELLED = """
const [within, label, where] = arguments;
const plain = (element) => element.textContent.replace(/\\*$/, "").trim();
const list = within.matches("[data-list-row]") ? within.parentElement : null;
for (const each of within.querySelectorAll(where)) {
  if (plain(each) !== label || !each.getClientRects().length) continue;
  const box = each.parentElement;
  if ((box.matches("[data-list]") ? box.parentElement : each).closest("[data-list]") !== list) continue;
  if (each.tagName === "LEGEND") return box;
  return each.htmlFor ? document.getElementById(each.htmlFor) : box.querySelector("input");
}
"""
SET = """
const [input, value] = arguments;
input.value = value;
input.dispatchEvent(new Event("input", {bubbles: true}));
input.dispatchEvent(new Event("change", {bubbles: true}));
"""


class Filling:
    """One form on a page. `form` tells which label stands over which value."""

    def __init__(self, desk: Desk, form: Form, folder: Path) -> None:
        self.desk, self.form, self.folder = desk, form, folder

    def fill(self, values: Mapping[str, Any], files: Mapping[str, Sequence[str]]) -> None:
        """In the order of the form: an answer may show the fields below it."""
        for field in _outside_lists(self.form.components):
            if field.kind == "filepicker" and field.key in files:
                self._attach(field, files[field.key])
            elif field.key and field.key in values:
                self._one(self._page(), field, values[field.key])

    def _page(self) -> WebElement:
        return self.desk.find("#fields")

    def _one(self, within: WebElement, field: Field, value: Any) -> None:
        if field.kind == "dynamiclist":
            self._rows(field, value)
            return
        found = self._labelled(within, field)
        if field.kind == "radio":
            self._click(found.find_element(By.CSS_SELECTOR, f"input[value='{_written(value)}']"))
        elif field.kind in ("checklist", "taglist"):
            wanted = {_written(each) for each in value}
            for box in found.find_elements(By.TAG_NAME, "input"):
                if box.is_selected() != (box.get_attribute("value") in wanted):
                    self._click(box)
        elif field.kind == "select":
            self._click(found.find_element(By.CSS_SELECTOR, f"option[value='{_written(value)}']"))
        elif field.kind == "checkbox":
            if found.is_selected() != value:
                self._click(found)
        elif field.kind == "datetime":
            # What a date input takes from the keyboard depends on the machine's language; its value does not.
            text = str(value)
            text = text[:10] if field.subtype == "date" else text[:5] if field.subtype == "time" else text[:16]
            self.desk.driver.execute_script(SET, found, text)
            self.desk.settle()
        else:
            if found.get_attribute("value") != str(value):
                found.clear()
                found.send_keys(str(value))
                self.desk.driver.execute_script("arguments[0].blur()", found)
                self.desk.settle()

    def _rows(self, field: Field, rows: Sequence[Mapping[str, Any]]) -> None:
        for number, values in enumerate(rows):
            for each in field.children:
                if each.key in values:
                    self._one(self._row(field, number), each, values[each.key])

    def _row(self, field: Field, number: int) -> WebElement:
        """The row of a list, added when there are fewer."""
        box = self._labelled(self._page(), field)
        rows = box.find_elements(By.CSS_SELECTOR, "[data-list-row]")
        if number >= len(rows):
            self._click(box.find_element(By.CSS_SELECTOR, "[data-add-row]"))
            box = self._labelled(self._page(), field)
            rows = box.find_elements(By.CSS_SELECTOR, "[data-list-row]")
        return rows[number]

    def _labelled(self, within: WebElement, field: Field) -> WebElement:
        found = self.desk.driver.execute_script(LABELLED, within, field.label, LABELS.get(field.kind, "label.form-label"))
        assert found is not None, f"no field {field.label!r} on {self.desk.driver.current_url}"
        return found

    def _click(self, target: WebElement) -> None:
        self.desk.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", target)
        target.click()
        self.desk.settle()

    def _attach(self, field: Field, names: Sequence[str]) -> None:
        for name in names:
            path = self.folder / name
            path.write_bytes(name.encode())
            self.desk.attach(field.key, path)


def _outside_lists(fields: Sequence[Field]) -> Iterator[Field]:
    for field in fields:
        if field.kind == "group":
            yield from _outside_lists(field.children)
        else:
            yield field


def _written(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
