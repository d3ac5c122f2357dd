"""Every table of the product; plain SQLAlchemy Core, no methods.

Moments are UTC. The rows of `task`, `inbox`, `timer`, `subscription`, `opinion`, `document` and most of
`instance` can be rebuilt from `history`; ids inside an instance are therefore numbered, never drawn.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from engine.store.columns import Json, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite gives row ids only to INTEGER keys.
Identity = BigInteger().with_variant(Integer, "sqlite")

definition = Table(
    "definition",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("procedure", String(80), nullable=False),
    Column("version", Integer, nullable=False),
    Column("hash", String(64), nullable=False),  # an old one again when a version was rolled back
    Column("name", String(200), nullable=False),
    Column("package", LargeBinary, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("published_by", String(40), nullable=False),
    UniqueConstraint("procedure", "version"),
    Index(None, "hash"),
)

instance = Table(
    "instance",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("number", String(40), nullable=False, unique=True),
    Column("definition_id", ForeignKey("definition.id"), nullable=False),
    Column("procedure", String(80), nullable=False),
    Column("title", String(400), nullable=False),
    Column("urgency", String(20), nullable=False),
    Column("state", String(20), nullable=False),  # running | completed | cancelled
    Column("end_state", String(40)),
    Column("document_number", String(80)),  # 发文字号, once allocated
    Column("starter", String(40), nullable=False),
    Column("starter_unit", String(80), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("due_at", Moment),  # as extended, paused and recounted
    Column("first_due_at", Moment),  # as it was set
    Column("term", String(40), nullable=False),  # what due_at was counted by, "" when it was given as a date
    Column("counted_from", Moment),
    Column("hold", String(20), nullable=False),  # "" | paused (clocks stand) | suspended (clocks run)
    Column("held_at", Moment),
    Column("held_by", String(40)),
    Column("version", Integer, nullable=False),  # how often its tokens moved
    Column("events", Integer, nullable=False),  # length of the history chain
    Column("head", LargeBinary(32), nullable=False),  # hash of the last event
    Column("tasks", Integer, nullable=False),  # tasks ever opened: the next task's ordinal
    Column("changed_at", Moment, nullable=False),
    Index(None, "starter", "started_at"),
    Index(None, "procedure", "started_at"),
    Index(None, "started_at"),
)

# A cache, checked by version and hash, never trusted over history; apart so that reading an instance stays cheap.
snapshot = Table(
    "snapshot",
    metadata,
    Column("instance_id", ForeignKey("instance.id"), primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),  # of the instance when it was taken
    Column("seq", Integer, nullable=False),  # the event that names its hash
    Column("state", LargeBinary, nullable=False),
)

document = Table(
    "document",
    metadata,
    Column("instance_id", ForeignKey("instance.id"), primary_key=True, autoincrement=False),
    Column("content", Json, nullable=False),
    Column("search", Text, nullable=False),  # number, title and names, for LIKE
)

task = Table(
    "task",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # instance id * 2**20 + ordinal
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("key", String(400), nullable=False),  # element-instance key of engine.bpmn
    Column("element", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("lane", String(200), nullable=False),
    Column("label", String(200), nullable=False),  # which one of a multi-instance: the unit or person asked
    Column("state", String(20), nullable=False),  # open | held | completed | cancelled
    Column("role", String(20), nullable=False),  # main | before | after | delegate | request (docs/actions.md)
    Column("parent", BigInteger),  # the main task an inserted one hangs on
    Column("asked_by", String(40)),  # who inserted or transferred it
    Column("box", String(10), nullable=False),  # todo | sign
    Column("version", Integer, nullable=False),  # changes when the task is claimed or given to somebody else
    Column("candidates", Json, nullable=False),  # groups and person ids as the diagram asked
    Column("principals", Json, nullable=False),  # who it was given to: keys of inbox rows
    Column("assignee", String(40)),  # who has signed for it
    Column("claimed_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("opened_at", Moment),  # when a candidate first looked at it
    Column("due_at", Moment),
    Column("term", String(40), nullable=False),  # as declared, e.g. "2 WD"
    Column("follow_up_at", Moment),
    Column("priority", Integer, nullable=False),
    Column("urgency", String(20), nullable=False),
    Column("urges", Integer, nullable=False),
    Column("deputy", String(10), nullable=False),  # ab | order | none
    Column("variables", Json, nullable=False),  # of its round or sub-process, as it opened
    Column("answers", Json, nullable=False),  # what was filled in
    Column("back", String(200)),  # element it goes straight back to (直送退回人)
    Column("closed_at", Moment),
    Column("closed_by", String(40)),
    Column("on_behalf_of", String(40)),
    UniqueConstraint("instance_id", "key"),
    Index(None, "closed_by", "closed_at"),
    Index(None, "instance_id", "state"),
    Index(None, "element", "closed_at", "created_at"),
    Index(None, "closed_at"),
    Index(None, "due_at"),
)

# Rows exist only while the task is open.
inbox = Table(
    "inbox",
    metadata,
    Column("principal", String(120), primary_key=True),  # person id, "role" or "role@unit"
    Column("due_at", Moment, primary_key=True),  # FAR_FUTURE when there is no due date
    Column("task_id", ForeignKey("task.id"), primary_key=True, autoincrement=False),
    Column("urgency_rank", Integer, nullable=False),  # 0 平件, 1 加急, 2 特急
    Column("procedure", String(80), nullable=False),
    Column("box", String(10), nullable=False),  # todo | sign
    Index(None, "task_id"),
    sqlite_with_rowid=False,
)

timer = Table(
    "timer",
    metadata,
    Column("instance_id", ForeignKey("instance.id"), primary_key=True, autoincrement=False),
    Column("key", String(400), primary_key=True),
    Column("element", String(200), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("failure", Text),  # the incident's sentence: not tried again until a person looks
    Index(None, "due_at"),
)

subscription = Table(
    "subscription",
    metadata,
    Column("instance_id", ForeignKey("instance.id"), primary_key=True, autoincrement=False),
    Column("key", String(400), primary_key=True),
    Column("kind", String(20), nullable=False),  # message | signal
    Column("name", String(200), nullable=False),
    Column("correlation", String(400)),
    Index(None, "kind", "name", "correlation"),
)

history = Table(
    "history",
    metadata,
    Column("instance_id", ForeignKey("instance.id"), primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("on_behalf_of", String(40)),
    Column("command_id", String(80), unique=True),
    Column("meta", LargeBinary, nullable=False),  # exact bytes that are hashed
    Column("salt", LargeBinary(16), nullable=False),
    Column("body", LargeBinary, nullable=False),  # exact bytes, free texts as commitments
    Column("digest", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("sealed", Text),  # the free texts by commitment, JSON; may be erased (engine/history/texts.py)
    Index(None, "actor", "at"),
    Index(None, "on_behalf_of", "at"),
    Index(None, "kind", "at"),
    Index(None, "at"),
)

opinion = Table(
    "opinion",
    metadata,
    Column("instance_id", ForeignKey("instance.id"), primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True),  # of the event that brought it
    Column("task_id", BigInteger, nullable=False),
    Column("element", String(200), nullable=False),
    Column("step", String(200), nullable=False),
    Column("person", String(40), nullable=False),
    Column("on_behalf_of", String(40)),
    Column("signature", String(200), nullable=False),  # as shown: 乙(代甲)
    Column("post", String(200), nullable=False),
    Column("result", String(80), nullable=False),  # the label chosen in the form, e.g. 同意
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("kind", String(20), nullable=False),  # "" | returned | dictated | inserted | correction | read
    Column("corrects", Integer),  # seq of the line this one puts right
    Column("confirmed_at", Moment),  # a dictated one, by whose opinion it is
)

# 传阅 and 抄送: never block, are counted apart from tasks.
reading = Table(
    "reading",
    metadata,
    Column("instance_id", ForeignKey("instance.id"), primary_key=True, autoincrement=False),
    Column("n", Integer, primary_key=True, autoincrement=False),  # seq of the event * 1000 + place in it
    Column("person", String(40), nullable=False),
    Column("kind", String(20), nullable=False),  # 传阅 | 抄送
    Column("sent_by", String(40), nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("words", Text, nullable=False),
    Column("urges", Integer, nullable=False),
    Column("opened_at", Moment),
    Column("read_at", Moment),
    Index(None, "person", "read_at", "sent_at"),
)

# What somebody asked another to decide: 延期, 转办 to another unit.
request = Table(
    "request",
    metadata,
    Column("task_id", BigInteger, primary_key=True, autoincrement=False),  # the inserted task that decides it
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("kind", String(20), nullable=False),  # extension | transfer
    Column("about", BigInteger, nullable=False),  # the main task it is about
    Column("content", Json, nullable=False),
    Column("asked_by", String(40), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("state", String(20), nullable=False),  # asked | granted | refused | void
    Column("decided_by", String(40)),
    Column("decided_at", Moment),
    Index(None, "instance_id"),
)

due_change = Table(
    "due_change",
    metadata,
    Column("instance_id", ForeignKey("instance.id"), primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True),  # of the event
    Column("subject", String(400), primary_key=True),  # "instance", or a task's id
    Column("why", String(20), nullable=False),  # extension | resumption | calendar | procedure
    Column("old", Moment),
    Column("new", Moment),
    Column("at", Moment, nullable=False),
)

# Messages between matters, told by both histories.
link = Table(
    "link",
    metadata,
    Column("instance_id", ForeignKey("instance.id"), primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True),  # of the event that tells it
    Column("other_id", BigInteger, nullable=False),
    Column("other_number", String(40), nullable=False),
    Column("other_procedure", String(80), nullable=False),
    Column("direction", String(10), nullable=False),  # sent | received
    Column("name", String(200), nullable=False),  # of the message
    Column("at", Moment, nullable=False),
    Index(None, "other_id"),
)

follow = Table(
    "follow",
    metadata,
    Column("person", String(40), primary_key=True),
    Column("instance_id", ForeignKey("instance.id"), primary_key=True, autoincrement=False),
    Column("since", Moment, nullable=False),
)

phrase = Table(
    "phrase",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("person", String(40), nullable=False),
    Column("text", String(400), nullable=False),
    Column("position", Integer, nullable=False),
    Index(None, "person", "position"),
)

# 历史基数: last year's figures from before the first year, entered by hand.
base_figure = Table(
    "base_figure",
    metadata,
    Column("procedure", String(80), primary_key=True),
    Column("figure", String(80), primary_key=True),
    Column("since", String(10), primary_key=True),  # first day of the period, ISO
    Column("until", String(10), primary_key=True),  # its last day
    Column("value", String(40), nullable=False),  # exact decimal as text
    Column("source", String(400), nullable=False),
    Column("entered_by", String(40), nullable=False),
    Column("entered_at", Moment, nullable=False),
)

participant = Table(
    "participant",
    metadata,
    Column("principal", String(120), primary_key=True),
    Column("instance_id", ForeignKey("instance.id"), primary_key=True, autoincrement=False),
    Index(None, "instance_id"),
)

attachment = Table(
    "attachment",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # instance id * 2**20 + ordinal
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("field", String(200), nullable=False),
    Column("name", String(400), nullable=False),
    Column("media_type", String(200), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("added_by", String(40), nullable=False),
    Column("added_at", Moment, nullable=False),
    Index(None, "instance_id"),
)

draft = Table(
    "draft",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("person", String(40), nullable=False),
    Column("procedure", String(80), nullable=False),
    Column("task_id", BigInteger),  # null: a start form not yet sent
    Column("content", Json, nullable=False),
    Column("opinion", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("person", "task_id"),
)

number_series = Table(
    "number_series",
    metadata,
    Column("series", String(80), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)

document_number = Table(
    "document_number",
    metadata,
    Column("series", String(80), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("text", String(80), nullable=False, unique=True),
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("voided", Boolean, nullable=False),
    Index(None, "instance_id"),
)

message = Table(
    "message",
    metadata,
    Column("instance_id", ForeignKey("instance.id"), primary_key=True, autoincrement=False),  # who sent it
    Column("key", String(400), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("correlation", String(400)),
    Column("body", Json, nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("receiver", BigInteger),  # instance that took it; null: nobody yet
    Column("received_at", Moment),
    Index(None, "name", "correlation"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),  # becomes the Message-ID
    Column("kind", String(40), nullable=False),
    Column("recipient", String(120), nullable=False),  # person id
    Column("instance_id", BigInteger),
    Column("task_id", BigInteger),
    Column("urgent", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("sent_at", Moment),
    Column("read_at", Moment),
    Column("failure", Text),
    Index(None, "sent_at", "not_before"),
    Index(None, "recipient", "read_at"),
)

# What history was decided by, content-addressed: each version of the organization and of the calendar.
reference = Table(
    "reference",
    metadata,
    Column("kind", String(40), primary_key=True),  # organization | calendar
    Column("fingerprint", String(64), primary_key=True),
    Column("body", Json, nullable=False),
    Column("since", Moment, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("meta", LargeBinary, nullable=False),
    Column("salt", LargeBinary(16), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("sealed", Text),
    Index(None, "actor", "at"),
    Index(None, "kind", "seq"),
)

# Signed notes over all chains, with the heads that changed since the one before: the whole tree of any of them.
checkpoint = Table(
    "checkpoint",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("leaves", BigInteger, nullable=False),
    Column("events", BigInteger, nullable=False),
    Column("root", LargeBinary(32), nullable=False),
    Column("alg", String(10), nullable=False),
    Column("note", Text, nullable=False),  # exact text with its signatures
    Column("token", LargeBinary),  # RFC 3161 reply over the note's signed text
    Column("witnessed_at", Moment),
    Column("witness", String(200)),  # name of the key that countersigned
)

checkpoint_head = Table(
    "checkpoint_head",
    metadata,
    Column("checkpoint", ForeignKey("checkpoint.n"), primary_key=True, autoincrement=False),
    Column("instance_id", BigInteger, primary_key=True, autoincrement=False),  # 0: the journal
    Column("events", BigInteger, nullable=False),
    Column("head", LargeBinary(32), nullable=False),
    Index(None, "instance_id", "checkpoint"),
)

# Personal data asked to be erased; what the words were is itself gone once it is granted.
erasure = Table(
    "erasure",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("fields", Json, nullable=False),
    Column("words", Json),  # further words; null once they are erased
    Column("attachments", Json, nullable=False),  # ids of files whose bytes go
    Column("ground", Text, nullable=False),  # the legal ground
    Column("reason", Text, nullable=False),
    Column("asked_by", String(40), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("state", String(20), nullable=False),  # asked | granted | refused
    Column("decided_by", String(40)),
    Column("decided_at", Moment),
    Index(None, "instance_id"),
)

account = Table(
    "account",
    metadata,
    Column("person", String(40), primary_key=True),
    Column("password", String(200), nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Moment),
    Column("changed_at", Moment, nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("token", String(64), primary_key=True),  # SHA-256 of the cookie's value
    Column("person", ForeignKey("account.person"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Index(None, "person"),
)

setting = Table(
    "setting",
    metadata,
    Column("key", String(80), primary_key=True),
    Column("value", Json, nullable=False),
)

# A question of an auditor's, kept under a name: the query of its address.
saved_question = Table(
    "saved_question",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("person", String(40), nullable=False),
    Column("name", String(80), nullable=False),
    Column("query", Text, nullable=False),
    Column("saved_at", Moment, nullable=False),
    UniqueConstraint("person", "name"),
)

# A procedure being drawn: a folder of files nobody runs yet.
procedure_draft = Table(
    "procedure_draft",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("procedure", String(80), nullable=False),
    Column("name", String(200), nullable=False),
    Column("owner", String(40), nullable=False),
    Column("based_on", ForeignKey("definition.id")),  # the version it began as; null: new, or from a file
    Column("state", String(20), nullable=False),  # open | submitted | published | discarded
    Column("revision", Integer, nullable=False),  # counts every change of its files
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", String(40), nullable=False),
    Column("submitted_at", Moment),
    Column("decided_by", String(40)),
    Column("decided_at", Moment),
    Column("words", Text, nullable=False),  # what was said when it was handed in
    Column("answer", Text, nullable=False, default="", server_default=""),  # why it was sent back
    Column("submitted_by", String(40)),
    Column("submitted_hash", String(64)),  # of the files as they were handed in
    Column("definition_id", BigInteger),  # the version it became
    Index(None, "procedure"),
    Index(None, "state"),
)

# Other analysts whom the owner lets edit.
procedure_draft_editor = Table(
    "procedure_draft_editor",
    metadata,
    Column("draft_id", ForeignKey("procedure_draft.id"), primary_key=True, autoincrement=False),
    Column("person", String(40), primary_key=True),
)

procedure_draft_file = Table(
    "procedure_draft_file",
    metadata,
    Column("draft_id", ForeignKey("procedure_draft.id"), primary_key=True, autoincrement=False),
    Column("path", String(200), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("revision", Integer, nullable=False),  # of the draft when this file was last written
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", String(40), nullable=False),
)

# What was found out about exactly these files (by the package's hash): it stays with the version they become.
package_report = Table(
    "package_report",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("kind", String(20), primary_key=True),  # scenarios | what_if
    Column("content", Json, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", String(40), nullable=False),
)
