"""From a case folder, a policy and the rulings in force to what a reader is shown: JSON, parts of the page, a summary.

Nothing here reads the clock or chance: the audit derives the same bytes again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from mednec.criteria.policy import Policy
from mednec.desk.answers import Answers
from mednec.desk.desk import Desk
from mednec.desk.folder import Folder, case_in, received_in
from mednec.desk.packs_in_use import packs_digest
from mednec.desk.values import ClauseLine, DocumentLine, GapLine, Summary
from mednec.model.determination import CriterionResult, Determination
from mednec.model.document import DocumentHeader, SourceDocument
from mednec.model.life import Ruling
from mednec.model.request import Case
from mednec.model.words import Status
from mednec.render import render
from mednec.render.parts import Part, page_parts
from mednec.review import Read, judge, read

_SUMMARY = TypeAdapter(Summary)
ASK = "ask"  # kind of a clause that the policy leaves to a reviewer
LONGEST_DECIDES = 400  # characters of a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A determination with everything that is shown of it; `shown` is what a signature is bound to."""

    determination: Determination
    documents: tuple[SourceDocument, ...] = field(repr=False)
    folder: str
    answers: Answers | None  # of a language model, where one was asked
    policy: str
    packs: str
    json: bytes = field(repr=False)
    parts: tuple[Part, ...] = field(repr=False)
    summary: Summary = field(repr=False)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.json).hexdigest()

    @property
    def shown(self) -> str:
        return shown_digest(self.digest, self.parts)


