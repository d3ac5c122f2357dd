"""The state of an execution as bytes: a version byte, then zstd over orjson; the spec is not in it.

One row per open token; keys are rebuilt from element, occurrence and scope. Reading evaluates nothing: whatever is
not of this version and this program is refused, and the caller rebuilds from history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import zstandard

from engine.bpmn.tokens import FLOW, WAITER, WAITING, Token
from engine.bpmn.trees import Instance, Tree
from engine.bpmn.waits import DUE, SUBSCRIBED, TASK, waiting_node
from engine.errors import Refused

if TYPE_CHECKING:
    from engine.bpmn.outcome import Environment, State
    from engine.bpmn.program import Program

VERSION = 1
MAX_BYTES = 64_000_000
_STATES: tuple[State, ...] = ("running", "completed", "cancelled")


def encode(instance: Instance) -> bytes:
    """Bytes that depend on nothing but program, inputs and clock."""
    document = [
        instance.program.digest[:16],
        instance.process,
        _STATES.index(instance.state),
        instance.ids,
        instance.n,
        instance.end_events,
        [_encode_tree(tree) for tree in instance.trees()],
    ]
    packed = zstandard.ZstdCompressor(level=3).compress(orjson.dumps(document, option=orjson.OPT_SORT_KEYS))
    return bytes([VERSION]) + packed


def _encode_tree(tree: Tree) -> list[Any]:
    return [
        tree.owner.id if tree.owner else 0,
        tree.task_tree.id,
        None if tree.owner is not None and not tree.opaque else tree.variables,
        tree.counters,
        int(tree.interrupted),
        [_encode_token(token) for token in tree.tasks.values() if token is not tree.task_tree],
    ]


def _encode_token(token: Token) -> list[Any]:
    return [
        token.id,
        token._parent,
        token.task_spec.name,
        token._state,
        token.role,
        token.number,
        token.flow,
        token.locals,
        token.internal_data,
    ]


def decode(program: Program, data: bytes, env: Environment) -> Instance:
    """The instance the bytes describe. Raises Refused (snapshot_version, snapshot_foreign, snapshot_broken)."""
    if not data or data[0] != VERSION:
        raise Refused("snapshot_version", "状态的格式版本不符。", "The state is of another format version.")
    try:
        raw = zstandard.ZstdDecompressor().decompress(data[1:], max_output_size=MAX_BYTES)
        digest, process, state, ids, n, ends, trees = orjson.loads(raw)
    except (zstandard.ZstdError, ValueError, TypeError) as error:
        raise Refused("snapshot_broken", "状态已损坏。", "The state is damaged.") from error
    if digest != program.digest[:16] or process not in program.specs:
        raise Refused("snapshot_foreign", "状态属于另一版流程定义。", "The state belongs to another definition.")
    instance = Instance(program, process, env, trees[0][2], trees[0][1])
    instance.state = _STATES[state]
    _decode_tree(instance, trees[0])
    by_id: dict[int, Token] = dict(instance.tasks)
    for row in trees[1:]:
        owner = by_id[row[0]]
        tree = _open_tree(instance, owner, row)
        _decode_tree(tree, row)
        by_id.update(tree.tasks)
    instance.ids, instance.n, instance.end_events = ids, n, ends
    return instance


def _open_tree(instance: Instance, owner: Token, row: list[Any]) -> Tree:
    called = owner.internal_data.get("process") if owner.task_spec.node.call is not None else None
    if called is not None:
        return instance.open_tree(owner, instance.program.specs[called], row[2], True, row[1])
    if owner.locals is None:
        owner.locals = {}
    return instance.open_tree(owner, owner.task_spec.content, owner.locals, False, row[1])


def _decode_tree(tree: Tree, row: list[Any]) -> None:
    tree.counters, tree.interrupted = row[3], bool(row[4])
    instance = tree.top_workflow
    tree.completed = instance.state != "running"
    for id, parent, name, state, role, number, flow, names, facts in row[5]:
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


def _key(token: Token) -> str:
    if token.role == WAITER:
        return f"{token.workflow.prefix}{waiting_node(token).id}#{token.number}"
    return token.key_of()
