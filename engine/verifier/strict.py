"""JSON read so that two readers cannot read it differently: no repeated key, no NaN, one byte form."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

SMALL = re.compile("[0-9]e-[0-9]")
TOKENS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|(?P<digits>[0-9](?:\.[0-9]+)?)e-(?P<exponent>[0-9]+)')
FIXED = 5  # the exponent still written out


class NotStrict(ValueError):
    """The text is not the JSON it has to be."""


def canonical(value: Any) -> str:
    """The one form in which events, organizations and calendars are hashed: sorted keys, no white space."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return TOKENS.sub(_small, text) if SMALL.search(text) else text


def _small(token: re.Match[str]) -> str:
    """A number below 0.0001 as history writes it: 0.00005 and 5e-6, where Python writes 5e-05 and 5e-06."""
    if token["digits"] is None:
        return token[0]
    digits, exponent = token["digits"], int(token["exponent"])
    return f"0.0000{digits.replace('.', '')}" if exponent == FIXED else f"{digits}e-{exponent}"


def parse(text: str | bytes) -> Any:
    """A value; raises NotStrict for repeated keys, NaN, wrong encoding, or what is no JSON at all."""
    try:
        return json.loads(
            text.decode() if isinstance(text, bytes) else text, object_pairs_hook=_unique, parse_constant=_constant
        )
    except NotStrict:
        raise
    except (ValueError, RecursionError) as error:
        raise NotStrict("not readable as JSON") from error


def parse_canonical(text: str) -> Any:
    """A value whose text is its canonical form, which rules repeated keys out as well."""
    try:
        value = json.loads(text, parse_constant=_constant)
        if canonical(value) != text:
            raise NotStrict("not in canonical form")
    except NotStrict:
        raise
    except (ValueError, RecursionError) as error:
        raise NotStrict("not readable as JSON") from error
    return value


def record(value: Any, **kinds: type | tuple[type, ...]) -> dict[str, Any]:
    """A mapping that has these keys with values of these kinds; true and false are no numbers."""
    if not isinstance(value, dict):
        raise NotStrict("an object was expected")
    for key, kind in kinds.items():
        found = value.get(key)
        if not isinstance(found, kind) or (isinstance(found, bool) and kind is int):
            raise NotStrict(f"{key} is missing or of the wrong kind")
    return value


def hexadecimal(text: Any, length: int) -> bytes:
    """The bytes of a lower-case hexadecimal text of exactly this many bytes."""
    if not isinstance(text, str) or len(text) != 2 * length or not set(text) <= set("0123456789abcdef"):
        raise NotStrict("a hash is not written as one")
    return bytes.fromhex(text)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrict("a key stands twice")
    return found


def _constant(name: str) -> NoReturn:
    raise NotStrict(f"{name} is no JSON")
