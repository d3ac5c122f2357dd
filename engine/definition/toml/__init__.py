"""Writing TOML so that what a person wrote stays as he wrote it: comments, order, spacing of whatever did not change.

`rewrite(text, wanted)` is all others need; `literal` writes one value. Of ours it imports engine.toml alone.
"""

from engine.definition.toml.fresh import dumps
from engine.definition.toml.literals import literal, value_of
from engine.definition.toml.rewriting import rewrite, same

__all__ = ["dumps", "literal", "rewrite", "same", "value_of"]
