"""Office actions: inserted tasks, readings, requests, changes of dues, links between matters"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "base_figure",
        sa.Column("procedure", sa.String(length=80), nullable=False),
        sa.Column("figure", sa.String(length=80), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.Column("entered_by", sa.String(length=40), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("procedure", "figure", "since", "until", name=op.f("pk_base_figure")),
    )
    op.create_table(
        "phrase",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phrase")),
    )
    with op.batch_alter_table("phrase", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phrase_person_position"), ["person", "position"], unique=False)
    op.create_table(
        "due_change",
        sa.Column("instance_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=400), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("old", sa.BigInteger(), nullable=True),
        sa.Column("new", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_due_change_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "seq", "subject", name=op.f("pk_due_change")),
    )
    op.create_table(
        "follow",
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_follow_instance_id")),
        sa.PrimaryKeyConstraint("person", "instance_id", name=op.f("pk_follow")),
    )
    op.create_table(
        "link",
        sa.Column("instance_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("other_number", sa.String(length=40), nullable=False),
        sa.Column("other_procedure", sa.String(length=80), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_link_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "seq", name=op.f("pk_link")),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_other_id"), ["other_id"], unique=False)
    op.create_table(
        "reading",
        sa.Column("instance_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("sent_by", sa.String(length=40), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("urges", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_reading_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "n", name=op.f("pk_reading")),
    )
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reading_person_read_at_sent_at"), ["person", "read_at", "sent_at"], unique=False
        )
    op.create_table(
        "request",
        sa.Column("task_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("about", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_request_instance_id")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_request")),
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_instance_id"), ["instance_id"], unique=False)
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("box", sa.String(length=10), nullable=False, server_default="todo"))
    with op.batch_alter_table("instance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first_due_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("term", sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("counted_from", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("hold", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("held_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("held_by", sa.String(length=40), nullable=True))
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("corrects", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role", sa.String(length=20), nullable=False, server_default="main"))
        batch_op.add_column(sa.Column("parent", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("asked_by", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("box", sa.String(length=10), nullable=False, server_default="todo"))
        batch_op.add_column(sa.Column("opened_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("variables", sa.Text(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("answers", sa.Text(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("back", sa.String(length=200), nullable=True))
    op.execute("UPDATE instance SET first_due_at = due_at")


def downgrade() -> None:
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_column("back")
        batch_op.drop_column("answers")
        batch_op.drop_column("variables")
        batch_op.drop_column("opened_at")
        batch_op.drop_column("box")
        batch_op.drop_column("asked_by")
        batch_op.drop_column("parent")
        batch_op.drop_column("role")
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("corrects")
        batch_op.drop_column("kind")
    with op.batch_alter_table("instance", schema=None) as batch_op:
        batch_op.drop_column("held_by")
        batch_op.drop_column("held_at")
        batch_op.drop_column("hold")
        batch_op.drop_column("counted_from")
        batch_op.drop_column("term")
        batch_op.drop_column("first_due_at")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_column("box")
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_instance_id"))
    op.drop_table("request")
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reading_person_read_at_sent_at"))
    op.drop_table("reading")
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_other_id"))
    op.drop_table("link")
    op.drop_table("follow")
    op.drop_table("due_change")
    with op.batch_alter_table("phrase", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_phrase_person_position"))
    op.drop_table("phrase")
    op.drop_table("base_figure")
