"""The blocks that are made of the case: reason, rule, record, what is missing, what is authorised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mednec.errors import SignatureError
from mednec.model.determination import Determination, LineReview
from mednec.model.document import Citation
from mednec.model.law_words import Content
from mednec.model.life import DecisionKind
from mednec.model.words import Status, Supplier
from mednec.render.answers import drug_name, line_at
from mednec.render.letters.citing import Citing
from mednec.render.letters.head import whole
from mednec.render.letters.layout import Item, Items, Paragraph, Passage
from mednec.render.letters.standing import Clause, Role, changing, clauses_of, grounds_of
from mednec.render.letters.wording import asked
from mednec.render.notices.decided import Decided
from mednec.render.words import flat, listed, times

MOST_GROUNDS = 3
MOST_QUOTES = 2
MOST_MISSING = 3
SHORT_QUOTE = 160  # of a clause that is only named as open
NOT_SHOWN = "We did not find this in the record that was sent."
STANDS = {
    (Role.CRITERION, True): "The record shows that this is not met.",
    (Role.CRITERION, False): "The record does not show that this is met.",
    (Role.LIMIT, True): "The request is outside this limit.",
    (Role.LIMIT, False): "The record does not show that the request is within this limit.",
    (Role.EXCLUSION, True): "This rule applies, so the request is not covered.",
    (Role.EXCLUSION, False): "The record points to this rule.",
}
DIVIDED = "Two places in the record do not agree."
OPEN_POINTS = "These points are open: the record that was sent does not show them, or it says two things"
DECIDED = "By the record that was sent these rules stand against the request"
SUPPLIERS = {
    Supplier.PRESCRIBER: "the doctor who sent the request",
    Supplier.PRESCRIBER_OFFICE: "the doctor's office",
    Supplier.LABORATORY: "the laboratory or clinic that did the test",
    Supplier.PHARMACY: "the pharmacy, or the place where it was given",
    Supplier.PAYER: "the doctor's office; we look in our own papers too",
}
NOTHING_MISSING = "We know of no record that is missing and would change this."


def grounds(d: Determination, decided: Decided) -> tuple[Clause, ...]:
    """The clauses that an adverse decision rests on: those it names, else those the determination turns on.

    Raises SignatureError where there is none, where the policy has no such clause, or where the determination finds it
    fulfilled.
    """
    known = {clause.label: clause for clause in clauses_of(d)}
    if strange := [label for label in decided.clauses if label not in known]:
        raise SignatureError(
            f"the policy judges no clause {listed(strange)} for this request",
            where=d.case,
            do="name the clauses it rests on",
        )
    if decided.clauses:
        found = tuple(known[label] for label in dict.fromkeys(decided.clauses))
    else:
        found = grounds_of(d) or tuple(clause for clause in changing(d) if not clause.fulfilled)
    if not found:
        raise SignatureError("no clause is against the request", where=d.case, do="name the clauses it rests on")
    if fulfilled := [clause.label for clause in found if clause.fulfilled]:
        raise SignatureError(
            f"the determination finds {listed(fulfilled)} fulfilled", where=d.case, do="rule on the clause first"
        )
    return found


def reason(decided: Decided, found: Sequence[Clause], citing: Citing) -> Paragraph:
    """The signer's own words, with the clauses they rest on."""
    at: tuple[Citation, ...] = tuple(clause.leaf.citation for clause in found[:MOST_GROUNDS])
    return Paragraph(passages=(citing.fact(decided.reason, at),), holds=(Content.REASON.key,))


def rule_and_record(found: Sequence[Clause], citing: Citing) -> Iterator[Paragraph | Items]:
    """Each clause word for word, how it stands, and the words of the record."""
    shown = found[:MOST_GROUNDS]
    at: tuple[Citation, ...] = tuple(clause.leaf.citation for clause in shown)
    yield Paragraph(passages=(citing.fact("We used these rules of the policy. They stand here word for word", at),))
    holds = (Content.CRITERION.key, Content.RECORD.key)
    yield Items(items=tuple(_ground(clause, citing) for clause in shown), holds=holds)
    if left := [clause.leaf.citation for clause in found[MOST_GROUNDS:]]:
        more = f"Also against the request: {listed(f'§ {flat(c.clause)}' for c in left)}"
        yield Paragraph(passages=(citing.fact(more, left),))


def _ground(clause: Clause, citing: Citing) -> Item:
    words = citing.clause(clause.leaf.citation, lead=_label(clause))
    return Item(passages=(words,), under=tuple(_record(clause, citing)))


def _record(clause: Clause, citing: Citing) -> Iterator[Passage]:
    leaf = clause.leaf
    against = tuple(dict.fromkeys(clause.speaks_against))[:MOST_QUOTES]
    other = tuple(dict.fromkeys(clause.speaks_for))[:1]
    at: tuple[Citation, ...] = (leaf.citation,)
    if leaf.status is Status.NOT_DOCUMENTED:
        yield citing.fact(NOT_SHOWN, at)
        return
    says = DIVIDED if leaf.status is Status.CONFLICTING else STANDS[clause.role, leaf.explicit]
    yield citing.fact(says, at)
    for i, place in enumerate(against):
        yield citing.chart(place, lead="" if i else "The record says")
    for place in other:
        yield citing.chart(place, lead="It also says" if against else "The record says")
    if not against and not other:
        yield citing.fact(NOT_SHOWN, at)


