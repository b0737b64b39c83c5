"""Who may do what. Every act of a person on a case, a policy or the service stands here with the roles that may."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mednec.errors import NotAllowed
from mednec.model.life import Person, Role
from mednec.model.words import Word


class Act(Word):
    """What a person may do; the words are what a refusal says."""

    READ_CASE = "read a case"
    SEE_WORKLIST = "see the worklist"
    SUBMIT = "submit a request"
    ADD_DOCUMENTS = "add documents to a case"
    CORRECT_REQUEST = "correct what a request says"
    ACCEPT_DOCUMENT = "accept a document that was set aside"
    RULE = "rule on a clause"
    COMMENT = "comment on a case"
    ASK_DOCUMENTS = "ask for documents"
    PLAN_PEER = "note a talk between physicians"
    APPROVE = "approve within the policy"
    DECIDE_ADVERSE = "deny or modify a request"
    VOID = "void a decision"
    SEND_LETTER = "send a letter"
    FILE_APPEAL = "file an appeal"
    END_APPEAL = "end an appeal"
    CLOSE_CASE = "close or reopen a case"
    ASSIGN = "assign cases"
    SEE_DASHBOARD = "see the figures"
    READ_POLICIES = "read the policies"
    PROPOSE_POLICY = "propose a policy"
    APPROVE_POLICY = "approve a policy or the packs"
    READ_AUDIT = "read the audit"
    REPLAY = "derive a determination again"
    EXPORT = "export cases"
    MANAGE_CASES = "hold and remove cases"
    MANAGE_PEOPLE = "manage accounts"
    MANAGE_ORGANISATION = "change the organisation's settings"
    SEE_JOBS = "see the queue"
    REDO_JOBS = "redo work that failed"
    OWN_ACCOUNT = "see one's own account"


_INTAKE, _NURSE, _PHYSICIAN = Role.INTAKE, Role.NURSE, Role.PHYSICIAN
_AUTHOR, _AUDITOR, _ADMINISTRATOR = Role.POLICY_AUTHOR, Role.AUDITOR, Role.ADMINISTRATOR
_CLINICAL = frozenset({_NURSE, _PHYSICIAN})
_STAFF = _CLINICAL | {_INTAKE}

# An administrator runs the service and reads no chart; an auditor reads everything and changes nothing.
RIGHTS: Mapping[Act, frozenset[Role]] = MappingProxyType(
    {
        Act.READ_CASE: _STAFF | {_AUDITOR},
        Act.SEE_WORKLIST: _STAFF | {_AUDITOR},
        Act.SUBMIT: frozenset({_INTAKE, _NURSE}),
        Act.ADD_DOCUMENTS: _STAFF,
        Act.CORRECT_REQUEST: _STAFF,
        Act.ACCEPT_DOCUMENT: _CLINICAL,
        Act.RULE: _CLINICAL,
        Act.COMMENT: _STAFF,
        Act.ASK_DOCUMENTS: _CLINICAL,
        Act.PLAN_PEER: _CLINICAL,
        Act.APPROVE: _CLINICAL,
        Act.DECIDE_ADVERSE: frozenset({_PHYSICIAN}),
        Act.VOID: _CLINICAL,
        Act.SEND_LETTER: _CLINICAL,
        Act.FILE_APPEAL: _STAFF,
        Act.END_APPEAL: frozenset({_PHYSICIAN}),
        Act.CLOSE_CASE: _STAFF,
        Act.ASSIGN: _STAFF,
        Act.SEE_DASHBOARD: _CLINICAL | {_AUTHOR, _AUDITOR, _ADMINISTRATOR},
        Act.READ_POLICIES: frozenset(Role),
        Act.PROPOSE_POLICY: frozenset({_AUTHOR}),
        Act.APPROVE_POLICY: frozenset({_AUTHOR, _PHYSICIAN}),
        Act.READ_AUDIT: frozenset({_AUDITOR}),
        Act.REPLAY: frozenset({_AUDITOR}),
        Act.EXPORT: frozenset({_AUDITOR}),
        Act.MANAGE_CASES: frozenset({_ADMINISTRATOR}),
        Act.MANAGE_PEOPLE: frozenset({_ADMINISTRATOR}),
        Act.MANAGE_ORGANISATION: frozenset({_ADMINISTRATOR}),
        Act.SEE_JOBS: _STAFF | {_ADMINISTRATOR},
        Act.REDO_JOBS: frozenset({_INTAKE, _NURSE, _ADMINISTRATOR}),
        Act.OWN_ACCOUNT: frozenset(Role),
    }
)


def may(person: Person, act: Act) -> bool:
    """Whether one of the person's roles may do this."""
    return not RIGHTS[act].isdisjoint(person.roles)


def require(person: Person, act: Act) -> None:
    """Raises NotAllowed, naming the roles that may."""
    if not may(person, act):
        roles = " or ".join(sorted(role.value for role in RIGHTS[act]))
        raise NotAllowed(f"{person.name} may not {act.value}", where="rights", do=f"ask a colleague: {roles}")
