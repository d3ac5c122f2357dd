"""Audit: saved questions, and indexes for looking through everybody's acts by time"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEXES = {
    "history": (("on_behalf_of", "at"), ("kind", "at"), ("at",)),
    "instance": (("started_at",),),
    "task": (("element", "closed_at", "created_at"), ("closed_at",), ("due_at",)),
    "participant": (("instance_id",),),
    "journal": (("kind", "seq"),),
}


def upgrade() -> None:
    op.create_table(
        "saved_question",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_question")),
        sa.UniqueConstraint("person", "name", name=op.f("uq_saved_question_person_name")),
    )
    for table, indexes in INDEXES.items():
        for columns in indexes:
            op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns), unique=False)


def downgrade() -> None:
    for table, indexes in INDEXES.items():
        for columns in indexes:
            op.drop_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table_name=table)
    op.drop_table("saved_question")
