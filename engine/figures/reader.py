"""figures.toml: typed, with every mistake named at once."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from engine import feel, toml
from engine.errors import DefinitionRefused, Finding
from engine.feel import Expression, FeelError
from engine.figures.model import CALENDAR, FILE, KINDS, LOOK_BACK, OVER, Dimension, Figure, FigureSet
from engine.words import OFFICE_FUNCTIONS

ID = re.compile(r"[a-z][a-z0-9_]{0,59}")
CHOICES = {
    "kind": KINDS,
    "over": OVER,
    "pick": ("each", "first", "last"),
    "window": ("period", "until"),
    "hours": ("office", "natural", "days", "workdays"),
    "measure": ("median", "mean", "p90"),
    "compare": ("ratio", "points", "none"),
    "better": ("more", "less"),
}
TARGET = {"steps": "step", "rows": "field", "facts": "fact"}
# key -> kinds of figure it belongs to
OF_KIND = {
    "in": ("rate",), "of_value": ("rate",), "in_value": ("rate",), "value": ("sum",),
    "from": ("duration",), "to": ("duration",), "hours": ("duration",), "measure": ("duration",),
}  # fmt: skip
NEEDED = {"count": (), "rate": (), "sum": ("value",), "duration": ("from", "to")}
TEXTS = ("id", "name", "english", "unit", "unit_english", "part_of", "note", "note_english")
FEEL = ("date", "of", "in", "of_value", "in_value", "value", "from", "to")
KNOWN = {*TEXTS, *FEEL, *CHOICES, *TARGET.values(), "by", "decimals"}
UNITS = {
    "count": ("件", "matters"), "sum": ("", ""), "rate": ("%", "%"),
    "office": ("小时", "office hours"), "natural": ("小时", "hours"), "days": ("天", "days"),
    "workdays": ("工作日", "working days"),
}  # fmt: skip


def read_figures(data: bytes, names: frozenset[str] = frozenset()) -> FigureSet:
    """Raises DefinitionRefused with one finding per mistake. `names` are field keys that are not one plain word."""
    try:
        raw = toml.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        finding = Finding("bad_toml", None, f"无法读取:{error}", f"Unreadable: {error}", file=FILE)
        raise DefinitionRefused([finding]) from error
    reader = _Reader(raw, names | OFFICE_FUNCTIONS)
    figures = reader.whole(hashlib.sha256(data).hexdigest())
    if reader.findings:
        raise DefinitionRefused(reader.findings)
    return figures


class _Reader:
    def __init__(self, raw: Mapping[str, Any], names: frozenset[str]) -> None:
        self.raw, self.names = raw, names
        self.findings: list[Finding] = []

    def complain(self, code: str, place: str, zh: str, en: str) -> None:
        self.findings.append(Finding(code, place, zh, en, file=FILE))

    def whole(self, digest: str) -> FigureSet:
        for name in sorted(self.raw.keys() - {"figure", "let", "by", "readers", "look_back"}):
            self.complain("unknown_setting", name, f"不认识的设置“{name}”。", f"Unknown setting {name!r}.")
        let = {name: self.feel(f"let.{name}", text) for name, text in self.table(self.raw, "let", "let").items()}
        by = self.table(self.raw, "by", "by")
        dimensions = {id: self.dimension(id, value) for id, value in by.items()}
        listed = self.raw.get("figure", [])
        rows = listed if isinstance(listed, list) else []
        if not rows:
            self.complain("no_figures", "figure", "没有统计指标。", "There are no figures.")
        figures = [self.figure(n, row, dimensions) for n, row in enumerate(rows, 1)]
        self.ids([figure for figure in figures if figure])
        look_back = self.raw.get("look_back", LOOK_BACK)
        if type(look_back) is not int or not 0 <= look_back <= 36_600:
            self.complain("bad_setting", "look_back", "look_back 应为天数。", "look_back is a number of days.")
            look_back = LOOK_BACK
        calendar = {id: Dimension(id, *names) for id, names in CALENDAR.items()}
        return FigureSet(
            tuple(f for f in figures if f), {n: e for n, e in let.items() if e},
            {**calendar, **{d.id: d for d in dimensions.values() if d}},
            self.texts(self.raw, "readers", "readers"), look_back, digest,
        )  # fmt: skip

    def ids(self, figures: list[Figure]) -> None:
        seen: set[str] = set()
        for figure in figures:
            if figure.id in seen:
                self.complain("figure_twice", figure.id, f"指标“{figure.id}”重复。", f"Figure {figure.id!r} twice.")
            if figure.part_of and figure.part_of not in seen:
                self.complain(
                    "unknown_figure", figure.id, f"part_of 指向的“{figure.part_of}”不在它前面。",
                    f"part_of names {figure.part_of!r}, which does not stand before it.",
                )  # fmt: skip
            seen.add(figure.id)

    def dimension(self, id: str, value: Any) -> Dimension | None:
        place = f"by.{id}"
        row = value if isinstance(value, dict) else {}
        for name in sorted(row.keys() - {"name", "english", "value"}):
            self.complain("unknown_setting", place, f"不认识的设置“{name}”。", f"Unknown setting {name!r}.")
        if id in CALENDAR or not ID.fullmatch(id):
            self.complain("bad_id", place, f"“{id}”不能作分组名。", f"{id!r} may not name a breakdown.")
        name, english = (self.text(row, key, place, needed=True) for key in ("name", "english"))
        expression = self.feel(place, row.get("value"))
        return Dimension(id, name, english, expression) if expression else None

    def figure(self, number: int, value: Any, dimensions: Mapping[str, Dimension | None]) -> Figure | None:
        row = value if isinstance(value, dict) else {}
        place = str(row.get("id") or f"figure[{number}]")
        before = len(self.findings)
        for name in sorted(row.keys() - KNOWN):
            self.complain("unknown_setting", place, f"不认识的设置“{name}”。", f"Unknown setting {name!r}.")
        texts = {name: self.text(row, name, place, needed=name in ("id", "name", "english")) for name in TEXTS}
        if texts["id"] and not ID.fullmatch(texts["id"]):
            self.complain("bad_id", place, "id 只能用小写字母、数字、下划线。", "An id is [a-z][a-z0-9_]*.")
        chosen = {name: self.choice(row, name, allowed, place) for name, allowed in CHOICES.items()}
        kind, over = chosen["kind"], chosen["over"] or "instances"
        for name, kinds in OF_KIND.items():
            if name in row and kind and kind not in kinds:
                self.complain("not_of_kind", place, f"“{name}”不用于 {kind}。", f"{name!r} is not for {kind}.")
        expressions = {name: self.feel(f"{place}.{name}", row[name]) for name in FEEL if name in row}
        missing = [n for n in ("kind", "date", *NEEDED.get(kind, ())) if n not in row]
        if kind == "rate" and not {"in", "in_value"} & row.keys():
            missing.append("in")
        for name in missing:
            self.complain("setting_missing", place, f"缺少设置“{name}”。", f"The setting {name!r} is missing.")
        for name in self.texts(row, "by", place):
            if name not in dimensions and name not in CALENDAR:
                self.complain("unknown_breakdown", place, f"没有分组“{name}”。", f"No breakdown {name!r}.")
        unit = self.unit(kind, chosen["hours"], texts)
        decimals = row.get("decimals", 0 if kind == "count" else 2)
        if type(decimals) is not int or not 0 <= decimals <= 6:
            self.complain("bad_setting", place, "decimals 应为 0 到 6。", "decimals is 0 to 6.")
        target = self.target(row, over, place)
        if len(self.findings) > before:
            return None
        usual = "points" if kind == "rate" and unit[0] == "%" else "ratio"
        date = expressions["date"]
        assert date is not None
        return Figure(
            texts["id"], texts["name"], texts["english"], kind, date, over, target, chosen["pick"] or "each",
            chosen["window"] or "period", expressions.get("of"), expressions.get("in"), expressions.get("of_value"),
            expressions.get("in_value"), expressions.get("value"), expressions.get("from"), expressions.get("to"),
            chosen["hours"] or "office", chosen["measure"] or "median", *unit, self.texts(row, "by", place),
            chosen["compare"] or usual, chosen["better"], texts["part_of"], decimals, texts["note"],
            texts["note_english"],
        )  # fmt: skip

    def unit(self, kind: str, hours: str, texts: Mapping[str, str]) -> tuple[str, str]:
        """What is written, else the usual unit; a unit without English is its own."""
        usual = UNITS.get((hours or "office") if kind == "duration" else kind, ("", ""))
        if not texts["unit"]:
            return usual
        return texts["unit"], texts["unit_english"] or texts["unit"]

    def target(self, row: Mapping[str, Any], over: str, place: str) -> tuple[str, ...]:
        wanted = TARGET.get(over)
        for name in TARGET.values():
            if name in row and name != wanted:
                self.complain("not_of_kind", place, f"“{name}”不用于 {over}。", f"{name!r} is not for {over}.")
        if "pick" in row and over != "steps":
            self.complain("not_of_kind", place, "pick 只用于 steps。", "pick is for steps only.")
        if wanted is None:
            return ()
        value = row.get(wanted)
        found = (value,) if isinstance(value, str) else self.texts(row, wanted, place)
        if not found or not all(found):
            self.complain("setting_missing", place, f"缺少设置“{wanted}”。", f"The setting {wanted!r} is missing.")
        return found

    # -- typed values

    def feel(self, place: str, value: Any) -> Expression | None:
        if not isinstance(value, str) or not value.strip():
            self.complain("setting_missing", place, "应为 FEEL 表达式。", "A FEEL expression is wanted.")
            return None
        try:
            return feel.compile(value, self.names)
        except FeelError as error:
            self.complain("bad_expression", place, error.zh, error.en)
            return None

    def text(self, row: Mapping[str, Any], name: str, place: str, *, needed: bool = False) -> str:
        value = row.get(name, "")
        if not isinstance(value, str) or (needed and not value.strip()):
            self.complain("setting_missing", place, f"缺少文字“{name}”。", f"The text {name!r} is missing.")
            return ""
        return value

    def choice(self, row: Mapping[str, Any], name: str, allowed: tuple[str, ...], place: str) -> str:
        value = row.get(name, "")
        if name in row and value not in allowed:
            listed = "、".join(allowed)
            self.complain("bad_choice", place, f"“{name}”应为 {listed} 之一。", f"{name!r} is one of {listed}.")
            return ""
        return str(value)

    def texts(self, row: Mapping[str, Any], name: str, place: str) -> tuple[str, ...]:
        value = row.get(name, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self.complain("setting_not_texts", place, f"“{name}”应为文字列表。", f"{name!r} is a list of texts.")
            return ()
        return tuple(value)

    def table(self, row: Mapping[str, Any], name: str, place: str) -> dict[str, Any]:
        value = row.get(name, {})
        if not isinstance(value, dict):
            self.complain("setting_not_table", place, f"“{name}”应为表。", f"{name!r} is a table.")
            return {}
        return value
