"""Changes of a decision file: rows of tables added, removed, moved, changed; columns, hit policy, expressions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from engine.comparison.change import Change, Words, altered, short
from engine.comparison.rows import match_rows
from engine.comparison.words import kept
from engine.dmn.boxed import Boxed, Literal, Output, Rule, Table
from engine.dmn.definitions import Definitions, Element
from engine.dmn.reader import read

KINDS: dict[str, Words] = {
    "input": ("输入数据", "input"), "decision": ("决策", "decision"), "knowledge": ("业务知识", "knowledge model"),
    "service": ("决策服务", "decision service"),
}  # fmt: skip
POLICIES: dict[str, Words] = {
    "U": ("唯一(UNIQUE)", "UNIQUE"), "A": ("任一(ANY)", "ANY"), "P": ("优先级(PRIORITY)", "PRIORITY"),
    "F": ("第一条(FIRST)", "FIRST"), "R": ("按行序(RULE ORDER)", "RULE ORDER"),
    "O": ("按输出序(OUTPUT ORDER)", "OUTPUT ORDER"), "C": ("全部(COLLECT)", "COLLECT"),
    "C+": ("求和(COLLECT SUM)", "COLLECT SUM"), "C<": ("最小(COLLECT MIN)", "COLLECT MIN"),
    "C>": ("最大(COLLECT MAX)", "COLLECT MAX"), "C#": ("计数(COLLECT COUNT)", "COLLECT COUNT"),
}  # fmt: skip


def compare_decisions(file: str, before: bytes, after: bytes) -> Iterator[Change]:
    """Raises Refused for a file that is no DMN."""
    old, new = (_elements(read(data, source=file)) for data in (before, after))
    for id, element in old.items():
        if id not in new:
            yield _told(file, element, "removed")
    for id, element in new.items():
        if id not in old:
            yield _told(file, element, "added")
        else:
            yield from _element(file, old[id], element, {**old, **new})


def _elements(definitions: Definitions) -> dict[str, Element]:
    return {element.id: element for element in definitions.elements}


def _told(file: str, element: Element, kind: str) -> Change:
    name, (zh, en) = element.title or element.name, KINDS[element.kind]
    if kind == "added":
        return Change(file, element.id, "", "added", f"新增{zh}“{name}”", f"{en} “{name}” added", "", name)
    return Change(file, element.id, "", "removed", f"删除{zh}“{name}”", f"{en} “{name}” removed", name, "")


def _element(file: str, old: Element, new: Element, known: dict[str, Element]) -> Iterator[Change]:
    zh, en = KINDS[new.kind]
    name = new.title or new.name
    title = (f"{zh}“{name}”", f"{en} “{name}”")

    def told(what: str, aspect: Words, was: str, now: str) -> Iterator[Change]:
        if was != now:
            yield altered(file, new.id, what, title, aspect, kept(was), kept(now))

    yield from told("name", ("名称", "name"), old.title, new.title)
    yield from told("variable", ("变量", "variable"), old.name, new.name)
    yield from told("type", ("类型", "type"), old.type or "", new.type or "")
    yield from told("question", ("问题", "question"), old.question, new.question)
    yield from told("requires", ("依据", "requirements"), _names(old, known), _names(new, known))
    if isinstance(old.logic, Table) and isinstance(new.logic, Table):
        yield from _table(file, new.id, (f"决策表“{name}”", f"table “{name}”"), old.logic, new.logic)
    elif isinstance(old.logic, Literal) and isinstance(new.logic, Literal):
        yield from told("expression", ("表达式", "expression"), old.logic.text, new.logic.text)
    elif _said(old.logic) != _said(new.logic):
        yield Change(
            file, new.id, "logic", "changed", f"{title[0]}:内容有改动", f"{title[1]}: its logic changed",
            str(_said(old.logic)), str(_said(new.logic)),
        )  # fmt: skip


def _names(element: Element, known: dict[str, Element]) -> str:
    ids = [id for _, id in (*element.requires, *element.knows)]
    return "、".join(sorted(known[id].title if id in known else id for id in ids))


def _said(logic: Boxed | None) -> object:
    """Everything a boxed expression says, without the ids of its parts."""
    return None if logic is None else (type(logic).__name__, _without_ids(asdict(logic)))


def _without_ids(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_ids(inner) for key, inner in value.items() if key != "id"}
    return [_without_ids(inner) for inner in value] if isinstance(value, list | tuple) else value


def _table(file: str, element: str, title: Words, old: Table, new: Table) -> Iterator[Change]:
    def told(what: str, aspect: Words, was: Words, now: Words) -> Iterator[Change]:
        if was != now:
            yield altered(file, element, what, title, aspect, was, now)

    policies = [POLICIES.get(table.hit_policy, kept(table.hit_policy)) for table in (old, new)]
    yield from told("hit_policy", ("命中方式", "hit policy"), *policies)
    for kind, was, now in (
        ("input", [(i.label, i.expression, i.type, i.allowed) for i in old.inputs],
         [(i.label, i.expression, i.type, i.allowed) for i in new.inputs]),
        ("output", [(_head(o), o.name, o.type, o.allowed) for o in old.outputs],
         [(_head(o), o.name, o.type, o.allowed) for o in new.outputs]),
    ):  # fmt: skip
        yield from _columns(file, element, title, kind, was, now)
    yield from _rules(file, element, title, old, new)


Column = tuple[str, str, str | None, str | None]


def _columns(
    file: str, element: str, title: Words, kind: str, old: Sequence[Column], new: Sequence[Column]
) -> Iterator[Change]:
    zh, en = ("输入列", "input") if kind == "input" else ("输出列", "output")
    labels = [[column[0] for column in side] for side in (old, new)]
    for match in match_rows(old, new, (labels[0], labels[1])):
        was = None if match.before is None else old[match.before]
        now = None if match.after is None else new[match.after]
        if was is None and now is not None:
            yield Change(file, element, kind, "added", f"{title[0]}:新增{zh}“{now[0]}”",
                         f"{title[1]}: {en} “{now[0]}” added", "", now[0])  # fmt: skip
        elif now is None and was is not None:
            yield Change(file, element, kind, "removed", f"{title[0]}:删除{zh}“{was[0]}”",
                         f"{title[1]}: {en} “{was[0]}” removed", was[0], "")  # fmt: skip
        elif was is not None and now is not None:
            if match.kind == "moved":
                yield Change(file, element, kind, "moved", f"{title[0]}:{zh}“{now[0]}”换了位置",
                             f"{title[1]}: {en} “{now[0]}” stands elsewhere")  # fmt: skip
            asked = ("表达式", "expression") if kind == "input" else ("变量", "name")
            aspects = (("标题", "label"), asked, ("类型", "type"), ("允许的值", "allowed values"))
            for n, (a, b) in enumerate(aspects):
                if was[n] != now[n]:
                    yield altered(
                        file, element, f"{kind}.{b}", title, (f"{zh}“{now[0]}”的{a}", f"{b} of {en} “{now[0]}”"),
                        kept(was[n] or ""), kept(now[n] or ""),
                    )  # fmt: skip


def _rules(file: str, element: str, title: Words, old: Table, new: Table) -> Iterator[Change]:
    ids = ([rule.id for rule in old.rules], [rule.id for rule in new.rules])
    heads = [column.label for column in new.inputs]
    for match in match_rows([_row(r) for r in old.rules], [_row(r) for r in new.rules], ids):
        was = None if match.before is None else old.rules[match.before]
        now = None if match.after is None else new.rules[match.after]
        place = (match.after if match.after is not None else match.before or 0) + 1
        if was is None and now is not None:
            zh, en = _sentence(new, now)
            yield Change(file, element, "rule", "added", f"{title[0]}新增第 {place} 行:{short(zh)}",
                         f"{title[1]}: row {place} added: {short(en)}", "", zh)  # fmt: skip
        elif now is None and was is not None:
            zh, en = _sentence(old, was)
            yield Change(file, element, "rule", "removed", f"{title[0]}删除第 {place} 行:{short(zh)}",
                         f"{title[1]}: row {place} removed: {short(en)}", zh, "")  # fmt: skip
        elif was is not None and now is not None:
            if match.kind == "moved":
                yield Change(
                    file, element, "rule", "moved", f"{title[0]}:第 {(match.before or 0) + 1} 行移到第 {place} 行",
                    f"{title[1]}: row {(match.before or 0) + 1} moved to {place}",
                )  # fmt: skip
            if _headed(old) == _headed(new):
                yield from _cells(file, element, title, place, was, now, heads, [_head(o) for o in new.outputs])


def _head(output: Output) -> str:
    """What people call a column of results; the only one may have no name."""
    return output.label or output.name or "结果"


def _row(rule: Rule) -> tuple[str, ...]:
    return (*(t.text for t in rule.tests), "→", *(o.text for o in rule.outputs), *rule.notes)


def _headed(table: Table) -> tuple[int, int]:
    return len(table.inputs), len(table.outputs)


def _cells(
    file: str, element: str, title: Words, place: int, old: Rule, new: Rule, inputs: list[str], outputs: list[str]
) -> Iterator[Change]:
    pairs = [*zip(inputs, old.tests, new.tests, strict=False), *zip(outputs, old.outputs, new.outputs, strict=False)]
    for head, was, now in pairs:
        if was.text != now.text:
            yield altered(
                file, element, "rule", title, (f"第 {place} 行的“{head}”", f"“{head}” of row {place}"),
                _cell(was.text), _cell(now.text),
            )  # fmt: skip
    if old.notes != new.notes:
        yield altered(
            file, element, "note", title, (f"第 {place} 行的说明", f"note of row {place}"),
            kept(" ".join(old.notes)), kept(" ".join(new.notes)),
        )  # fmt: skip


def _cell(text: str) -> Words:
    return ("(任意)", "(any)") if text.strip() in ("", "-") else kept(text)


def _sentence(table: Table, rule: Rule) -> Words:
    """若 不同意的单位数 > 0,则 走向 = "协调"."""
    cells = [(i.label, t.text.strip()) for i, t in zip(table.inputs, rule.tests, strict=False)]
    gives = [f"{_head(o)} = {t.text}" for o, t in zip(table.outputs, rule.outputs, strict=False)]
    asked = [f"{label} {text}" for label, text in cells if text not in ("", "-")]
    zh = f"若 {'、'.join(asked)},则 {'、'.join(gives)}" if asked else f"总是 {'、'.join(gives)}"
    en = f"if {', '.join(asked)} then {', '.join(gives)}" if asked else f"always {', '.join(gives)}"
    return zh, en
