"""What letters of the plan say, from which words, and when they cannot be made."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from mednec.errors import SignatureError
from mednec.model.law import Adopted, LetterKind, Plan
from mednec.model.law_words import Content
from mednec.model.life import DecisionKind
from mednec.render.letters import FORMATS, render_letter
from mednec.render.letters.layout import DRAFT, Kind, Letter, Note, Voice, passages_of
from mednec.render.notices import Addressee, letter_grade, missing_content, notice, open_lines
from mednec.render.notices.of_case import grounds
from mednec.render.words import flat
from tests.law.shipped import laws
from tests.render.notices.a_notice import ALL_IN, BARE_PLAN, DAY, PLAN, REASON, Made, case, decided, made, rules

ADVERSE = (LetterKind.DENIAL, LetterKind.MODIFICATION)
CUT = " …"
WORKED = [
    ("RIT-DEV-01", LetterKind.DENIAL),
    ("OMA-DEV-001", LetterKind.DENIAL),
    ("OMA-DEV-001", LetterKind.MODIFICATION),
    ("OMA-DEV-001", LetterKind.PEND),
    ("IG-DEV-01", LetterKind.APPROVAL),
    ("IG-DEV-02", LetterKind.MODIFICATION),
    ("hostile", LetterKind.PEND),
    ("hostile", LetterKind.APPROVAL),
]


def words(letter: Letter) -> str:
    return " ".join(render_letter(letter, "md").decode().replace("\\", "").split())


@pytest.fixture(params=WORKED, ids=lambda each: f"{each[0]} {each[1].value}", scope="module")
def each(request: pytest.FixtureRequest) -> Made:
    name, kind = request.param
    return made(name, kind, adopted=ALL_IN)


def from_line(each: Made, note: Note) -> str:
    named = note.source.removesuffix(", the request")
    document = next(document for document in each.documents if flat(document.name) == named)
    number = re.search(r"line (\d+)$", note.where)
    assert number, note.where
    return flat(document.text[document.line_starts[int(number[1]) - 1] :])


def test_quotes_stand_verbatim_where_their_notes_say(each: Made) -> None:
    source = flat(each.determination.policy_source)
    for passage in passages_of(each.letter):
        if passage.voice is Voice.POLICY:
            assert passage.says.removesuffix(CUT) in source
        if passage.voice is Voice.CHART:
            assert passage.says.removesuffix(CUT) in from_line(each, passage.notes[0])


def test_what_is_said_of_the_case_has_a_note(each: Made) -> None:
    facts = [p for p in passages_of(each.letter) if p.voice not in (Voice.PHRASE, Voice.QUIET)]
    assert facts
    assert all(p.notes for p in facts)
    assert {note.kind for p in facts for note in p.notes} <= {Kind.CHART, Kind.POLICY}


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_bytes_twice(form: str) -> None:
    letter = made("RIT-DEV-01", LetterKind.DENIAL).letter
    assert render_letter(letter, form) == render_letter(letter, form)


@pytest.mark.parametrize(
    ("name", "kind"), [each for each in WORKED if each[0] in ("OMA-DEV-001", "RIT-DEV-01", "IG-DEV-01")]
)
def test_two_pages_at_most(name: str, kind: LetterKind) -> None:
    letter = made(name, kind).letter
    assert len(pypdfium2.PdfDocument(render_letter(letter, "pdf"))) <= 2


def test_a_denial_says_why_by_which_rule_and_on_which_words() -> None:
    """The policy's clause 3.C.i and the note's sentence against it stand in the letter as they stand in the sources."""
    text = words(made("RIT-DEV-01", LetterKind.DENIAL).letter)
    assert "We have not approved the request named above." in text
    assert REASON in text
    assert "“lupus nephritis class III, IV or V on biopsy”" in text
    assert "“No renal, neurologic, hematologic, cardiac or pulmonary involvement to date.”" in text
    assert "TM-RHEU-031" in text
    assert "Decided by Ruth Example, MD, Dermatology on July 6, 2026." in text


def test_appeal_rights_with_their_days() -> None:
    """180 days from July 6, 2026: 25 to July 31, then 31, 30, 31, 30, 31 to December 31 (178), and 2."""
    text = words(made("RIT-DEV-01", LetterKind.DENIAL).letter)
    assert "You have 180 calendar days from the date of this letter. The last day is January 2, 2027." in text
    assert "fast appeal. Call 1-800-555-0103. It takes at most 72 hours." in text
    assert "Appeals, 100 Example Street, Springfield, NY 12345 or fax 1-800-555-0102" in text


def test_a_review_from_outside_counts_from_the_final_decision() -> None:
    """The four months of New York run from the final adverse determination; of a letter that is one, from its day."""
    new_york, d = Adopted(state="NY"), case("RIT-DEV-01")[0]
    first = words(notice(LetterKind.DENIAL, d, decided(LetterKind.DENIAL), rules(adopted=new_york), PLAN, DAY))
    assert "You have 4 months from the day of our final decision on your appeal." in first
    assert "external appeal" in first
    final = replace(decided(LetterKind.DENIAL), final=True)
    last = words(notice(LetterKind.DENIAL, d, final, rules(adopted=new_york), PLAN, DAY))
    assert "You have 4 months from the date of this letter. The last day is November 6, 2026." in last
    assert "external appeal" not in words(made("RIT-DEV-01", LetterKind.DENIAL).letter)


def test_medicare_has_its_own_words() -> None:
    text = words(made("RIT-DEV-01", LetterKind.DENIAL, line="medicare-advantage").letter)
    assert "That is called a reconsideration." in text
    part_d = words(made("RIT-DEV-01", LetterKind.DENIAL, line="medicare-part-d").letter)
    assert "That is called a redetermination." in part_d
    assert "It takes at most 7 calendar days." in part_d


def test_a_request_for_records_is_no_decision_and_says_until_when() -> None:
    """45 days from July 6: 25 to July 31, and 20."""
    letter = made("OMA-DEV-001", LetterKind.PEND).letter
    text = words(letter)
    assert "This letter is not a decision." in text
    assert "Please send it by August 20, 2026." in text
    assert "Who can send it" in text
    assert not re.search(r"\b(?:denied|not approved|approved)\b", text.split("What we need")[0])
    d = case("OMA-DEV-001")[0]
    by_hand = notice(LetterKind.PEND, d, None, rules(), PLAN, DAY, answer_by=date(2026, 7, 20), asks=("The page 3",))
    assert "Please send it by July 20, 2026." in words(by_hand)
    assert "**Also:** The page 3" in words(by_hand)


def test_an_approval_has_the_terms_of_the_policy_only_where_it_has_terms() -> None:
    d = case("IG-DEV-01")[0]
    with_terms = made("IG-DEV-01", LetterKind.APPROVAL).letter
    assert all(flat(condition.citation.quote) in words(with_terms) for condition in d.conditions)
    as_asked = replace(decided(LetterKind.APPROVAL), kind=DecisionKind.APPROVE)
    assert "There are no other terms." in words(notice(LetterKind.APPROVAL, d, as_asked, rules(), PLAN, DAY))


@pytest.mark.parametrize("kind", ADVERSE)
def test_an_adverse_letter_needs_a_signed_decision(kind: LetterKind) -> None:
    d = case("RIT-DEV-01")[0]
    for unsigned in (None, replace(decided(kind), signed=False)):
        with pytest.raises(SignatureError, match="no decision is signed"):
            notice(kind, d, unsigned, rules(), PLAN, DAY)
    with pytest.raises(SignatureError, match="the reason is empty"):
        notice(kind, d, replace(decided(kind), reason=" "), rules(), PLAN, DAY)
    with pytest.raises(SignatureError, match="the decision is to approve"):
        notice(kind, d, replace(decided(kind), kind=DecisionKind.APPROVE), rules(), PLAN, DAY)


def test_an_approval_may_be_drafted_but_not_sent_before_it_is_signed() -> None:
    d = case("IG-DEV-01")[0]
    draft = notice(LetterKind.APPROVAL, d, replace(decided(LetterKind.APPROVAL), signed=False), rules(), PLAN, DAY)
    assert DRAFT in words(draft)
    assert "Nothing is decided before it is signed." in words(draft)
    with pytest.raises(SignatureError, match="no decision is signed"):
        notice(LetterKind.APPROVAL, d, None, rules(), PLAN, DAY, draft=False)


def test_a_draft_says_so_on_every_page_and_a_sent_letter_does_not() -> None:
    d = case("RIT-DEV-01")[0]
    sent = notice(LetterKind.DENIAL, d, decided(LetterKind.DENIAL), rules(), PLAN, DAY, draft=False)
    assert DRAFT not in words(sent)
    pages = pypdfium2.PdfDocument(render_letter(replace(sent, draft=True), "pdf"))
    assert all(DRAFT in page.get_textpage().get_text_bounded() for page in pages)
    assert b'<p class="draft">Draft, not sent</p>' in render_letter(replace(sent, draft=True), "html")


def test_the_clauses_that_the_signer_names_are_the_ground() -> None:
    d = case("RIT-DEV-01")[0]
    named = replace(decided(LetterKind.DENIAL), clauses=("3.C.ii",))
    assert [clause.label for clause in grounds(d, named)] == ["3.C.ii"]
    text = words(notice(LetterKind.DENIAL, d, named, rules(), PLAN, DAY))
    assert "lupus nephritis class III" not in text.split("What is missing")[0]


def test_a_clause_that_is_not_judged_or_is_met_is_no_ground() -> None:
    d = case("IG-DEV-01")[0]
    met = next(leaf.clause for leaf in d.criteria.leaves() if leaf.applicable and leaf.status.value == "met")
    for label, says in (("Z.9", "judges no clause Z.9"), (met, f"finds {re.escape(met)} fulfilled")):
        with pytest.raises(SignatureError, match=says):
            notice(LetterKind.DENIAL, d, replace(decided(LetterKind.DENIAL), clauses=(label,)), rules(), PLAN, DAY)


def test_to_the_requester_with_a_copy_to_the_member() -> None:
    d = case("RIT-DEV-01")[0]
    letter = notice(LetterKind.DENIAL, d, decided(LetterKind.DENIAL), rules(), PLAN, DAY, to=Addressee.REQUESTER)
    assert letter.recipient[0] == ("To", d.request.requester.name)
    assert letter.recipient[-1] == ("Copy to", d.request.patient.name)
    assert f"Dear {d.request.requester.name}," in words(letter)


def test_what_the_plan_does_not_tell_stays_open_and_is_told() -> None:
    d = case("RIT-DEV-01")[0]
    letter = notice(LetterKind.DENIAL, d, decided(LetterKind.DENIAL), rules(), BARE_PLAN, DAY)
    assert missing_content(letter, LetterKind.DENIAL, rules()) == ()
    found = open_lines(letter)
    assert Content.INTERNAL_APPEAL.value in found
    assert Content.LANGUAGE_HELP.value in found
    assert open_lines(made("RIT-DEV-01", LetterKind.DENIAL).letter) == ()
    pend = notice(LetterKind.PEND, d, None, rules(), Plan(name="X", phone="1"), DAY)
    assert "Please answer by" in open_lines(pend)


@pytest.mark.parametrize(("name", "kind"), WORKED)
def test_it_reads_as_easily_as_is_aimed_at(name: str, kind: LetterKind) -> None:
    aim = laws().reading
    found = letter_grade(made(name, kind, adopted=ALL_IN).letter, aim)
    assert found.grade <= aim.grade
    assert found.words > 20


def test_hard_words_of_the_signer_are_found() -> None:
    hard = "Immunosuppressive pharmacotherapy necessitates comprehensive documentation of contraindications."
    d = case("RIT-DEV-01")[0]
    letter = notice(LetterKind.DENIAL, d, replace(decided(LetterKind.DENIAL), reason=hard), rules(), PLAN, DAY)
    assert [each.says for each in letter_grade(letter, laws().reading).hard] == [hard]


def test_hostile_words_stay_words() -> None:
    letter = made("hostile", LetterKind.APPROVAL).letter
    page = render_letter(letter, "html").decode()
    assert "<script>alert" not in page
    assert render_letter(letter, "pdf").startswith(b"%PDF")
    assert render_letter(made("endless", LetterKind.PEND).letter, "pdf").startswith(b"%PDF")
