"""Keeping token trees small: after an action only open tokens (and the root of each tree) stay.

History lives elsewhere and no rule looks at ancestors, so a finished token is dropped and what hangs below it moves
up to its parent. Stronger than hanging the common ancestor of all open tokens under the root, and the cost depends
on what the action finished, not on how long the instance has been running.
"""

from __future__ import annotations

from engine.bpmn.instance import Instance
from engine.bpmn.trees import Tree


def compact(instance: Instance) -> None:
    """Drop the tokens finished since the last time, in every tree."""
    for tree in instance.trees():
        if tree.finished:
            _compact(tree)


def _compact(tree: Tree) -> None:
    tasks, root = tree.tasks, tree.task_tree
    for token in tree.finished:
        if token.id not in tasks or token is root:
            continue
        parent = tasks.get(token._parent, root)
        if token.id in parent._children:
            parent._children.remove(token.id)
        for id in token._children:
            child = tasks.get(id)
            if child is not None:
                child._parent = parent.id
                parent._children.append(id)
        del tasks[token.id]
        tree.loose.pop(token.id, None)
    tree.finished.clear()
    tree.last_task = root
