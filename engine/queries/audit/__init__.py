"""What an auditor asks over all matters of his scope, and who reads what auditors looked at.

A question stands in an address (`question`), becomes conditions (`conditions`), and is answered by one module per
kind of finding: `matters`, `acts`, `late`, `sums`. May import what `engine.queries` may; changes nothing.
"""

from engine.queries.audit.found import Found, Hit, Sums
from engine.queries.audit.logs import LogLine, LogPage, LogQuestion, read_journal, read_looks
from engine.queries.audit.page import AuditPage, audit_page, everything
from engine.queries.audit.question import FINDINGS, AuditQuestion
from engine.queries.audit.rules import AuditFigures, figures_in_force
from engine.queries.audit.saved import Saved, saved_questions

__all__ = [
    "FINDINGS",
    "AuditFigures",
    "AuditPage",
    "AuditQuestion",
    "Found",
    "Hit",
    "LogLine",
    "LogPage",
    "LogQuestion",
    "Saved",
    "Sums",
    "audit_page",
    "everything",
    "figures_in_force",
    "read_journal",
    "read_looks",
    "saved_questions",
]
