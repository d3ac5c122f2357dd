"""How many flows a complex gateway needs, when its activation condition says nothing else."""

from __future__ import annotations

import re

from engine.bpmn.model import Node

_COUNT = re.compile(r"=\s*activationCount\s*(>=|=|>)\s*(\d{1,6})\s*")


def threshold(node: Node) -> int | None:
    """How many flows need a token for it to start; None when more than their number decides."""
    text = node.activation.text if node.activation is not None else ""
    match = _COUNT.fullmatch(text)
    if match is not None:
        return int(match[2]) + (match[1] == ">")
    return 1 if text.removeprefix("=").strip() == "true" else None


def needed(node: Node) -> int:
    """How many flows have to bring a token before a parallel or complex join lets one go on."""
    count = threshold(node) if node.type == "complexGateway" else None
    return len(node.incoming) if count is None else count
