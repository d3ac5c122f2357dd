"""The verifier as one file: a zip that Python runs, made of these sources and the same bytes on every machine."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

# Stored, not deflated: compressors differ between machines. A fixed stamp makes equal sources an equal file.
STAMP = (1980, 1, 1, 0, 0, 0)
START = """# -*- coding: utf-8 -*-
import sys

if sys.version_info < (3, 11):
    sys.stderr.write("verify.py 需要 Python 3.11 或更新的版本。 Python 3.11 or newer is needed.\\n")
    sys.exit(2)
from verifier.program import main

sys.exit(main())
"""


def single_file() -> bytes:
    """The bytes of verify.py."""
    folder = Path(__file__).parent
    sources = {f"verifier/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in folder.rglob("*.py")}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted({"__main__.py": START.encode(), **sources}.items()):
            info = zipfile.ZipInfo(name, STAMP)
            info.create_system = 3  # else the machine's own system is written
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return buffer.getvalue()
