"""`python -I verify.py X.zip`: arguments, progress, verdict, exit code.

0 all verified · 1 something was changed · 2 no usable package · 3 nothing found changed, something not verified.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from .archive import MIB, Limits
from .findings import Unusable
from .judging import judge
from .keys import Key, NotAKey, read_key
from .signatures import Trust
from .verdict import UNUSABLE
from .wording import sentence, shown

MAX_KEY = 64 * 1024


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Chinese still shows the numbers
    try:
        trust = Trust(_keys(options.key), _keys(options.witness))
        limits = Limits(total=options.max_mib * MIB) if options.max_mib else Limits()
        show = sys.stderr.isatty() and not options.json
        verdict = judge(Path(options.package), trust, limits=limits, show=show)
    except Unusable as unusable:
        return _unusable(unusable.zh, unusable.en, options.json)
    except (MemoryError, RecursionError):
        return _unusable("文件过大,无法核验。", "Too large to be verified.", options.json)
    except Exception as error:  # whatever a hostile file provokes: a sentence and exit 2, never a pass
        name = type(error).__name__
        return _unusable(f"核验程序无法处理这个文件({name})。", f"The verifier failed on it ({name}).", options.json)
    if options.json:
        print(json.dumps(verdict.as_json(), ensure_ascii=False, sort_keys=True))
    else:
        print(verdict.as_text(), end="")
    return verdict.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="verify.py", description="核验办结证据包。Verify an evidence package of banjie.",
        epilog="退出码 0 全部通过;1 被改动;2 无法使用;3 未发现改动但有未核验的内容。",
    )  # fmt: skip
    parser.add_argument("package", metavar="X.zip", help="证据包")
    parser.add_argument("--key", action="append", default=[], metavar="K.pub", help="您信任的服务器公钥,可多次给出")
    parser.add_argument("--witness", action="append", default=[], metavar="W.pub", help="您信任的见证人公钥,可多次给出")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--max-mib", type=int, default=0, metavar="N", help="解压后总大小上限(MiB)")
    return parser


def _keys(paths: Sequence[str]) -> tuple[Key, ...]:
    found = []
    for path in paths:
        try:
            with Path(path).open("rb") as file:
                found.append(read_key(file.read(MAX_KEY)))
        except (OSError, NotAKey) as error:
            raise Unusable(f"公钥无法读取:{path}。", f"{path} is no readable public key.") from error
    return tuple(found)


def _unusable(zh: str, en: str, as_json: bool) -> int:
    zh, en = shown(sentence(zh)), shown(sentence(en))
    if as_json:
        print(json.dumps({"verdict": "unusable", "exit": UNUSABLE, "zh": zh, "en": en}, ensure_ascii=False))
    else:
        print(f"无法核验:{zh}", file=sys.stderr)
    return UNUSABLE
