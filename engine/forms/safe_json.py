"""Form files as untrusted JSON: bounded, without repeated keys, NaN or numbers nobody can hold."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from engine.errors import Finding
from engine.forms import limits


class _Refuse(ValueError):
    pass


def read(data: bytes) -> tuple[dict[str, Any] | None, Finding | None]:
    """Return the JSON object, or the one finding that says why there is none."""
    if len(data) > limits.SCHEMA_BYTES:
        return None, _finding("form_too_large", "表单文件过大。", "The form file is too large.")
    try:
        value = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_refuse_constant
        )
        json.dumps(value, ensure_ascii=False).encode()  # lone surrogates and depth show here, not in a page
    except UnicodeError:
        return None, _finding("form_encoding", "表单文件不是 UTF-8 编码。", "The form file is not UTF-8.")
    except _Refuse as error:
        return None, _finding("form_json", f"表单文件有误:{error}。", f"The form file is wrong: {error}.")
    except RecursionError:
        return None, _finding("form_too_deep", "表单文件嵌套过深。", "The form file is nested too deeply.")
    except ValueError as error:
        return None, _finding(
            "form_json", f"表单文件不是有效的 JSON:{error}。", f"The form file is not valid JSON: {error}."
        )
    if not isinstance(value, dict):
        return None, _finding(
            "form_json", "表单文件应为一个 JSON 对象。", "The form file must be a JSON object."
        )
    return value, None


def _finding(code: str, zh: str, en: str) -> Finding:
    return Finding(code, None, zh, en)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        repeated = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _Refuse(f"repeated key {repeated[:80]!r}")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise _Refuse(f"{name} is not a number")
