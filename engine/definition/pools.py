"""Pools beside the procedure's own: one package is one procedure, a partner that works is another (decisions/0009)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition.definition import Definition
from engine.errors import Finding


def check_pools(definition: Definition) -> Iterator[Finding]:
    """Executable processes that nothing here starts: an error when messages are drawn between, else a warning."""
    program, main = definition.program, definition.procedure.process
    nodes = (node for spec in program.specs.values() for node in spec.scope.all_nodes())
    if any(node.call and not node.call.process.is_literal for node in nodes):
        return  # any of them may be called
    started, todo = set[str](), [main]
    while todo:
        id = todo.pop()
        if id not in started and id in program.processes:
            started.add(id)
            todo += program.processes[id].calls
    for id, process in program.processes.items():
        if id in started:
            continue
        name, linked = process.name or id, any(id in pair for pair in program.message_flows)
        if linked:
            zh = (
                f"池“{name}”在这个流程包里不会启动:一个流程包只办一个流程。请把它另建为一个流程发布"
                "(标识与启动它的消息同名,消息就会送到它那里);只作示意的,请设为不可执行(isExecutable=false)。"
            )
            en = (
                f"The pool “{name}” never starts in this package: a package is one procedure. Publish it as a "
                "procedure of its own, its key the name of the message that starts it; if it is a picture only, "
                "make it not executable."
            )
            yield Finding("pool_elsewhere", id, zh, en, file=process.source)
        else:
            zh = f"流程“{name}”没有被调用,不会启动。"
            yield Finding(
                "process_unused", id, zh, f"The process “{name}” is called by nothing and never starts.", "warning",
                process.source,
            )  # fmt: skip
