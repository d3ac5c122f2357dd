"""The built-in acts a service task may name; a file can choose one, never bring one."""

from __future__ import annotations

from collections.abc import Mapping

# name -> the headers it must have
BUILT_IN: Mapping[str, tuple[str, ...]] = {
    "allocate-number": ("series",),
    "count": ("kind",),
    "find-instances": ("procedure",),
    "record": ("kind",),
    "send-notice": ("to", "text"),
    "set-due": (),
    "start-procedure": ("procedure",),
    "urge": ("step",),
}
