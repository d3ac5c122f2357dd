"""What happened to one matter, step by step: a frame for every event, made from history alone.

Rows are folded and tokens run again event by event; organization and calendar are those in force then. What a
reader may not read is masked here as on every page.
"""

from engine.queries.replay.choices import Choice, Tried
from engine.queries.replay.decided import Column, Made, TableFacts
from engine.queries.replay.document import Changed, Entry
from engine.queries.replay.frames import Frame, OpenTask, Replay
from engine.queries.replay.rights import Right
from engine.queries.replay.telling import replay_of

__all__ = [
    "Changed",
    "Choice",
    "Column",
    "Entry",
    "Frame",
    "Made",
    "OpenTask",
    "Replay",
    "Right",
    "TableFacts",
    "Tried",
    "replay_of",
]
