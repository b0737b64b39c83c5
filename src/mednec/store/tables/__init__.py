"""The tables of a service, the same on SQLite and on PostgreSQL. Papers are sealed, the audit is only added to.

Every row of a case carries its organisation, and every question to these tables names it.
"""

from mednec.store.tables.acts import AppealRow, DecisionRow, LetterRow, NoteRow, PauseRow, RulingRow
from mednec.store.tables.audit import AuditRow, ChainRow
from mednec.store.tables.base import Base, Id, Moment, moment_text
from mednec.store.tables.case import CaseRow, DeterminationRow, PaperRow, PartRow
from mednec.store.tables.people import AccountRow, OrganisationRow, TokenRow, ViewRow, VisitRow
from mednec.store.tables.policy import ApprovalRow, PolicyRow
from mednec.store.tables.work import AskedRow, JobRow, SubmitRow

__all__ = [
    "AccountRow",
    "AppealRow",
    "ApprovalRow",
    "AskedRow",
    "AuditRow",
    "Base",
    "CaseRow",
    "ChainRow",
    "DecisionRow",
    "DeterminationRow",
    "Id",
    "JobRow",
    "LetterRow",
    "Moment",
    "NoteRow",
    "OrganisationRow",
    "PaperRow",
    "PartRow",
    "PauseRow",
    "PolicyRow",
    "RulingRow",
    "SubmitRow",
    "TokenRow",
    "ViewRow",
    "VisitRow",
    "moment_text",
]
