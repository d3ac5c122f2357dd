"""Masks of procedure.toml: which fields a reader sees masked, and how any words that repeat them are masked too.

Also the check that a mask cannot be got round: a masked value must be written only at the start (else a form would
show the mask and send it back), and must not be the title, which stands in every list.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from engine import feel
from engine.definition.procedure import FILE, MaskRules, Procedure
from engine.errors import Finding
from engine.feel import FeelError

if TYPE_CHECKING:
    from engine.definition.definition import Definition

STAR = "*"
SHORTEST = 2  # a single character is masked in its own field, never looked for in other words
Anything = TypeVar("Anything")


@dataclass(frozen=True)
class Veil:
    """Words of a matter as one reader may see them; `hidden` are the masked values, longest first."""

    fields: Mapping[str, str]
    hidden: tuple[tuple[str, str], ...]

    def __bool__(self) -> bool:
        return bool(self.fields)

    def text(self, words: str) -> str:
        """The words with every masked value in them masked."""
        for value, masked in self.hidden:
            words = words.replace(value, masked)
        return words

    def over(self, thing: Anything) -> Anything:
        """Texts masked throughout a value of dataclasses, mappings, tuples, lists and sets."""
        return cast(Anything, self._over(thing)) if self.fields else thing

    def document(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """A document with its masked fields masked, and their values wherever else they stand."""
        return {**self.over(dict(content)), **{k: v for k, v in self.fields.items() if k in content}}

    def _over(self, thing: Any) -> Any:
        if isinstance(thing, str):
            return self.text(thing)
        if isinstance(thing, Mapping):
            return {self._over(k): self._over(v) for k, v in thing.items()}
        if isinstance(thing, tuple | list | set | frozenset):
            return type(thing)(self._over(each) for each in thing)
        if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
            old = {f.name: getattr(thing, f.name) for f in dataclasses.fields(thing) if f.init}
            new = {name: self._over(value) for name, value in old.items()}
            changed = {name: value for name, value in new.items() if value != old[name]}
            return dataclasses.replace(thing, **changed) if changed else thing
        return thing


CLEAR = Veil({}, ())


def veil(procedure: Procedure, document: Mapping[str, Any], roles: Collection[str]) -> Veil:
    """What somebody with these roles may not read of a document."""
    fields = {
        name: masked(document[name], rules.keep)
        for name, rules in procedure.masks.items()
        if document.get(name) not in (None, "", []) and roles_apart(rules, roles) and _holds(rules, document)
    }
    words = {str(document[name]).strip(): text for name, text in fields.items()}
    hidden = sorted(((w, m) for w, m in words.items() if len(w) >= SHORTEST), key=lambda pair: -len(pair[0]))
    return Veil(fields, tuple(hidden)) if fields else CLEAR


def roles_apart(rules: MaskRules, roles: Collection[str]) -> bool:
    return not set(rules.exempt) & set(roles)


def masked(value: Any, keep: int) -> str:
    """`keep` leading (negative: trailing) characters and stars; a value no longer than that is stars only."""
    if not isinstance(value, str):
        return STAR * 3
    if abs(keep) >= len(value):
        return STAR * len(value)
    stars = STAR * (len(value) - abs(keep))
    return value[:keep] + stars if keep >= 0 else stars + value[keep:]


def _holds(rules: MaskRules, document: Mapping[str, Any]) -> bool:
    """Masked unless the condition is clearly false: a condition that cannot be answered shows nothing."""
    try:
        return feel.evaluate(rules.when, document) is not False
    except FeelError:
        return True


def check_masks(definition: Definition) -> Iterator[Finding]:
    """Findings for the masks of a procedure."""
    procedure, start = definition.procedure, definition.forms.get("start")
    for name, rules in procedure.masks.items():
        if start is None or name not in start.keys:
            yield _finding("unknown_field", name, f"发起表单没有字段“{name}”,不能遮蔽。", f"No field {name!r} to mask.")
        if name in (procedure.title, procedure.urgency):
            yield _finding(
                "mask_refused", name, "标题和紧急程度不能遮蔽。", "Title and urgency stand in every list; no mask."
            )
        for form_id, form in definition.forms.items():
            if form is not start and name in form.keys:
                yield _finding(
                    "mask_refused", name, f"遮蔽字段“{name}”只能在发起时填写,不能放进表单“{form_id}”。",
                    f"A masked field is filled in at the start only, not in form {form_id!r}.",
                )  # fmt: skip
        try:
            feel.compile(rules.when)
        except FeelError as error:
            yield _finding("bad_expression", name, error.zh, error.en)


def _finding(code: str, name: str, zh: str, en: str) -> Finding:
    return Finding(code, f"masks.{name}", zh, en, file=FILE)
