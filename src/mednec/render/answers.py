"""The sections that answer and ask: outcome, request, what would change it, conflicts, warnings, sign-off."""

from __future__ import annotations

from collections.abc import Iterator

from mednec.model.determination import Determination, Gap, LineReview, Warning
from mednec.model.document import ChartCitation
from mednec.model.request import PriorAuthRequest, ServiceLine
from mednec.render.blocks import Blanks, Block, Columns, Points, Section, Sentence, Sign
from mednec.render.places import Mark, Places
from mednec.render.proposals import resting_on_pointed
from mednec.render.shaping import OUTCOME_TONES, quoted, said
from mednec.render.words import LOOK, action, capital, days, flat, listed, sentence, times

TELLING = 2  # words; a quote of more says something by itself


def asked_at(request: PriorAuthRequest, path: str) -> tuple[ChartCitation, ...]:
    """The place of a field of the request; none where the office left the field out."""
    return (request.cite(path),) if path in request.places else ()


def line_at(request: PriorAuthRequest, line: ServiceLine, *names: str) -> tuple[ChartCitation, ...]:
    """Places of fields of a service line."""
    number = request.lines.index(line)
    return tuple(citation for name in names for citation in asked_at(request, f"lines.{number}.{name}"))


def drug_name(line: ServiceLine) -> str:
    return f"{flat(line.brand)} ({flat(line.drug)})" if line.brand else flat(line.drug)


def outcome_sentence(d: Determination, places: Places) -> Sentence:
    """The outcome and its reason in one sentence."""
    sign = Sign(glyph="", word=capital(d.outcome.value), tone=OUTCOME_TONES[d.outcome])
    return Sentence(sign=sign, says=sentence(d.summary.says), marks=places.marks(d.summary.citations))


def outcome_section(d: Determination, places: Places) -> Section:
    """Under the outcome, which heads the sheet: the two answers side by side, who must sign, the review action."""
    coverage = Points(heading="Coverage under the policy", sentences=(said(d.coverage_answer, places),))
    return Section(
        anchor="outcome",
        short="Outcome",
        heading="Outcome",
        blocks=(
            Columns(sides=(coverage, _clinical(d, places))),
            Points(sentences=tuple(_standing(d, places))),
        ),
    )


def _clinical(d: Determination, places: Places) -> Points:
    """What medicine says; a sentence that only repeats the answer in its reason is not said twice."""
    answer = Sentence(says=sentence(d.clinical_answer))
    if d.evidence.why is None:
        return Points(heading="Clinical evidence", sentences=(answer,))
    why = said(d.evidence.why, places)
    same = flat(d.clinical_answer).rstrip(".").lower() in why.says.lower()
    return Points(heading="Clinical evidence", sentences=(why,) if same else (answer, why))


def _standing(d: Determination, places: Places) -> Iterator[Sentence]:
    yield Sentence(lead="Sign-off", says=signature(d))
    codes = f"now {action(d.action)}"
    if d.action_when_signed != d.action:
        codes += f"; when signed {action(d.action_when_signed)}"
    yield Sentence(lead="X12 review action", says=sentence(codes))
    yield from resting_on_pointed(d, places)
    for condition in d.conditions:
        yield Sentence(lead="Condition", says=sentence(condition.says), marks=places.marks((condition.citation,)))


def signature(d: Determination) -> str:
    """Who must sign, in one sentence."""
    if not d.sign_off.required:
        return sentence(d.sign_off.says or "no physician signature is required")
    return sentence(d.sign_off.says or f"{d.sign_off.role} must sign before this is a decision")


def signer(d: Determination) -> str:
    """Who must sign, in a few words."""
    return f"{capital(flat(d.sign_off.role))} must sign" if d.sign_off.required else "No signature required"


def request_section(d: Determination, places: Places) -> Section:
    """What is asked, each field opening at its line of the request; days gone by and days to come apart."""
    request = d.request
    terms = (request.request_type, request.urgency, request.line_of_business, request.benefit)
    fields = ("request_type", "urgency", "line_of_business", "benefit")
    about = tuple(c for name in fields for c in asked_at(request, name))
    requester = ", ".join(flat(part) for part in (request.requester.name, request.requester.specialty) if part)
    policy = ", ".join(flat(p) for p in (d.policy_title, d.policy_payer, f"version {d.policy_version}") if p)
    route = said(d.route_note, places, lead="Route") if d.route_note else Sentence(lead="Route", says=sentence(d.route))
    general = (
        Sentence(
            lead="Received",
            says=f"{request.received:%Y-%m-%d %H:%M}, reviewed as of {d.review_date.isoformat()}.",
            marks=places.marks(asked_at(request, "received")),
        ),
        Sentence(lead="Kind", says=sentence(", ".join(flat(t) for t in terms if t)), marks=places.marks(about)),
        Sentence(lead="Requester", says=sentence(requester), marks=places.marks(asked_at(request, "requester.name"))),
        Sentence(lead="Policy", says=sentence(policy), marks=places.marks(asked_at(request, "policy"))),
        route,
        *_read(d),
    )
    blocks: list[Block] = [_line_points(review, request, places) for review in d.lines]
    return Section(
        anchor="request",
        short="Request",
        heading="Request",
        blocks=(*blocks, Points(heading="About the request", sentences=general)),
    )


