"""The history as lines: what each event says, and the decisions it was taken by."""

from __future__ import annotations

from engine.queries.trail import Path, _decisions


def test_a_decision_is_told_by_the_numbers_of_its_rows():
    trace = [
        {"decision": "签发权限", "matched": [{"number": 4, "rule": "r4"}], "outputs": {"签发": "主任"}},
        {"decision": "只是算式", "kind": "expression", "outputs": 3},
    ]
    path = [{"kind": "enter", "element": "a"}, {"kind": "decide", "element": "a", "detail": {"trace": trace}}]
    (told,) = _decisions(path)
    assert (told.decision, told.matched, told.outputs) == ("签发权限", (4,), {"签发": "主任"})


def test_the_path_counts_visits_and_flows():
    path = Path()
    path.add([{"kind": "enter", "element": "a"}, {"kind": "take", "element": "f"}, {"kind": "enter", "element": "a"}])
    path.add([{"kind": "exit", "element": "a"}, {"kind": "take", "element": "f"}])
    assert path.visits == {"a": 2} and path.flows == {"f": 2}
