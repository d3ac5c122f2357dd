"""A completion spends at most fifteen statements and one commit."""

from __future__ import annotations

from sqlalchemy import event

from engine import actions
from engine.actions import Actor
from tests.actions import desk


def test_a_completion_spends_few_statements_and_one_commit(office):
    desk.start(office)
    statements, commits = [], []
    event.listen(office.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    event.listen(office.database.engine, "commit", commits.append)
    spent = {
        "review": {"review_result": "同意"},  # closes a timer, opens two tasks, checks who did what before
        "cosign": {"cosign_result": "同意"},
    }
    for element, label, by in (("review", "", "O5"), ("cosign", "林草局", "U10"), ("cosign", "财政局", "U14")):
        task = desk.task_of(office, element, label)
        statements.clear(), commits.clear()
        command = actions.CompleteTask(task, spent[element], desk.command_id(), "同意。")
        actions.complete_task(office, command, Actor(by))
        counted = [s for s in statements if not s.upper().startswith(("BEGIN", "SET LOCAL"))]
        assert len(counted) <= 15, "\n".join(counted)
        assert len(commits) == 1
