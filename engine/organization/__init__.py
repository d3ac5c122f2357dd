"""People, units, posts, roles and deputies, all dated; access rules; the working calendar; the demo office.

Pure values and functions: no database, no clock of its own. The store keeps rows and builds an `Organization`
and a `Calendar` from plain dicts. May import engine.feel, engine.words and engine.errors.
"""

from __future__ import annotations

from engine.organization.access import TABLE, WHOLE, Thing, auditors_scope, in_scope, may, require
from engine.organization.assignment import Assignment, AssignmentWarning, resolve
from engine.organization.calendar import Calendar, seeded_calendar
from engine.organization.changes import (
    appoint,
    delegate,
    dismiss,
    end_deputy,
    grant,
    mark_absent,
    mark_present,
    revoke,
)
from engine.organization.deadlines import (
    DueChange,
    ExtensionRule,
    OpenDue,
    Recount,
    extend,
    recount,
    restart,
    resume,
    step_due,
)
from engine.organization.deputies import Requirement, accepts
from engine.organization.feel_functions import calendar_functions, moment_of, organization_functions
from engine.organization.invariants import BUSINESS, READERS, ROLES, Violation, violations
from engine.organization.lights import Light, Thresholds, light
from engine.organization.office import OfficeData, load_office
from engine.organization.organization import Organization
from engine.organization.records import (
    Absence,
    Charge,
    Deputy,
    Grant,
    Holder,
    Person,
    PlanItem,
    Post,
    Topic,
    Unit,
)
from engine.organization.separation import recused, same_person_unit, separated
from engine.organization.terms import Term, due, parse_term
from engine.organization.times import ZONE, local, local_date, utc
from engine.organization.year_table import OfficeHours, YearTable, seeded_years

__all__ = [
    "BUSINESS",
    "READERS",
    "ROLES",
    "TABLE",
    "WHOLE",
    "ZONE",
    "Absence",
    "Assignment",
    "AssignmentWarning",
    "Calendar",
    "Charge",
    "Deputy",
    "DueChange",
    "ExtensionRule",
    "Grant",
    "Holder",
    "Light",
    "OfficeData",
    "OfficeHours",
    "OpenDue",
    "Organization",
    "Person",
    "PlanItem",
    "Post",
    "Recount",
    "Requirement",
    "Term",
    "Thing",
    "Thresholds",
    "Topic",
    "Unit",
    "Violation",
    "YearTable",
    "accepts",
    "appoint",
    "auditors_scope",
    "calendar_functions",
    "delegate",
    "dismiss",
    "due",
    "end_deputy",
    "extend",
    "grant",
    "in_scope",
    "light",
    "load_office",
    "local",
    "local_date",
    "mark_absent",
    "mark_present",
    "may",
    "moment_of",
    "organization_functions",
    "parse_term",
    "recount",
    "recused",
    "require",
    "resolve",
    "restart",
    "resume",
    "revoke",
    "same_person_unit",
    "seeded_calendar",
    "seeded_years",
    "separated",
    "step_due",
    "utc",
    "violations",
]
