"""Drafts handed in and released, and versions whose content was published before"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None

UNIQUE_HASH = "CONSTRAINT uq_definition_hash UNIQUE (hash), "
DEFINITION = """CREATE TABLE definition (
    id INTEGER NOT NULL, procedure VARCHAR(80) NOT NULL, version INTEGER NOT NULL, hash VARCHAR(64) NOT NULL,
    name VARCHAR(200) NOT NULL, package BLOB NOT NULL, published_at BIGINT NOT NULL, published_by VARCHAR(40) NOT NULL,
    CONSTRAINT pk_definition PRIMARY KEY (id), {unique}
    CONSTRAINT uq_definition_procedure_version UNIQUE (procedure, version))"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _made_again(unique="")
    else:
        op.drop_constraint("uq_definition_hash", "definition", type_="unique")
    op.create_index(op.f("ix_definition_hash"), "definition", ["hash"], unique=False)
    for column in (
        sa.Column("answer", sa.Text(), nullable=False, server_default=""),
        sa.Column("submitted_by", sa.String(length=40), nullable=True),
        sa.Column("submitted_hash", sa.String(length=64), nullable=True),
        sa.Column("definition_id", sa.BigInteger(), nullable=True),
    ):
        op.add_column("procedure_draft", column)
    op.create_index(op.f("ix_procedure_draft_state"), "procedure_draft", ["state"], unique=False)


def downgrade() -> None:
    """Refused by the database once a version was rolled back: one content, two versions."""
    op.drop_index(op.f("ix_procedure_draft_state"), table_name="procedure_draft")
    for column in ("definition_id", "submitted_hash", "submitted_by", "answer"):
        op.drop_column("procedure_draft", column)
    op.drop_index(op.f("ix_definition_hash"), table_name="definition")
    if op.get_bind().dialect.name == "sqlite":
        _made_again(unique=UNIQUE_HASH)
    else:
        op.create_unique_constraint("uq_definition_hash", "definition", ["hash"])


def _made_again(unique: str) -> None:
    """SQLite drops no constraint. Rows of other tables name these rows, so they are taken out and put back under
    deferred foreign keys, within the one transaction of the migration."""
    for statement in (
        "PRAGMA defer_foreign_keys = ON",
        "CREATE TABLE definition_kept AS SELECT * FROM definition",
        "DROP TABLE definition",
        DEFINITION.format(unique=unique),
        "INSERT INTO definition SELECT * FROM definition_kept",
        "DROP TABLE definition_kept",
    ):
        op.execute(statement)
