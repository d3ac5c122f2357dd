"""Take a replay out as a file: what leaves the system leaves a trace in the office's journal first."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import Missing
from engine.queries.replay import Replay, replay_of
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.work import Actor


@dataclass(frozen=True)
class PrintReplay:
    """`step`: the last step that is told; None tells all."""

    instance_id: int
    format: str  # svg, pdf or gif
    step: int | None = None


def print_replay(office: Office, command: PrintReplay, by: Actor) -> Replay:
    """The replay as it may now be handed out, its trace committed.

    Raises NotYours, and Missing for a picture of a procedure that has no drawing.
    """
    replay = replay_of(office, by.person, command.instance_id)
    if command.format != "pdf" and replay.diagram is None:
        raise Missing("no_drawing", "该流程没有图形,不能输出图片。", "The procedure has no drawing.")
    body = {"instance": replay.instance.number, "format": command.format, "step": command.step}
    with office.database.write() as connection:
        journal(connection, "replay.printed", by.person, office.now(), body)
    return replay
