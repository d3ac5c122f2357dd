"""The state of an execution as bytes: a version byte, then zstd frames of JSON; the spec is not in them.

The first frame holds counters and one row per open token, the second the process's variables, the others pages of
waiting rounds (`pages`). A frame whose content did not change is not packed again. Keys are rebuilt from element,
occurrence and scope (`decoding`).
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import orjson
import zstandard

from engine.bpmn.completions import encode_done
from engine.bpmn.instance import Instance
from engine.bpmn.pages import Page
from engine.bpmn.tokens import Token
from engine.bpmn.trees import Tree

if TYPE_CHECKING:
    from engine.bpmn.outcome import State

VERSION = 1
STATES: tuple[State, ...] = ("running", "completed", "cancelled")
_local = threading.local()


def encode(instance: Instance) -> bytes:
    """Bytes that depend on nothing but program, inputs and clock."""
    trees = instance.trees()
    pages = [
        (number, body, index, page)
        for number, tree in enumerate(trees)
        for (body, index), page in sorted(tree.pages.items())
    ]
    head = [
        instance.program.digest[:16],
        instance.process,
        STATES.index(instance.state),
        instance.ids,
        instance.n,
        instance.end_events,
        [_encode_tree(tree) for tree in trees],
        [(number, body) for number, body, _, _ in pages],
    ]
    frames = [_pack(orjson.dumps(head, option=orjson.OPT_SORT_KEYS)), _pack_variables(instance)]
    frames += [_pack_page(page) for _, _, _, page in pages]
    return b"".join([bytes([VERSION]), *(len(frame).to_bytes(4, "big") + frame for frame in frames)])


def _pack(data: bytes) -> bytes:
    packer = getattr(_local, "packer", None)
    if packer is None:
        packer = _local.packer = zstandard.ZstdCompressor(level=3)
    packed: bytes = packer.compress(data)
    return packed


def _pack_variables(instance: Instance) -> bytes:
    data = instance.variables_json()
    if instance.packed_variables[0] != data:
        instance.packed_variables = (data, _pack(data))
    return instance.packed_variables[1]


def _pack_page(page: Page) -> bytes:
    if page.packed is None:
        rows = [_encode_token(token) for token in page.tokens.values()]
        page.packed = _pack(orjson.dumps([rows, sorted(page.results.items())], option=orjson.OPT_SORT_KEYS))
    return page.packed


def _encode_tree(tree: Tree) -> list[Any]:
    """What completed and may be compensated, and what complex gateways took, stand last, where there is some: other
    states keep their bytes."""
    row = [
        tree.owner.id if tree.owner else 0,
        tree.task_tree.id,
        tree.variables if tree.owner is not None and tree.opaque else None,
        tree.counters,
        int(tree.interrupted),
        [_encode_token(token) for token in tree.loose.values() if token.open],
    ]
    done = [encode_done(one) for one in tree.done]
    return [*row, done, tree.consumed] if tree.consumed else [*row, done] if done else row


def _encode_token(token: Token) -> list[Any]:
    names = token.locals
    if names and (collected := collection_of(token)) in names:
        names = {name: value for name, value in names.items() if name != collected}
    return [
        token.id,
        token._parent,
        token.task_spec.name,
        token._state,
        token.role,
        token.number,
        token.flow,
        names,
        token.internal_data,
    ]


def collection_of(token: Token) -> str | None:
    """The name of the output collection a loop body holds; its content stands on pages."""
    loop = token.task_spec.node.loop
    return loop.output_collection if loop is not None and "n" in token.internal_data else None
