"""One step in words and cells: what the page, its script and the printed history show, made once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from engine.queries import Replay, ReplayFrame
from engine.queries.document import FileFact
from engine.queries.replay import Changed, Made, OpenTask
from web.language import TAGS
from web.replaying.reasons import reasons
from web.replaying.values import value_words
from web.words import file_size, light_words, local_time

LIGHTS = {"绿": "light-green", "黄": "light-yellow", "红": "light-red", "灰": "light-grey", "蓝": "light-blue"}
DEEDS = frozenset({"instance.started", "task.completed", "task.returned", "task.answered", "signer.answered"})
REFUSED = frozenset({"action.refused", "incident.raised"})
MOST_OPENED = 3


@dataclass(frozen=True)
class Cell:
    text: str
    css: str = ""
    href: str = ""


Rows = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Hit:
    """A table as one decision used it: values in order of its columns, rules that matched (1-based)."""

    table: str
    tested: tuple[str, ...]
    rules: tuple[int, ...]


@dataclass(frozen=True)
class Shown:
    """`after` are the consequences of the step in sentences; `document` is path -> (label, value)."""

    number: int
    at: str
    moment: str
    sentence: str
    after: tuple[str, ...]
    why: tuple[str, ...]
    card: Rows
    values: Rows
    open: Rows
    files: Rows
    document: dict[str, tuple[str, str]]
    hits: tuple[Hit, ...]
    css: str = field(default="")


def shown_steps(replay: Replay) -> list[Shown]:
    """Every step of the replay."""
    module = current_app.jinja_env.get_template("trail.html").make_module({"language": TAGS[get_locale().language]})
    sentence: Callable[[Any], Markup] = module.sentence  # type: ignore[attr-defined]
    return [_shown(replay, frame, plain(sentence(frame.line))) for frame in replay.frames]


def plain(markup: Markup) -> str:
    """A sentence of the history without its markup; what was said stays in quotation marks."""
    quoted = markup.replace(Markup("<q>"), Markup("“")).replace(Markup("</q>"), Markup("”"))
    return quoted.striptags()


def _shown(replay: Replay, frame: ReplayFrame, sentence: str) -> Shown:
    return Shown(
        number=frame.line.seq,
        at=frame.line.at.isoformat(),
        moment=local_time(frame.line.at),
        sentence=sentence,
        after=tuple(_after(frame)),
        why=tuple(reasons(replay, frame)),
        card=tuple((Cell(label), Cell(value)) for label, value in _card(replay, frame) if value),
        values=tuple(_change(changed) for changed in frame.changed),
        open=tuple(_open(task) for task in frame.open),
        files=tuple(_file(file, file.id in frame.added) for file in frame.files),
        document={path: (entry.label, entry.value) for path, entry in frame.document.items()},
        hits=tuple(_hit(replay, made) for made in frame.decided if made.table in replay.tables),
        css="bad" if frame.line.kind in REFUSED else "deed" if frame.line.kind in DEEDS else "",
    )


def _change(changed: Changed) -> tuple[Cell, ...]:
    return Cell(changed.label), Cell(changed.before or "—", "before"), Cell(changed.after or "—", "after")


def _file(file: FileFact, new: bool) -> tuple[Cell, ...]:
    address = url_for("attachments.download", attachment_id=file.id)
    about = f"{file_size(file.size)} · {file.by} {local_time(file.at)}"
    return Cell(file.name, "new" if new else "", address), Cell(about, "muted")


def _card(replay: Replay, frame: ReplayFrame) -> Iterator[tuple[str, str]]:
    line = frame.line
    by_itself = frame.right is not None and frame.right.how in ("system", "message")
    yield _("办理人"), line.signature or (_("系统") if by_itself else line.who)
    yield _("代谁办理"), line.behalf
    yield _("环节"), f"{line.step}·{line.label}" if line.label and line.step else line.step
    yield _("结果"), line.result
    yield _("意见"), line.opinion or line.words
    yield _("理由"), line.reason
    if line.switch.after:
        yield _("流程版本"), _("第 %(old)s 版 → 第 %(new)s 版", old=line.switch.before, new=line.switch.after)
    yield _("事项状态"), _state(frame)
    if frame.due_at is not None:
        yield _("总时限"), f"{local_time(frame.due_at)}（{light_words(frame.light)}）"


def _state(frame: ReplayFrame) -> str:
    if frame.state != "running":
        return frame.end_state or _("已办结")
    return {"paused": _("已暂停"), "suspended": _("已挂起")}.get(frame.hold, _("在办"))


def _after(frame: ReplayFrame) -> Iterator[str]:
    line = frame.line
    if line.numbers:
        yield _("编号：%(number)s", number="、".join(line.numbers))
    for each in line.opened:
        who = "、".join(each.people[:MOST_OPENED]) + ("…" if len(each.people) > MOST_OPENED else "")
        step = f"{each.step}·{each.label}" if each.label else each.step
        if each.due_at is not None:
            yield _(
                "转到“%(step)s”，由%(who)s办理，限 %(at)s。",
                step=step,
                who=who or _("（无人在岗）"),
                at=local_time(each.due_at),
            )
        else:
            yield _("转到“%(step)s”，由%(who)s办理。", step=step, who=who or _("（无人在岗）"))
    if line.end_state:
        yield _("本事项结束：%(state)s", state=line.end_state)


def _open(task: OpenTask) -> tuple[Cell, ...]:
    who = "、".join(task.people) or _("（无人在岗）")
    due = _("限 %(at)s", at=local_time(task.due_at)) if task.due_at else ""
    claimed = _("已签收") if task.claimed else _("等待加签、委派或申请的答复") if task.held else ""
    return (
        Cell(f"{task.step}·{task.label}" if task.label and task.label != task.step else task.step, "step"),
        Cell(light_words(task.light), f"lamp {LIGHTS[task.light.colour]}"),
        Cell(" · ".join(part for part in (who, claimed, due) if part), "whom"),
    )


def _hit(replay: Replay, made: Made) -> Hit:
    """Stored under the labels of its columns, shown in their order."""
    tested = dict(made.tested)
    columns = replay.tables[made.table].inputs
    return Hit(
        made.table, tuple(value_words(tested[c.label]) if c.label in tested else "" for c in columns), made.rules
    )
