"""No declaration of a procedure brings an administrator or an auditor to its matters."""

from __future__ import annotations

import pytest

from engine.definition import Package, check
from tests.packages import PROCEDURE, approval
from tests.queries.test_figures import FIGURES

BASE = PROCEDURE.format(key="approval")


def findings(toml: str, **files: bytes) -> set[tuple[str, str | None]]:
    package = Package({**approval(**files).files, "procedure.toml": toml.encode()})
    return {(finding.code, finding.element) for finding in check(package)}


@pytest.mark.parametrize("role", ["audit-admin", "auditor", "analyst"])
@pytest.mark.parametrize(
    ("place", "toml"),
    [
        ("owner", 'owner = ["{role}"]\n' + BASE),
        ("dispatcher", 'dispatcher = ["{role}"]\n' + BASE),
        ("tasks.sign.dictation", BASE.replace("[tasks.sign]", '[tasks.sign]\ndictation = ["{role}"]')),
        ("masks.amount.except", BASE + '[masks.amount]\nexcept = ["{role}"]\n'),
        ("roles.文秘科", BASE.replace('["checker"]', '["{role}"]')),
    ],
)
def test_a_role_that_does_no_business_is_refused(place, toml, role):
    assert findings(toml.replace("{role}", role)) == {("role_refused", place)}


def test_a_role_nobody_can_hold_is_named():
    assert findings('owner = ["director@文秘科"]\ndispatcher = ["boss"]\n' + BASE) == {
        ("unknown_role", "owner"),
        ("unknown_role", "dispatcher"),
    }
    assert findings('dispatcher = ["section-head@文秘科"]\n' + BASE) == set()


@pytest.mark.parametrize(("reader", "code"), [("audit-admin", "unknown_role"), ("auditor", ""), ("section-head", "")])
def test_figures_are_read_by_business_and_auditors(reader, code):
    figures = FIGURES.replace('readers = ["checker"]', f'readers = ["{reader}"]').encode()
    assert findings(BASE, **{"figures.toml": figures}) == ({(code, "readers")} if code else set())