def derive(
    desk: Desk,
    case: str,
    folder: Folder,
    policy: Policy,
    rulings: Sequence[Ruling] = (),
    answers: Answers | None = None,
) -> Derived:
    """The determination of a case as it is kept. Raises what a review raises."""
    chart = charted(desk, folder, policy, answers)
    taken, determination = chart.case, judge(chart.found, rulings)
    drawn = received_in(folder)
    pages = {
        (number, page): sheet.file in drawn
        for number, document in numbered(taken.documents)
        for page, sheet in enumerate(document.pages, 1)
    }

    def picture_at(number: str, page: int) -> str:
        return f"/cases/{case}/pages/{number}/{page}.jpg" if pages.get((number, page)) else ""

    return Derived(
        determination=determination,
        documents=taken.documents,
        folder=folder.digest,
        answers=chart.answers,
        policy=policy.digest,
        packs=packs_of(desk),
        json=render(determination, taken.documents, "json").encode(),
        parts=page_parts(determination, taken.documents, picture_at),
        summary=summary_of(determination, taken, drawn),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Charted:
    """The case of a folder, its chart as read under a policy, and what a language model answered of it, if asked."""

    case: Case
    found: Read
    answers: Answers | None = None


def charted(desk: Desk, folder: Folder, policy: Policy, answers: Answers | None = None) -> Charted:
    """A chart as read: remembered, so that a ruling needs not wait. Nothing is asked: only answers kept are used."""
    key = (folder.digest, policy.digest, policy.id)

    def make() -> Charted:
        case = case_in(folder)
        return Charted(case=case, found=read(case, policy, desk.library))

    def with_answers(kept: Answers) -> Charted:
        from mednec.desk.answered import read_with  # most services ask no model and need none of it

        alone = charted(desk, folder, policy)
        case, found, used = read_with(alone.case, alone.found, desk.library, kept)
        return Charted(case=case, found=found, answers=used)

    if answers is None:
        return desk.recent.get("chart", key, make)
    return desk.recent.get("chart", (*key, answers.digest), lambda: with_answers(answers))


def numbered(documents: Sequence[SourceDocument]) -> Iterator[tuple[str, SourceDocument]]:
    """The documents of the chart with the numbers that the page gives them."""
    for number, document in enumerate(sorted(documents, key=lambda d: d.name), 1):
        yield str(number), document


def shown_digest(digest: str, parts: Sequence[Part]) -> str:
    """One digest of the JSON and of every part of the page made from it."""
    listed = [digest, *([part.name, hashlib.sha256(part.html.encode()).hexdigest()] for part in parts)]
    return hashlib.sha256(json.dumps(listed).encode()).hexdigest()


def packs_of(desk: Desk) -> str:
    """The digest of the packs in use, which a service loads once."""
    return desk.recent.get("packs", (str(desk.library.root),), lambda: packs_digest(desk))


def summary_json(summary: Summary) -> dict[str, object]:
    """A summary as it is kept."""
    kept: dict[str, object] = _SUMMARY.dump_python(summary, mode="json")
    return kept


def summary_from(kept: object) -> Summary:
    """A summary as it was kept."""
    return _SUMMARY.validate_python(kept)


def summary_of(d: Determination, case: Case, drawn: frozenset[str]) -> Summary:
    """What headers, tabs and *what changed* need."""
    return Summary(
        says=d.summary.says,
        coverage=d.coverage_answer.says,
        clinical=d.clinical_answer,
        route=d.route,
        sign_off_required=d.sign_off.required,
        sign_off_role=d.sign_off.role,
        sign_off_says=d.sign_off.says,
        policy_version=d.policy_version,
        clauses=tuple(_clauses(d)),
        gaps=tuple(
            GapLine(
                needs=gap.needs,
                says=gap.says,
                wants=gap.wants,
                suppliers=tuple(s.value for s in gap.suppliers),
                leads_to=gap.leads_to.value,
            )
            for gap in d.gaps
        ),
        conditions=tuple(condition.says for condition in d.conditions),
        documents=tuple(_documents(d, case, drawn)),
        remarks=tuple(f"{r.file}{f' p.{r.page}' if r.page else ''}: {r.says}" for r in d.remarks),
        fields_read=tuple((f.path, f.value, f.at.quote if f.at else f.why) for f in d.fields_read),
        counts={
            "conflicts": len(d.conflicts),
            "warnings": len(d.warnings),
            "safety": len(d.safety),
            "code_discrepancies": sum(code.discrepancy is not None for code in d.codes),
            "lines": len(d.lines),
            "out_of_scope": len(d.out_of_scope),
        },
    )


def leaves_of(d: Determination) -> tuple[CriterionResult, ...]:
    """Every leaf of criteria, limits and exclusions once, in order."""
    found: dict[str, CriterionResult] = {}
    for root in (d.criteria, *d.limits, *d.exclusions):
        for leaf in _leaves(root):
            found.setdefault(leaf.clause, leaf)
    return tuple(found.values())


def nodes_of(d: Determination) -> Iterator[CriterionResult]:
    """Every judged clause in order, groups before what is in them."""
    for root in (d.criteria, *d.limits, *d.exclusions):
        yield from _nodes(root)


def _nodes(node: CriterionResult) -> Iterator[CriterionResult]:
    yield node
    for child in (*node.children, *((node.referred,) if node.referred else ())):
        yield from _nodes(child)


def _leaves(node: CriterionResult) -> Iterator[CriterionResult]:
    below = (*node.children, *((node.referred,) if node.referred else ()))
    if not below:
        yield node
    for child in below:
        yield from _leaves(child)


def _clauses(d: Determination) -> Iterator[ClauseLine]:
    for leaf in leaves_of(d):
        yield ClauseLine(
            clause=leaf.clause,
            text=leaf.text,
            status=leaf.status,
            kind=leaf.kind,
            decides=leaf.decides,
            applicable=leaf.applicable,
            wants=leaf.wants,
        )


def _documents(d: Determination, case: Case, drawn: frozenset[str]) -> Iterator[DocumentLine]:
    headers: dict[str, DocumentHeader] = {header.document.name: header for header in d.documents}
    for number, document in numbered(case.documents):
        header = headers.get(document.name)
        yield DocumentLine(
            number=int(number),
            name=document.name,
            kind=header.kind.value if header else "",
            used=not (header and header.set_aside),
            why_unused=header.set_aside if header else "",
            pages=len(document.pages),
            paper=tuple((page.file, page.number) for page in document.pages if page.file in drawn),
        )


def understood_of(summary: Summary) -> int | None:
    """Percent of the policy's clauses that the program judges."""
    kinds = [line.kind for line in summary.clauses]
    return 100 * sum(kind != ASK for kind in kinds) // len(kinds) if kinds else None


def open_questions_of(summary: Summary) -> int:
    """Clauses that apply and stand unsettled: conflicting, not documented, or left to a reviewer."""
    return sum(line.applicable and line.status not in (Status.MET, Status.NOT_MET) for line in summary.clauses)


def decides_of(summary: Summary) -> str:
    """Labels of the clauses that decide, one a line, as many whole ones as a row holds."""
    told = ""
    for label in (line.clause for line in summary.clauses if line.decides):
        if len(told) + len(label) + 1 > LONGEST_DECIDES:
            break
        told = f"{told}\n{label}" if told else label
    return told
