"""The one reader of TOML that somebody brought; whatever is wrong with a text is a TOMLDecodeError.

tomllib alone lets a RecursionError out of a deep nesting, a plain ValueError out of a long number, and numbers in that
no other part of the office can write down; and a name of forty thousand parts keeps it busy for seconds.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

WHOLE = 2**63  # TOML's own bound of whole numbers
DEPTH = 64
# sixty-four parts and more, where a name may begin; possessive, hence linear
_LONG_NAME = re.compile(
    r"""(?:^|[\[{,])[ \t]*+(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){64}""", re.MULTILINE
)


def loads(text: str) -> dict[str, Any]:
    """Raises tomllib.TOMLDecodeError."""
    if _LONG_NAME.search(text):
        raise tomllib.TOMLDecodeError("a name has too many parts")
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise tomllib.TOMLDecodeError("nested too deep") from None
    except ValueError:
        raise tomllib.TOMLDecodeError("a number is too long") from None
    _refuse_extremes(found)
    return found


def _refuse_extremes(found: dict[str, Any]) -> None:
    waiting: list[tuple[Any, int]] = [(found, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEPTH:
            raise tomllib.TOMLDecodeError("nested too deep")
        if isinstance(value, dict | list):
            waiting += [(each, depth + 1) for each in (value.values() if isinstance(value, dict) else value)]
        elif isinstance(value, int) and not -WHOLE <= value < WHOLE:
            raise tomllib.TOMLDecodeError("a number is too large")
