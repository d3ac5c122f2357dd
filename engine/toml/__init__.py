"""TOML: the one reader of what somebody brought, and a writer that leaves what a person wrote as he wrote it.

`loads` refuses what tomllib lets out; `rewrite(text, wanted)` keeps comments, order and spacing of whatever did not
change; `dumps` writes a fresh text, `literal` one value. Imports nothing of ours.
"""

from engine.toml.fresh import dumps
from engine.toml.literals import literal, value_of
from engine.toml.reading import loads
from engine.toml.rewriting import rewrite, same

__all__ = ["dumps", "literal", "loads", "rewrite", "same", "value_of"]
