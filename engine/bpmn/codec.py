"""The state of an execution as bytes: a version byte, then zstd frames of JSON; the spec is not in them.

The first frame holds counters and one row per open token, the second the process's variables, the others pages of
waiting rounds (`pages`). A frame whose content did not change is not packed again. Keys are rebuilt from element,
occurrence and scope. Reading evaluates nothing: whatever is not of this version and this program is refused, and
the caller rebuilds from history.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import orjson
import zstandard

from engine.bpmn.instance import Instance
from engine.bpmn.pages import Page, page_of
from engine.bpmn.tokens import FLOW, WAITER, WAITING, Token
from engine.bpmn.trees import Tree
from engine.bpmn.waits import DUE, SUBSCRIBED, TASK, waiting_node
from engine.errors import Refused

if TYPE_CHECKING:
    from engine.bpmn.outcome import Environment, State
    from engine.bpmn.program import Program

VERSION = 1
MAX_BYTES = 64_000_000
_STATES: tuple[State, ...] = ("running", "completed", "cancelled")
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
        _STATES.index(instance.state),
        instance.ids,
        instance.n,
        instance.end_events,
        [_encode_tree(tree) for tree in trees],
        [(number, body) for number, body, _, _ in pages],
    ]
    frames = [_pack(orjson.dumps(head)), _pack_variables(instance)]
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
        page.packed = _pack(orjson.dumps([rows, sorted(page.results.items())]))
    return page.packed


def _encode_tree(tree: Tree) -> list[Any]:
    return [
        tree.owner.id if tree.owner else 0,
        tree.task_tree.id,
        tree.variables if tree.owner is not None and tree.opaque else None,
        tree.counters,
        int(tree.interrupted),
        [_encode_token(token) for token in tree.loose.values() if token.open],
    ]


def _encode_token(token: Token) -> list[Any]:
    names = token.locals
    if names and (collected := _collection(token)) in names:
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


def _collection(token: Token) -> str | None:
    """The name of the output collection a loop body holds; its content stands on pages."""
    loop = token.task_spec.node.loop
    return loop.output_collection if loop is not None and "n" in token.internal_data else None


def decode(program: Program, data: bytes, env: Environment) -> Instance:
    """The instance the bytes describe. Raises Refused (snapshot_version, snapshot_foreign, snapshot_broken)."""
    if not data or data[0] != VERSION:
        raise Refused("snapshot_version", "状态的格式版本不符。", "The state is of another format version.")
    try:
        frames = [orjson.loads(frame) for frame in _unpack(data)]
        digest, process, state, ids, n, ends, trees, pages = frames[0]
        variables = frames[1]
    except (zstandard.ZstdError, ValueError, TypeError, IndexError) as error:
        raise Refused("snapshot_broken", "状态已损坏。", "The state is damaged.") from error
    if digest != program.digest[:16] or process not in program.specs:
        raise Refused("snapshot_foreign", "状态属于另一版流程定义。", "The state belongs to another definition.")
    instance = Instance(program, process, env, variables, trees[0][1])
    instance.state = _STATES[state]
    opened: list[Tree] = [instance]
    by_id: dict[int, Token] = {}
    for index, row in enumerate(trees):
        tree = instance if index == 0 else _open_tree(instance, by_id[row[0]], row)
        tree.counters, tree.interrupted = row[3], bool(row[4])
        tree.completed = instance.state != "running"
        rounds = [content[0] for (number, _), content in zip(pages, frames[2:], strict=True) if number == index]
        for token_row in sorted([*row[5], *(r for page in rounds for r in page)]) if rounds else row[5]:
            by_id[token_row[0]] = _decode_token(tree, token_row)
        if index:
            opened.append(tree)
    for (number, body), content in zip(pages, frames[2:], strict=True):
        _decode_page(opened[number], by_id[body], content)
    instance.ids, instance.n, instance.end_events = ids, n, ends
    return instance


def _unpack(data: bytes) -> list[bytes]:
    unpacker = zstandard.ZstdDecompressor()
    frames, at, room = [], 1, MAX_BYTES
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        frame = data[at + 4 : at + 4 + size]
        frames.append(unpacker.decompress(frame, max_output_size=room))
        if len(frame) != size or len(frames[-1]) > room:
            raise ValueError("truncated or too large")
        room -= len(frames[-1])
        at += 4 + size
    return frames


def _open_tree(instance: Instance, owner: Token, row: list[Any]) -> Tree:
    called = owner.internal_data.get("process") if owner.task_spec.node.call is not None else None
    if called is not None:
        return instance.open_tree(owner, instance.program.specs[called], row[2], True, row[1])
    if owner.locals is None:
        owner.locals = {}
    return instance.open_tree(owner, owner.task_spec.content, owner.locals, False, row[1])


def _decode_token(tree: Tree, row: list[Any]) -> Token:
    id, parent, name, state, role, number, flow, names, facts = row
    instance = tree.top_workflow
    token = Token(tree, tree.step(name), tree.tasks[parent], state, id, role)
    token.number, token.flow, token.locals, token.internal_data = number, flow, names, facts
    if number is not None:
        token.key = _key(token)
    if role == FLOW:
        tree.live += 1
    if facts and (TASK in facts or DUE in facts or SUBSCRIBED in facts):
        instance.waits[token.key] = token
    elif state == WAITING and role == FLOW:
        tree.arrivals.setdefault(token.task_spec.node.id, []).append(token)
        if token.task_spec.node.type == "inclusiveGateway":
            instance.inclusive[tree] = None
    if (collected := _collection(token)) is not None and names is not None:
        names[collected] = [None] * facts["n"]
    return token


def _decode_page(tree: Tree, body: Token, content: list[Any]) -> None:
    rows, results = content
    for row in rows:
        tree.settle(tree.tasks[row[0]])
    collected = _collection(body)
    for index, result in results:
        if collected is not None and body.locals is not None:
            body.locals[collected][index] = result
        page_of(tree.pages, body, index).put(index, result)


def _key(token: Token) -> str:
    if token.role == WAITER:
        return f"{token.workflow.prefix}{waiting_node(token).id}#{token.number}"
    return token.key_of()
