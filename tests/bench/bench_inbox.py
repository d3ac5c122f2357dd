"""What 待办 costs with 50,000 open tasks: the query alone, the counts beside it, and the whole page over WSGI."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from engine import queries
from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.clock import SimulatedClock
from engine.instance.movement import TASKS_PER_INSTANCE
from engine.queries import Filters, Question
from engine.store import tables as t
from engine.store.columns import urgency_rank
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.conftest import BEGINNING, furnish
from tests.packages import approval
from web import create_app

OPEN = 50_000
HOT = 0.05  # share of all open tasks that lie with one group
PASSWORD = "measure-the-inbox-2026"
GROUPS = ("unit-head@林草局", "unit-head@农业农村局", "unit-head@财政局", "liaison@林草局", "U10", "U11", "O2")


def measure() -> dict[str, float]:
    """Milliseconds in the server, median and 95th percentile."""
    with tempfile.TemporaryDirectory(prefix="banjie-bench-") as folder:
        clock = SimulatedClock(BEGINNING)
        office = furnish(open_office(f"sqlite:///{folder}/bench.sqlite3", clock=clock, files=Path(folder)), approval())
        clock.move_to(BEGINNING + timedelta(days=30))
        _fill(office)
        first = queries.inbox(office, "O5")
        assert len(first.rows) == 30 and first.next
        assert queries.count_boxes(office, "O5").todo > queries.CAP
        deep = first
        for _ in range(20):
            deep = queries.inbox(office, "O5", Filters(after=deep.next))
        get = _page(office)
        figures = {
            "open_tasks": float(OPEN),
            **_timed("first_page_query", lambda: queries.inbox(office, "O5")),
            **_timed("page_21_query", lambda: queries.inbox(office, "O5", Filters(after=deep.next))),
            **_timed("ordinary_person_query", lambda: queries.inbox(office, "U10")),
            **_timed("filtered_query", lambda: queries.inbox(office, "O5", Filters(urgency="特急"))),
            **_timed("searched_query", lambda: queries.inbox(office, "O5", Filters(text="防火"))),
            **_timed("search_query", lambda: queries.search(office, "O5", Question(text="防火")), repeats=10),
            **_timed("search_rare_query", lambda: queries.search(office, "O5", Question(text="第4321号")), repeats=10),
            **_timed("search_unit_head_query", lambda: queries.search(office, "U12", Question(text="汛前")), repeats=10),
            **_timed("counts_query", lambda: queries.count_boxes(office, "O5")),
            **_timed("whole_page", get),
        }
        office.database.dispose()
        return figures


def _fill(office: Office) -> None:
    """Open tasks as a busy year leaves them, a twentieth of them with the checkers."""
    random = Random(2026)
    rows = {"instance": [], "document": [], "task": [], "inbox": [], "participant": [], "opinion": []}
    for n in range(1, OPEN + 1):
        principal = "checker" if random.random() < HOT else random.choice(GROUPS)
        urgency = random.choices(("平件", "加急", "特急"), (80, 15, 5))[0]
        start = BEGINNING + timedelta(minutes=n % 40_000)
        due = start + timedelta(days=random.randrange(1, 60), hours=random.randrange(9))
        title = f"关于做好第{n}号{random.choice(('春季防火', '人居环境整治', '安全生产检查'))}工作的通知"
        rows["instance"].append(_instance(n, title, urgency, start))
        rows["document"].append({"instance_id": n, "content": {"title": title}, "search": f"QS{n:08d} {title}"})
        rows["participant"] += [{"principal": p, "instance_id": n} for p in dict.fromkeys((principal, "U11", "O5"))]
        rows["opinion"].append(_opinion(n, start, random.choice(("同意。", "请抓紧实施。", "汛前完工。"))))
        rows["task"].append(_task(n, principal, urgency, start, due))
        rows["inbox"].append(
            {
                "principal": principal,
                "due_at": due,
                "task_id": n * TASKS_PER_INSTANCE + 1,
                "urgency_rank": urgency_rank(urgency),
                "procedure": "approval",
                "box": "todo",
            }
        )
    with office.database.write() as connection:
        for name, many in rows.items():
            connection.execute(t.metadata.tables[name].insert(), many)


def _instance(n: int, title: str, urgency: str, start: Any) -> dict[str, Any]:
    return {
        "id": n, "number": f"QS{n:08d}", "definition_id": 1, "procedure": "approval", "title": title,
        "urgency": urgency, "state": "running", "end_state": None, "document_number": None, "starter": "U11",
        "starter_unit": "林草局", "started_at": start, "ended_at": None, "due_at": None, "first_due_at": None,
        "term": "", "counted_from": None, "hold": "", "held_at": None, "held_by": None, "version": 1, "events": 1,
        "head": bytes(32), "tasks": 1, "changed_at": start,
    }  # fmt: skip


def _opinion(n: int, at: Any, text: str) -> dict[str, Any]:
    return {
        "instance_id": n, "seq": 1, "task_id": n * TASKS_PER_INSTANCE + 1, "element": "start", "step": "拟稿",
        "person": "U11", "on_behalf_of": None, "signature": "林小草", "post": "林草局联络员", "result": "", "text": text,
        "at": at, "kind": "", "corrects": None, "confirmed_at": None,
    }  # fmt: skip


def _task(n: int, principal: str, urgency: str, start: Any, due: Any) -> dict[str, Any]:
    return {
        "id": n * TASKS_PER_INSTANCE + 1, "instance_id": n, "key": "review#1", "element": "review", "name": "核稿",
        "lane": "文秘科", "label": "", "state": "open", "candidates": [principal], "principals": [principal],
        "assignee": None, "claimed_at": None, "created_at": start, "due_at": due, "term": "1 WD",
        "follow_up_at": None, "priority": 50, "urgency": urgency, "urges": 0, "deputy": "ab", "closed_at": None,
        "closed_by": None, "on_behalf_of": None, "version": 1, "role": "main", "parent": None, "asked_by": None,
        "box": "todo", "opened_at": None, "variables": {}, "answers": {}, "back": None,
    }  # fmt: skip


def _page(office: Office) -> Callable[[], object]:
    """A signed-in GET of the inbox, everything but the network."""
    open_account(office, "O5", PASSWORD, Actor(SYSTEM))
    client = create_app(office).test_client()
    token = client.get("/sign-in").text.split('name="csrf" value="')[1].split('"')[0]
    client.post("/sign-in", data={"csrf": token, "login": "O5", "password": PASSWORD})

    def get() -> object:
        answer = client.get("/inbox/todo")
        assert answer.status_code == 200
        return answer.data

    return get


def _timed(name: str, act: Callable[[], object], repeats: int = 40) -> dict[str, float]:
    act()
    taken = []
    for _ in range(repeats):
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1000)
    taken.sort()
    return {
        f"{name}_ms": round(statistics.median(taken), 2),
        f"{name}_p95_ms": round(taken[int(len(taken) * 0.95) - 1], 2),
    }
