"""Every history of a database against its chain, its rows, and the last checkpoint a witness has signed.

Streams raw rows, in several processes where there is much to read; memory stays bounded by the largest matter. What it
cannot see: rows that only serve reading (inbox, tasks, opinions), which `banjie replay --compare` derives again.
"""

from engine.store.verification.anchor import Trust
from engine.store.verification.findings import Problem, Verdict
from engine.store.verification.whole import verify_office, verify_stored

__all__ = ["Problem", "Trust", "Verdict", "verify_office", "verify_stored"]
