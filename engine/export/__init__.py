"""Event logs in the two standard forms: XES (IEEE 1849-2016) and OCEL 2.0, the latter as JSON and as SQLite.

Writers only: a stream of cases in, a file out, one case in memory at a time. What is put into a case is decided by
engine.queries.event_log. SQLAlchemy writes the SQLite file; nothing here reads the office's database.
"""

from engine.export.model import Counted, LogCase, LogEvent, LogObject, Relation, Text
from engine.export.ocel_json import write_ocel_json
from engine.export.ocel_sqlite import write_ocel_sqlite
from engine.export.xes import write_xes

__all__ = [
    "Counted", "LogCase", "LogEvent", "LogObject", "Relation", "Text", "write_ocel_json", "write_ocel_sqlite",
    "write_xes",
]  # fmt: skip
