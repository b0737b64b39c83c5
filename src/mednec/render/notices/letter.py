"""Letters of the plan: approval, modification, request for information, denial; laid out by the rules in use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from mednec.law.days import day_after
from mednec.model.determination import Determination
from mednec.model.law import LetterKind, NoticeRule, Plan
from mednec.model.law_words import Content
from mednec.render.letters.citing import Citing, finished
from mednec.render.letters.head import about, payer, phrases
from mednec.render.letters.layout import Block, Letter, Lines, Paragraph, Passage, Section
from mednec.render.notices import of_case
from mednec.render.notices.decided import Addressee, Decided, refuse_unsigned
from mednec.render.notices.wording import Written, asking, following, in_words, worded
from mednec.render.words import flat

LONGEST_QUOTE = 700
TITLES = {
    LetterKind.APPROVAL: "Notice of approval",
    LetterKind.MODIFICATION: "Notice of approval in part",
    LetterKind.PEND: "Request for records",
    LetterKind.DENIAL: "Notice of denial",
}
DECISIONS = {
    LetterKind.APPROVAL: "We have approved the request named above.",
    LetterKind.MODIFICATION: "We have approved a part of the request named above. We have not approved the rest.",
    LetterKind.DENIAL: "We have not approved the request named above.",
}
APPEALS = (Content.INTERNAL_APPEAL, Content.EXPEDITED_APPEAL, Content.EXTERNAL_REVIEW, Content.COURT)
PAPERS = (Content.CRITERION_FREE, Content.RECORD_FREE, Content.CLINICAL_JUDGEMENT)
HELP = (Content.PEER, Content.LANGUAGE_HELP)


def notice(
    kind: LetterKind,
    determination: Determination,
    decided: Decided | None,
    rules: Sequence[NoticeRule],
    plan: Plan,
    day: date,
    *,
    to: Addressee = Addressee.MEMBER,
    draft: bool = True,
    asks: Sequence[str] = (),
    answer_by: date | None = None,
) -> Letter:
    """A letter of the plan under the rules in use, each of its blocks naming those it follows.

    It stays a draft until it is sent with `draft=False`. Raises SignatureError for an adverse letter without a signed
    decision, or any letter that is to be sent without one; a request for information needs none.
    """
    refuse_unsigned(kind, decided, draft=draft)
    d = determination
    own = tuple(rule for rule in rules if kind in rule.letters)
    policy = ", ".join(flat(part) for part in (d.policy_title, d.policy_version) if part)
    written = Written(rules=own, plan=plan, day=day, policy=policy, final=decided is not None and decided.final)
    citing = Citing.of(d, longest=LONGEST_QUOTE, words=False)
    top = about(d, citing)
    sections = tuple(_sections(kind, d, decided, written, citing, asks, answer_by))
    letter = Letter(
        name=f"{kind.key}-notice",
        title=TITLES[kind],
        dated=in_words(day),
        sender=_sender(d, decided, plan),
        recipient=_recipient(d, to),
        about=top,
        opening=_opening(kind, d, written, to),
        sections=sections,
        closing=_closing(decided, written),
        signature=(),
        draft=draft,
    )
    return finished(letter)


def _sender(d: Determination, decided: Decided | None, plan: Plan) -> tuple[tuple[str, str], ...]:
    number = decided.reference if decided is not None and decided.reference else flat(d.case)
    lines = [("From", plan.name or payer(d)), *(("", flat(line)) for line in plan.address)]
    return (*lines, ("Phone", plan.phone), ("Case", number))


def _recipient(d: Determination, to: Addressee) -> tuple[tuple[str, str], ...]:
    member, requester = flat(d.request.patient.name), flat(d.request.requester.name)
    first, other = (member, requester) if to is Addressee.MEMBER else (requester, member)
    return (("To", first), ("Address", ""), ("Copy to", other))


def _opening(kind: LetterKind, d: Determination, written: Written, to: Addressee) -> tuple[Paragraph, ...]:
    name = flat(d.request.patient.name if to is Addressee.MEMBER else d.request.requester.name)
    greeting = phrases(f"Dear {name}," if name else "To whom it concerns,")
    if kind is LetterKind.PEND:
        return greeting, worded(Content.NOT_A_DECISION, written), following((Content.NOT_A_DECISION,), written.rules)
    says = Paragraph(passages=(Passage(says=DECISIONS[kind]),), holds=(Content.DECISION.key,))
    return greeting, says, following((Content.DECISION,), written.rules)


def _sections(
    kind: LetterKind,
    d: Determination,
    decided: Decided | None,
    written: Written,
    citing: Citing,
    asks: Sequence[str],
    answer_by: date | None,
) -> Iterator[Section]:
    """The parts of a letter in the order in which they are read."""
    rules = written.rules
    found = of_case.grounds(d, decided) if kind.adverse and decided is not None else ()
    if found and decided is not None:
        reason = of_case.reason(decided, found, citing)
        yield Section(heading="Why", blocks=(reason, following((Content.REASON,), rules)))
    if kind in (LetterKind.APPROVAL, LetterKind.MODIFICATION):
        yield from _approved(d, decided, written, citing)
    if found:
        both = (Content.CRITERION, Content.RECORD)
        shown: tuple[Block, ...] = (*of_case.rule_and_record(found, citing), following(both, rules))
        yield Section(heading="The rule we used, and the record", blocks=shown)
    if kind is not LetterKind.APPROVAL:
        needed = of_case.missing(d, found, citing, asks)
        heading = "What we need" if kind is LetterKind.PEND else "What is missing"
        yield Section(heading=heading, blocks=(*needed, following((Content.MISSING,), rules)))
    if kind is LetterKind.PEND:
        yield Section(heading="Until when", blocks=(*_answer(written, answer_by),))
    for heading, contents in (
        ("If you do not agree", APPEALS),
        ("Papers you can have", PAPERS),
        ("Talk with us", HELP),
    ):
        if blocks := tuple(_worded(contents, written)):
            yield Section(heading=heading, blocks=blocks)


def _worded(contents: Sequence[Content], written: Written) -> Iterator[Block]:
    """The blocks that a rule in use asks for; blocks of the same rules have one quiet line below the last.

    What is said of papers in a line each runs on where it follows the same rules.
    """
    asked = [content for content in contents if asking(content, written.rules)]
    for line, group in groupby(asked, key=lambda content: following((content,), written.rules)):
        blocks = [worded(content, written) for content in group]
        if contents is PAPERS:
            holds = tuple(key for block in blocks for key in block.holds)
            blocks = [Paragraph(passages=tuple(p for block in blocks for p in block.passages), holds=holds)]
        yield from (*blocks, line)


def _approved(d: Determination, decided: Decided | None, written: Written, citing: Citing) -> Iterator[Section]:
    both = (Content.AUTHORISED, Content.CONDITIONS)
    blocks = (
        of_case.authorised(d, decided, citing),
        of_case.conditions(d, decided, citing),
        following(both, written.rules),
    )
    yield Section(heading="What is approved", blocks=blocks)


def _answer(written: Written, answer_by: date | None) -> Iterator[Block]:
    """The last day to answer: as given, else by the plan's own terms, else an open line."""
    within = written.plan.answer_within
    last = answer_by or (day_after(written.day, within) if within else None)
    holds = (Content.ANSWER_BY.key,)
    if last is None:
        yield Lines(labels=("Please answer by",), holds=holds)
    else:
        says = f"Please send it by {in_words(last)}."
        yield Paragraph(passages=(Passage(says=says),), holds=holds)
    yield following((Content.ANSWER_BY,), written.rules)


def _closing(decided: Decided | None, written: Written) -> tuple[Paragraph, ...]:
    if decided is None:
        return (phrases(f"For {written.plan.name}." if written.plan.name else "For the plan."),)
    if not decided.signed:
        says = "Nothing is decided before it is signed."
    else:
        says = f"Decided by {decided.signer} on {in_words(decided.day)}."
    signer = Paragraph(passages=(Passage(says=says),), holds=(Content.REVIEWER.key,))
    return signer, following((Content.REVIEWER,), written.rules)