def missing(
    d: Determination, found: Sequence[Clause], citing: Citing, asks: Sequence[str] = ()
) -> tuple[Paragraph | Items, ...]:
    """What is missing and under which rule, why it is asked, and who can supply it.

    `found` are the clauses that the letter quotes already; where it quotes none, each stands here word for word.
    `asks` are points a reviewer adds. What the record decides is one point: only a later record would change that.
    """
    quoted = not found
    wanted = [clause for clause in changing(d) if not clause.fulfilled]
    still_open = [clause for clause in wanted if clause.open]
    decided = [clause for clause in wanted if not clause.open]
    items = [_wanted(clause, citing, quoted=quoted) for clause in (still_open if quoted else still_open[:MOST_MISSING])]
    items += [Item(passages=(Passage(says=flat(ask), lead="Also"),)) for ask in asks if ask.strip()]
    if left := [] if quoted else still_open[MOST_MISSING:]:
        items.append(Item(passages=(_named(left, "These rules are open as well", citing),)))
    if decided:
        told = {clause.label for clause in found}
        new = [clause for clause in decided if clause.label not in told]
        named = (_named(new, DECIDED, citing),) if new else ()
        ask = Passage(
            says=f"Is there a later or fuller record{'' if new else ' on the rules above'}? Then please send it."
        )
        words = tuple(citing.clause(clause.leaf.citation, lead=_label(clause)) for clause in new if quoted)
        items.append(Item(passages=(*named, ask, _who(decided)), under=words))
    if not items:
        items = [Item(passages=(Passage(says=NOTHING_MISSING),))]
    points = Items(items=tuple(items), holds=(Content.MISSING.key,))
    if quoted or not still_open:
        return (points,)
    told_once = citing.fact(OPEN_POINTS, tuple(clause.leaf.citation for clause in still_open[:MOST_MISSING]))
    return Paragraph(passages=(told_once,)), points


def _named(clauses: Sequence[Clause], says: str, citing: Citing) -> Passage:
    """A sentence about several clauses, each with its note."""
    at: tuple[Citation, ...] = tuple(clause.leaf.citation for clause in clauses)
    return citing.fact(f"{says}: {listed(map(_label, clauses))}", at)


def _who(clauses: Sequence[Clause]) -> Passage:
    """Who can supply what is missing."""
    whom = dict.fromkeys(SUPPLIERS[clause.leaf.supplier] for clause in clauses)
    return Passage(says=f"{'; '.join(whom)}.", lead="Who can send it")


def _wanted(clause: Clause, citing: Citing, *, quoted: bool) -> Item:
    leaf = clause.leaf
    ask = Passage(says=asked(leaf).question)
    if quoted:
        words = citing.clause(leaf.citation, lead=_label(clause))
        why = citing.fact(DIVIDED if leaf.status is Status.CONFLICTING else NOT_SHOWN, (leaf.citation,))
        return Item(passages=(words,), under=(why, ask, _who((clause,))))
    citing.longest, before = SHORT_QUOTE, citing.longest
    words = citing.clause(leaf.citation, lead=_label(clause))
    citing.longest = before
    return Item(passages=(words, ask, _who((clause,))))


def _label(clause: Clause) -> str:
    return f"§ {flat(clause.label)}"


def authorised(d: Determination, decided: Decided | None, citing: Citing) -> Items:
    """What is authorised: in the signer's words where they gave any, else each line of the request as asked."""
    scope = tuple(review for review in d.lines if review.in_scope)
    items: list[Item] = []
    if decided is not None and decided.authorised.strip():
        at: tuple[Citation, ...] = tuple(c for review in scope for c in line_at(d.request, review.line, "regimen"))
        items = [Item(passages=(citing.fact(decided.authorised, at or whole(d), lead="Approved"),))]
    else:
        items = [Item(passages=(_line(d, review, citing),)) for review in scope]
    return Items(items=tuple(items), holds=(Content.AUTHORISED.key,))


def _line(d: Determination, review: LineReview, citing: Citing) -> Passage:
    line = review.line
    parts = (
        f"{drug_name(line)}, “{flat(line.regimen)}”",
        f"code {flat(line.hcpcs)}{times(line.units)}" if line.hcpcs else "",
        f"from {line.first_day.isoformat()} to {line.last_day.isoformat()}",
    )
    places = line_at(d.request, line, "regimen") or whole(d)
    return citing.fact("; ".join(part for part in parts if part), places, lead="Approved")


def conditions(d: Determination, decided: Decided | None, citing: Citing) -> Items | Paragraph:
    """The terms of an approval in the policy's words; an approval as asked has none."""
    holds = (Content.CONDITIONS.key,)
    as_asked = decided is not None and decided.kind is DecisionKind.APPROVE
    if as_asked or not d.conditions:
        return Paragraph(passages=(Passage(says="There are no other terms."),), holds=holds)
    items = tuple(Item(passages=(citing.clause(each.citation),)) for each in d.conditions)
    return Items(items=items, heading="On these terms", holds=holds)
