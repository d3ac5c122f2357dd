"""Rounds of a loop that wait, in pages: with 1,000 countersigners one signature rewrites one page of the state.

A waiting round (a user or receive task) changes only by ending, so its page's bytes stay valid until then. The
results of ended rounds stand on the same pages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.bpmn.tokens import Token

SIZE = 24


@dataclass(slots=True)
class Page:
    """Waiting rounds by token id, results by index; `packed` are the bytes when nothing changed since."""

    tokens: dict[int, Token] = field(default_factory=dict)
    results: dict[int, Any] = field(default_factory=dict)
    packed: bytes | None = None

    def add(self, token: Token) -> None:
        self.tokens[token.id] = token
        self.packed = None

    def put(self, index: int, result: Any) -> None:
        self.results[index] = result
        self.packed = None


Pages = dict[tuple[int, int], Page]


def page_of(pages: Pages, body: Token, index: int) -> Page:
    """The page the round `index` of a loop body stands on."""
    key = (body.id, index // SIZE)
    page = pages.get(key)
    if page is None:
        page = pages[key] = Page()
    return page


def leave_page(pages: Pages, token: Token) -> None:
    """A token ended: a round leaves its page, a body takes its pages with it."""
    if token.host is not None and token.number is not None:
        key = (token.host.id, token.number // SIZE)
        page = pages.get(key)
        if page is not None and page.tokens.pop(token.id, None) is not None:
            page.packed = None
            if not page.tokens and not page.results:
                del pages[key]
    elif token.task_spec.node.loop is not None:
        for key in [key for key in pages if key[0] == token.id]:
            del pages[key]