def _read(d: Determination) -> Iterator[Sentence]:
    """That fields of the request await a person, told where the request is."""
    if d.fields_read:
        count = len(d.fields_read)
        says = f"{count} {'field was' if count == 1 else 'fields were'} read by the program and not yet confirmed"
        yield Sentence(lead="As read", says=sentence(f"{says}: see Documents received"))


def _line_points(review: LineReview, request: PriorAuthRequest, places: Places) -> Points:
    return Points(
        heading=f"Line {flat(review.line.id)}: {drug_name(review.line)}",
        sentences=tuple(_line(review, request, places)),
    )


def _line(review: LineReview, request: PriorAuthRequest, places: Places) -> Iterator[Sentence]:
    line = review.line

    def at(*names: str) -> tuple[Mark, ...]:
        return places.marks(line_at(request, line, *names))

    yield Sentence(lead="Order", says=sentence(line.regimen), marks=at("regimen"))
    yield Sentence(lead="Code", says=f"{flat(line.hcpcs) or 'none'}{times(line.units)}.", marks=at("hcpcs", "units"))
    codes = listed(flat(code) for code in line.diagnosis_codes) or "none"
    yield Sentence(lead="Diagnosis", says=f"{codes}.", marks=at("diagnosis_codes"))
    period = f"{line.first_day.isoformat()} to {line.last_day.isoformat()}"
    yield Sentence(
        lead="Dates",
        says=f"{period}.",
        marks=at("from", "to"),
        details=(sentence(review.dates_note),) if review.dates_note else (),
    )
    if review.retrospective:
        yield Sentence(lead="Retrospective", says=f"{days(review.retrospective)}: before the request was received.")
    if review.prospective:
        yield Sentence(lead="Prospective", says=f"{days(review.prospective)}.")
    if line.site_of_care:
        yield Sentence(lead="Site", says=sentence(line.site_of_care), marks=at("site_of_care"))
    if review.authorized:
        yield said(review.authorized, places, lead="Authorized")
    if not review.in_scope:
        yield said(review.why, places, lead="Not decided")


def change_section(d: Determination, places: Places) -> Section:
    """What would change this determination, each set of clauses tried before it was printed."""
    none = Sentence(says="Nothing further is needed for this outcome.")
    points = Points(sentences=tuple(_gap(gap, places) for gap in d.gaps) or (none,))
    return Section(anchor="change", short="Changes", heading="What would change this determination", blocks=(points,))


def _gap(gap: Gap, places: Places) -> Sentence:
    suppliers = listed(supplier.value for supplier in gap.suppliers)
    ends = (f"Who can supply it: {suppliers}." if suppliers else "", f"Leads to: {gap.leads_to.value}.")
    return Sentence(
        says=sentence(gap.says),
        marks=places.marks(gap.citations),
        details=(*(flat(want) for want in gap.wants), " ".join(end for end in ends if end)),
    )


def conflicts_section(d: Determination, places: Places) -> Section:
    """Places that disagree, side by side."""
    found = tuple(
        Sentence(
            says=sentence(each.about),
            details=(sentence(each.note),) if each.note else (),
            quotes=quoted(LOOK, each.sides, places),
        )
        for each in d.conflicts
    )
    return _listing("conflicts", "Conflicts", found, "No two places were found to disagree.")


def warnings_section(d: Determination, places: Places) -> Section:
    """What the reader must know before trusting the rest."""
    found = tuple(_warning(each, places) for each in d.warnings)
    return _listing("warnings", "Warnings", found, "None.")


def _warning(warning: Warning, places: Places) -> Sentence:
    """Its words are quoted where they say something; a bare date or code is only pointed at."""
    telling = [c for c in warning.citations if len(c.quote.split()) > TELLING]
    bare = [c for c in warning.citations if len(c.quote.split()) <= TELLING]
    quotes = quoted(LOOK, telling, places)
    return Sentence(says=sentence(warning.says), marks=places.marks(bare), quotes=quotes)


def undecided_section(d: Determination, places: Places) -> Section:
    """Lines of the request that this policy does not address."""
    found = tuple(
        Sentence(
            lead=f"Line {flat(review.line.id)}",
            says=f"{drug_name(review.line)}: {flat(review.why.says)}".rstrip(".") + ".",
            marks=places.marks(review.why.citations),
        )
        for review in d.out_of_scope
    )
    return _listing("undecided", "Not decided here", found, "Every line of the request was reviewed.")


def _listing(anchor: str, heading: str, found: tuple[Sentence, ...], none: str) -> Section:
    return Section(
        anchor=anchor,
        short=capital(anchor),
        heading=heading,
        blocks=(Points(sentences=found or (Sentence(says=none),)),),
    )


def sign_off_section(d: Determination) -> Section:
    """Who must sign, with room to do it."""
    role = capital(flat(d.sign_off.role)) if d.sign_off.role else "Reviewer"
    blanks = Blanks(labels=(f"{role}, name and credentials", "Decision and reason", "Signature", "Date"))
    recommended = Sentence(lead=f"Recommended: {d.outcome.value}", says=signature(d))
    return Section(
        anchor="sign-off", short="Sign-off", heading="Sign-off", blocks=(Points(sentences=(recommended,)), blanks)
    )
