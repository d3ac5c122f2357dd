"""What a migration changes in rows: tasks, lines of the 处理笺 and timers under the names of the other version.

Finished ones are renamed too, so that 回避, 退回, 撤回 and papers find under today's names who did what.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from engine.bpmn import Waits
from engine.store import tables as t
from engine.store.work import Work


def carried(w: Work, mapping: Mapping[str, str], waits: Waits, terms: Mapping[int, str]) -> dict[str, Any]:
    """The part `carried` of the event: `[id, changes]` of tasks, `[seq, element]` of lines, `[key, element]` of timers.

    `waits` are those after the move, `terms` the recounted ones by task.
    """
    assert w.instance is not None
    return {
        "tasks": _tasks(w, mapping, waits, terms), "opinions": _opinions(w, mapping), "timers": _timers(w, waits),
    }  # fmt: skip


def _tasks(w: Work, mapping: Mapping[str, str], waits: Waits, terms: Mapping[int, str]) -> list[list[Any]]:
    assert w.instance is not None
    task, found = t.task.c, []
    open_now = {one.key: one for one in waits.tasks}
    wanted = select(task.id, task.key, task.element, task.name, task.lane, task.role, task.state, task.term)
    for row in w.connection.execute(wanted.where(task.instance_id == w.instance.id).order_by(task.id)):
        is_open = row.state in ("open", "held")
        wait = open_now.get(row.key) if is_open and row.role == "main" else None
        after = {"element": mapping.get(row.element, row.element)}
        if wait is not None:
            after |= {"name": wait.name or wait.element, "lane": wait.lane or "", "term": terms.get(row.id, row.term)}
        changes = {name: value for name, value in after.items() if value != row._mapping[name]}
        if changes:
            found.append([row.id, changes])
    return found


def _opinions(w: Work, mapping: Mapping[str, str]) -> list[list[Any]]:
    assert w.instance is not None
    o = t.opinion.c
    rows = w.connection.execute(select(o.seq, o.element).where(o.instance_id == w.instance.id).order_by(o.seq))
    return [[row.seq, mapping[row.element]] for row in rows if mapping.get(row.element, row.element) != row.element]


def _timers(w: Work, waits: Waits) -> list[list[Any]]:
    assert w.instance is not None
    timer = t.timer.c
    rows = w.connection.execute(select(timer.key, timer.element).where(timer.instance_id == w.instance.id))
    known = {row.key: row.element for row in rows}
    return sorted([one.key, one.element] for one in waits.timers if known.get(one.key, one.element) != one.element)
