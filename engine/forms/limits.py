"""Safety bounds of the form room: what no form and no post may exceed, whatever an analyst writes.

Office rules (a title of 4-100 characters) live in the form files; these only keep hostile input small.
"""

from __future__ import annotations

SCHEMA_VERSION = 20
SCHEMA_BYTES = 512 * 1024
SCHEMA_DEPTH = 16
COMPONENTS = 500
LABEL_LENGTH = 2_000
OPTIONS = 5_000
FORMULA_LENGTH = 4_000
PATTERN_LENGTH = 500
TEXT_LENGTH = 1_000
LONG_TEXT_LENGTH = 50_000
LIST_ROWS = 200
CHOSEN_ITEMS = 500
FILES = 20
POSTED_NAMES = 20_000
NAME_LENGTH = 500
EXACT_DIGITS = 15
STRING_DIGITS = 34
ROUNDS = 10
