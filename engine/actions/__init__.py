"""One file per thing a person or the clock can do: lock, ask the rules, move the tokens, record, commit.

Each action takes the open Office, a command dataclass and the Actor, and raises a Refused subclass or answers a
Receipt. May import every room below; web and cli call nothing lower than this and queries for an act.
"""

from engine.actions.accounts import change_password, disable_account, enable_account, open_account
from engine.actions.attach_file import AttachFiles, attach_files
from engine.actions.cancel_instance import CancelInstance, cancel_instance
from engine.actions.change_organization import change_organization, load_calendar, load_organization
from engine.actions.claim_task import ClaimTask, ReleaseTask, claim_task, release_task
from engine.actions.complete_task import CompleteTask, complete_task
from engine.actions.correlate_message import CorrelateMessage, correlate_message
from engine.actions.enter_base_figure import EnterBaseFigure, enter_base_figure
from engine.actions.fire_timers import fire_timer, fire_timers, next_due
from engine.actions.publish_definition import Published, publish_definition
from engine.actions.save_draft import SaveDraft, discard_draft, save_draft
from engine.actions.sessions import session_of, sign_out
from engine.actions.sign_in import SignInLocked, SignInRefused, sign_in
from engine.actions.start_instance import StartInstance, start_instance
from engine.actions.uploads import Upload
from engine.store.work import Actor, Receipt

__all__ = [
    "Actor",
    "AttachFiles",
    "CancelInstance",
    "ClaimTask",
    "CompleteTask",
    "CorrelateMessage",
    "EnterBaseFigure",
    "Published",
    "Receipt",
    "ReleaseTask",
    "SaveDraft",
    "SignInLocked",
    "SignInRefused",
    "StartInstance",
    "Upload",
    "attach_files",
    "cancel_instance",
    "change_organization",
    "change_password",
    "claim_task",
    "complete_task",
    "correlate_message",
    "disable_account",
    "discard_draft",
    "enable_account",
    "enter_base_figure",
    "fire_timer",
    "fire_timers",
    "load_calendar",
    "load_organization",
    "next_due",
    "open_account",
    "publish_definition",
    "release_task",
    "save_draft",
    "session_of",
    "sign_in",
    "sign_out",
    "start_instance",
]
