"""One file per thing a person or the clock can do: lock, ask the rules, move the tokens, record, commit.

Each action takes the open Office, a command dataclass and the Actor, and raises a Refused subclass or answers a
Receipt. May import every room below; web and cli call nothing lower than this and queries for an act.
"""

from engine.actions.accounts import change_password, disable_account, enable_account, open_account
from engine.actions.add_signer import AddSigner, add_signer
from engine.actions.attach_file import AttachFiles, attach_files
from engine.actions.batch import Outcome, acknowledge_tasks, mark_readings
from engine.actions.cancel_instance import CancelInstance, cancel_instance
from engine.actions.change_organization import change_organization, load_calendar, load_organization
from engine.actions.circulate import (
    Circulate,
    MarkRead,
    RemindReaders,
    circulate,
    mark_read,
    open_reading,
    remind_readers,
)
from engine.actions.claim_task import ClaimTask, ReleaseTask, claim_task, release_task
from engine.actions.complete_task import CompleteTask, complete_task
from engine.actions.correlate_message import CorrelateMessage, correlate_message
from engine.actions.delegate_task import DelegateTask, delegate_task
from engine.actions.deliver_messages import deliver_messages
from engine.actions.design import (
    BeginDraft,
    ChangeDiagram,
    ChangeDraft,
    ImportDraft,
    begin_apart,
    begin_draft,
    change_diagram,
    change_draft,
    import_draft,
)
from engine.actions.enter_base_figure import EnterBaseFigure, enter_base_figure
from engine.actions.erase_personal_data import AskErasure, Erased, ask_erasure, decide_erasure
from engine.actions.export_log import FORMS, Exported, ExportLog, export_log
from engine.actions.extend_due import AskExtension, ask_extension
from engine.actions.fire_timers import fire_timer, fire_timers, next_due
from engine.actions.follow import add_phrase, drop_phrase, follow_instance, unfollow_instance
from engine.actions.hold_instance import (
    PauseInstance,
    ResumeInstance,
    SuspendInstance,
    pause_instance,
    resume_instance,
    suspend_instance,
)
from engine.actions.jump_instance import JumpInstance, jump_instance
from engine.actions.leave_trace import Look, is_auditor, leave_trace
from engine.actions.migrate_instance import (
    Migrated,
    MigrateInstance,
    Tried,
    migrate_instance,
    migrate_instances,
    try_migration,
)
from engine.actions.open_task import open_task
from engine.actions.opinions import ConfirmOpinion, CorrectOpinion, confirm_opinion, correct_opinion
from engine.actions.print_paper import PrintPaper, print_paper
from engine.actions.print_replay import PrintReplay, print_replay
from engine.actions.publish_definition import Published, publish_definition
from engine.actions.read_notices import read_notices
from engine.actions.recount_dues import change_calendar, recount_dues
from engine.actions.remove_signer import RemoveSigner, remove_signer
from engine.actions.return_task import ReturnTask, return_task
from engine.actions.save_draft import SaveDraft, discard_draft, save_draft
from engine.actions.save_question import SaveQuestion, drop_question, save_question
from engine.actions.sessions import session_of, sign_out
from engine.actions.sign_in import SignInLocked, SignInRefused, sign_in
from engine.actions.start_activity import StartActivity, start_activity
from engine.actions.start_instance import StartInstance, start_instance
from engine.actions.transfer_task import TransferTask, transfer_task
from engine.actions.uploads import Upload
from engine.actions.urge_task import UrgeTask, urge_task
from engine.actions.withdraw_task import WithdrawTask, withdraw_task
from engine.store.work import Actor, Receipt

__all__ = [
    "FORMS",
    "Actor",
    "AddSigner",
    "AskErasure",
    "AskExtension",
    "AttachFiles",
    "BeginDraft",
    "CancelInstance",
    "ChangeDiagram",
    "ChangeDraft",
    "Circulate",
    "ClaimTask",
    "CompleteTask",
    "ConfirmOpinion",
    "CorrectOpinion",
    "CorrelateMessage",
    "DelegateTask",
    "EnterBaseFigure",
    "Erased",
    "ExportLog",
    "Exported",
    "ImportDraft",
    "JumpInstance",
    "Look",
    "MarkRead",
    "MigrateInstance",
    "Migrated",
    "Outcome",
    "PauseInstance",
    "PrintPaper",
    "PrintReplay",
    "Published",
    "Receipt",
    "ReleaseTask",
    "RemindReaders",
    "RemoveSigner",
    "ResumeInstance",
    "ReturnTask",
    "SaveDraft",
    "SaveQuestion",
    "SignInLocked",
    "SignInRefused",
    "StartActivity",
    "StartInstance",
    "SuspendInstance",
    "TransferTask",
    "Tried",
    "Upload",
    "UrgeTask",
    "WithdrawTask",
    "acknowledge_tasks",
    "add_phrase",
    "add_signer",
    "ask_erasure",
    "ask_extension",
    "attach_files",
    "begin_apart",
    "begin_draft",
    "cancel_instance",
    "change_calendar",
    "change_diagram",
    "change_draft",
    "change_organization",
    "change_password",
    "circulate",
    "claim_task",
    "complete_task",
    "confirm_opinion",
    "correct_opinion",
    "correlate_message",
    "decide_erasure",
    "delegate_task",
    "deliver_messages",
    "disable_account",
    "discard_draft",
    "drop_phrase",
    "drop_question",
    "enable_account",
    "enter_base_figure",
    "export_log",
    "fire_timer",
    "fire_timers",
    "follow_instance",
    "import_draft",
    "is_auditor",
    "jump_instance",
    "leave_trace",
    "load_calendar",
    "load_organization",
    "mark_read",
    "mark_readings",
    "migrate_instance",
    "migrate_instances",
    "next_due",
    "open_account",
    "open_reading",
    "open_task",
    "pause_instance",
    "print_paper",
    "print_replay",
    "publish_definition",
    "read_notices",
    "recount_dues",
    "release_task",
    "remind_readers",
    "remove_signer",
    "resume_instance",
    "return_task",
    "save_draft",
    "save_question",
    "session_of",
    "sign_in",
    "sign_out",
    "start_activity",
    "start_instance",
    "suspend_instance",
    "transfer_task",
    "try_migration",
    "unfollow_instance",
    "urge_task",
    "withdraw_task",
]
