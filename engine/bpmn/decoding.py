"""Reading a state back: data only, nothing is evaluated.

Whatever is not of this version and this program is refused, and the caller rebuilds from history.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import orjson
import zstandard

from engine.bpmn.codec import STATES, VERSION, collection_of
from engine.bpmn.completions import decode_done
from engine.bpmn.instance import Instance
from engine.bpmn.pages import page_of
from engine.bpmn.tokens import AS, FLOW, KEPT, UNDO, WAITER, WAITING, Token
from engine.bpmn.trees import Tree
from engine.bpmn.waits import is_condition, is_waiting, waiting_node
from engine.errors import Refused

if TYPE_CHECKING:
    from engine.bpmn.outcome import Environment
    from engine.bpmn.program import Program

MAX_BYTES = 64_000_000


def decode(program: Program, data: bytes, env: Environment) -> Instance:
    """The instance the bytes describe. Raises Refused (snapshot_version, snapshot_foreign, snapshot_broken)."""
    if not data or data[0] != VERSION:
        raise Refused("snapshot_version", "状态的格式版本不符。", "The state is of another format version.")
    try:
        packed = _split(data)
        head, variables, *contents = [orjson.loads(frame) for frame in _unpack(packed)]
        digest, process, state, ids, n, ends, trees, pages = head
        if digest != program.digest[:16] or process not in program.specs:
            raise Refused("snapshot_foreign", "状态属于另一版流程定义。", "The state belongs to another definition.")
        instance = Instance(program, process, env, variables, trees[0][1])
        instance.state = STATES[state]
        _decode_trees(instance, trees, list(zip(pages, contents, packed[2:], strict=True)))
    except (zstandard.ZstdError, LookupError, TypeError, ValueError, AttributeError, AssertionError) as error:
        raise Refused("snapshot_broken", "状态已损坏。", "The state is damaged.") from error
    instance.packed_variables = (orjson.dumps(variables, option=orjson.OPT_SORT_KEYS), packed[1])
    instance.ids, instance.n, instance.end_events = ids, n, ends
    return instance


def _decode_trees(instance: Instance, trees: list[Any], pages: list[tuple[Any, Any, bytes]]) -> None:
    """Every tree with its open tokens, owners before what they own; then the pages of waiting rounds."""
    opened: list[Tree] = []
    tokens: dict[int, Token] = {}
    for index, row in enumerate(trees):
        tree = instance if index == 0 else _open_tree(instance, tokens[row[0]], row)
        tree.counters, tree.interrupted = row[3], bool(row[4])
        tree.done = [decode_done(one) for one in row[6]] if len(row) > 6 else []
        tree.consumed = row[7] if len(row) > 7 else {}
        if tree.consumed:
            instance.inclusive[tree] = None
        reopened = tree.owner is not None and KEPT in tree.owner.internal_data
        tree.completed = reopened or instance.state != "running"
        rounds = [round for (number, _), content, _ in pages if number == index for round in content[0]]
        for token_row in sorted([*row[5], *rounds], key=itemgetter(0)) if rounds else row[5]:
            tokens[token_row[0]] = _decode_token(tree, token_row)
        opened.append(tree)
    for (number, body), content, frame in pages:
        _decode_page(opened[number], tokens[body], content, frame)


def _split(data: bytes) -> list[bytes]:
    """The packed frames."""
    frames, at = [], 1
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        frames.append(data[at + 4 : at + 4 + size])
        if len(frames[-1]) != size:
            raise ValueError("truncated")
        at += 4 + size
    return frames


def _unpack(frames: list[bytes]) -> Iterator[bytes]:
    unpacker, room = zstandard.ZstdDecompressor(), MAX_BYTES
    for frame in frames:
        content = unpacker.decompress(frame, max_output_size=room)
        room -= len(content)
        if room < 0:
            raise ValueError("too large")
        yield content


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
    if role in (FLOW, UNDO):
        tree.live += 1
    if is_waiting(token):
        instance.waits[token.key] = token
        if is_condition(token):
            instance.watching.begin(token)
    elif state == WAITING and role == FLOW:
        tree.arrivals.setdefault(token.task_spec.node.id, []).append(token)
        if token.task_spec.node.type in ("inclusiveGateway", "complexGateway"):
            instance.inclusive[tree] = None
    if (collected := collection_of(token)) is not None and names is not None:
        names[collected] = [None] * facts["n"]
    return token


def _decode_page(tree: Tree, body: Token, content: list[Any], packed: bytes) -> None:
    """Settle the page's rounds and results; its bytes stay valid until something on it changes."""
    rows, results = content
    for row in rows:
        tree.settle(tree.tasks[row[0]])
    collected = collection_of(body)
    for index, result in results:
        if collected is not None and body.locals is not None:
            body.locals[collected][index] = result
        page_of(tree.pages, body, index).put(index, result)
    number = rows[0][5] if rows else results[0][0] if results else None
    if number is not None:
        page_of(tree.pages, body, number).packed = packed


def _key(token: Token) -> str:
    if token.role == WAITER:
        return f"{token.workflow.prefix}{token.internal_data.get(AS) or waiting_node(token).id}#{token.number}"
    return token.key_of()
