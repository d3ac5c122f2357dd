"""Random and mutated forms and posts: findings and sentences, never an exception, never much time."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from engine.errors import DefinitionRefused
from engine.forms import Cleaned, check, load
from tests import seeds
from tests.forms.build import component, schema
from tests.timing import cpu_seconds

KINDS = [
    "textfield", "textarea", "number", "datetime", "checkbox", "checklist", "radio", "select", "taglist", "filepicker",
    "documentPreview", "dynamiclist", "group", "table", "expression", "text", "html", "separator", "spacer", "button",
]  # fmt: skip
FEEL = [
    "=a > 3",
    "=b = null",
    "=",
    "=(((",
    "=this.a",
    "=i[1]",
    "={}",
    "=[1..3]",
    "=a.b.c",
    "=for x in a return x",
    "=1e400",
]
PROPERTIES = [
    "key", "path", "label", "description", "validate", "conditional", "readonly", "disabled", "values", "valuesKey",
    "valuesExpression", "expression", "dataSource", "columns", "subtype", "defaultValue", "components", "properties",
    "decimalDigits", "increment", "accept", "multiple", "layout", "text", "defaultRepetitions", "allowAddRemove",
]  # fmt: skip


def junk(chance: random.Random, depth: int = 0) -> Any:
    simple = [
        None, True, False, 0, -1, 2**70, 1.5, "", "a", "b.c", "=a", "\x00", "x" * 5000, "{{a}}", "{{", "agenda", "日期",
        "2026-02-30", "__proto__", *FEEL,
    ]  # fmt: skip
    if depth > 3 or chance.random() < 0.7:
        return chance.choice(simple)
    if chance.random() < 0.5:
        return [junk(chance, depth + 1) for _ in range(chance.randrange(4))]
    keys = ["a", "b", "key", "value", "label", "required", "min", "max", "pattern", "hide", "rule", "type", "id"]
    return {chance.choice(keys): junk(chance, depth + 1) for _ in range(chance.randrange(4))}


def random_component(chance: random.Random, depth: int = 0) -> Any:
    if chance.random() < 0.02:
        return junk(chance)
    raw: dict[str, Any] = {"type": chance.choice(KINDS), "id": f"id{chance.randrange(10**6)}"}
    if raw["type"] in ("group", "dynamiclist"):
        raw["path"] = chance.choice("abcdefgh") + str(chance.randrange(99))
        raw["components"] = [random_component(chance, depth + 1) for _ in range(0 if depth > 3 else 3)]
    else:
        raw["key"] = chance.choice("abcdefgh") + str(chance.randrange(99))
    if raw["type"] in ("select", "radio", "taglist", "checklist"):
        raw["values"] = [{"label": "甲", "value": "a"}, {"label": "乙", "value": 2}]
    if raw["type"] == "expression":
        raw["expression"] = "=a"
    if chance.random() < 0.5:
        raw["conditional"] = {"hide": chance.choice(FEEL)}
    if chance.random() < 0.3:
        raw["validate"] = {"required": True, "maxLength": 3, "max": "=a"}
    if chance.random() < 0.3:
        raw[chance.choice(PROPERTIES)] = junk(chance)
    return raw


def random_post(chance: random.Random) -> dict[str, Any]:
    steps = ["a", "b", "c", ".", "[0]", "[7]", "[", "]", "1", "[999999999]", "..", "_", "日"]
    return {
        "".join(chance.choice(steps) for _ in range(chance.randrange(6))): junk(chance)
        for _ in range(chance.randrange(8))
    }


@pytest.mark.parametrize("round_", range(4))
def test_random_forms_and_posts_never_raise(round_: int) -> None:
    seed = seeds.seed(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    usable = 0
    for _ in range(150):
        data = schema(*[random_component(chance) for _ in range(chance.randrange(1, 6))])
        if chance.random() < 0.2:
            cut = bytearray(data)
            for _ in range(chance.randrange(1, 5)):
                cut[chance.randrange(len(cut))] = chance.randrange(256)
            data = bytes(cut)
        findings = check(data)
        try:
            one = load(data)
        except DefinitionRefused as refusal:
            assert list(refusal.findings) == findings and findings
            continue
        usable += 1
        for _ in range(3):
            post, context = random_post(chance), {"a": junk(chance), "b1": junk(chance), "attachments": junk(chance)}
            post |= {field.key: junk(chance) for field in one.fields if field.key and chance.random() < 0.6}
            cleaned = one.clean(post, context)
            assert isinstance(cleaned, Cleaned)
            json.dumps(cleaned.values, allow_nan=False).encode()
            assert {name.split(".")[0] for name in cleaned.values} <= one.keys
            one.view(post, context, cleaned.problems)
            one.view(None, context)
            one.describe(cleaned.values, context)
            assert one.clean(post, context) == cleaned
    assert usable > 10, "the fuzz must reach the forms that load"


def test_what_was_cleaned_is_clean() -> None:
    """Cleaning the cleaned values again changes nothing: the stored document can be opened and sent on."""
    seed = seeds.seed(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    one = load(
        schema(
            component("textfield", "t"), component("number", "n"), component("checkbox", "c"),
            component("datetime", "d", subtype="datetime"), component("datetime", "day"),
            component("taglist", "g", values=[{"value": "a"}, {"value": "b"}]),
            {"type": "dynamiclist", "id": "l", "path": "l", "components": [component("textfield", "t", id="lt")]},
        )
    )  # fmt: skip
    for _ in range(300):
        post = {
            "t": chance.choice(["", " x ", "通知", "e\u0301"]),
            "n": str(chance.randrange(10**12) / 10 ** chance.randrange(5)),
            "c": chance.choice(["on", ""]),
            "d": f"2026-0{chance.randrange(1, 9)}-{chance.randrange(10, 28)}T0{chance.randrange(9)}:30",
            "day": "2026-01-01",
            "g": chance.sample(["a", "b"], chance.randrange(3)),
            "l": [{"t": chance.choice(["", "x"])} for _ in range(chance.randrange(3))],
        }
        once = one.clean(post, {})
        assert once.ok, (post, once.errors)
        assert one.clean(once.values, {}).values == once.values
        assert one.clean(one.initial(once.values), once.values).values == once.values


def test_a_large_form_is_quick() -> None:
    fields = [component("textfield", f"k{n}", conditional={"hide": f'=k{max(n - 1, 0)} = "x"'}) for n in range(100)]
    one = load(schema(*fields))
    typed, offered = {f"k{n}": "y" for n in range(100)}, {"units": [{"value": str(n)} for n in range(2000)]}
    assert cpu_seconds(lambda: one.clean(typed, offered)) < 0.5
