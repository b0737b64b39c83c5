"""C-CDA documents: the narrative in lines, and what of it may not be taken as it stands."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mednec.interop import Record, read_ccda
from mednec.model.finding import Measurement, TherapyTrial
from mednec.model.words import Assertion, TrialOutcome
from tests.interop.made import doubted, facts, told

HEAD = """<id root="1.2.3" extension="doc-1"/><title>Consultation Note</title>
<effectiveTime value="20260310101500-0500"/>
<recordTarget><patientRole><patient><name><given>Ada</given><given>B</given><family>Quill</family></name>
<birthTime value="19800201"/></patient></patientRole></recordTarget>
<author><assignedAuthor><assignedPerson><name><given>Ines</given><family>Marlow</family></name></assignedPerson>
</assignedAuthor></author>"""
NOTE, RESULTS, MEDICATIONS = "10164-2", "30954-2", "10160-0"


def section(code: str, text: str, entries: str = "", *, title: str = "A section", more: str = "") -> str:
    return (
        f'<component><section {more}><code code="{code}"/><title>{title}</title><text>{text}</text>{entries}'
        "</section></component>"
    )


def document(*sections: str, head: str = HEAD, body: str = "") -> bytes:
    inner = body or f"<structuredBody>{''.join(sections)}</structuredBody>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument xmlns="urn:hl7-org:v3" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{head}<component>{inner}</component></ClinicalDocument>'
    ).encode()


def read(*sections: str, head: str = HEAD, body: str = "") -> Record:
    return read_ccda(document(*sections, head=head, body=body), file="note.xml")


def lines_of(record: Record) -> list[str]:
    """Lines behind the first section's title."""
    [paper] = record.papers
    text = paper.sheets[0].text
    return [line for line in text.partition("A SECTION")[2].splitlines() if line]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Seen today.", ["Seen today."]),
        ("<paragraph>One\n   line.</paragraph><paragraph>Two.</paragraph>", ["One line.", "Two."]),
        ("One<br/>two", ["One", "two"]),
        ("<list><item>One</item><item>Two<br/>more</item></list>", ["- One", "- Two", "  more"]),
        ('<list listType="ordered"><item>One</item><item>Two</item></list>', ["1. One", "2. Two"]),
        (
            "<list><caption>Drugs</caption><item>One<list><item>Inner</item></list></item></list>",
            ["Drugs", "- One", "  - Inner"],
        ),
        ("a <content>b</content><content> c</content> d", ["a b c d"]),
        ("H<sub>2</sub>O", ["H2O"]),
        ('Kept.<content revised="delete"> Gone.</content>', ["Kept."]),
        ("Dose<footnote>by mouth</footnote> 5 mg", ["Dose [footnote: by mouth] 5 mg"]),
        (
            "<table><thead><tr><th>Test</th><th>Result</th></tr></thead>"
            "<tbody><tr><td>Creatinine</td><td>0.9</td></tr></tbody></table>",
            ["Test        Result", "Creatinine  0.9"],
        ),
        (
            "<table><tbody><tr><td rowspan='2'>2026-03-02</td><td>IgE</td></tr><tr><td>CRP</td></tr></tbody></table>",
            ["2026-03-02  IgE", "2026-03-02  CRP"],
        ),
        ("<table><tr><td colspan='2'>Panel</td><td>x</td></tr><tr><td>a</td><td>b</td><td>c</td></tr></table>",
         ["Panel     x", "a      b  c"]),
        ("<table><tr><td>a<br/>b</td><td><list><item>c</item></list></td></tr></table>", ["a; b  - c"]),
    ],
)  # fmt: skip
def test_the_narrative_in_lines(text: str, lines: list[str]) -> None:
    assert lines_of(read(section(NOTE, text))) == lines


def test_a_paper_opens_with_its_kind_the_patient_the_day_and_the_author() -> None:
    [paper] = read(section(NOTE, "Seen today.")).papers
    assert paper.sheets[0].text.splitlines() == [
        "CLINIC NOTE (electronic record): Consultation Note",
        "Patient: Quill, Ada B    DOB: 1980-02-01",
        "Date: 2026-03-10",
        "Author: Marlow, Ines",
        "",
        "A SECTION",
        "",
        "Seen today.",
    ]


def test_every_line_has_its_section() -> None:
    [sheet] = next(p for p in read(section(RESULTS, "<paragraph>IgE 412 kU/L</paragraph>")).papers).sheets
    at = sheet.text.index("IgE")
    assert [r.to for r in sheet.references if r.start <= at < r.end] == [f"section/{RESULTS}"]


def test_sections_of_a_kind_share_a_paper_and_those_inside_others_are_read() -> None:
    inner = section(NOTE, "Inner.", title="Inner")
    outer = section(NOTE, "Outer.").replace("</section>", f"{inner}</section>", 1)
    record = read(outer, section(RESULTS, "CRP 3 mg/L"), section(NOTE, "Plan."))
    assert [p.title for p in record.papers] == ["laboratory results", "clinical notes"]
    note = record.papers[1].sheets[0].text
    assert note.index("Outer.") < note.index("Inner.") < note.index("Plan.")


TABLE = """<table><thead><tr><th>Medication</th><th>Directions</th><th>Start</th><th>End</th><th>Reason stopped</th>
</tr></thead><tbody>
<tr ID="m1"><td>methotrexate</td><td>15 mg once weekly</td><td>2025-03-01</td><td>2025-07-15</td><td>lack of effect</td>
</tr><tr><td><content ID="m2">omalizumab</content></td><td>300 mg every 4 weeks</td></tr></tbody></table>"""


def drug(id: str, mood: str, more: str = "", inside: str = "") -> str:
    return (
        f'<entry><substanceAdministration classCode="SBADM" moodCode="{mood}" {more}>'
        f'<text><reference value="#{id}"/></text>{inside}</substanceAdministration></entry>'
    )


def test_a_medicine_intended_is_an_order_and_one_taken_is_a_trial() -> None:
    found = facts(read(section(MEDICATIONS, TABLE, drug("m1", "EVN") + drug("m2", "INT"))))
    [trial] = [f for f in found if isinstance(f, TherapyTrial) and f.concept == "methotrexate"]
    assert (trial.outcome, trial.assertion) == (TrialOutcome.FAILED, Assertion.PRESENT)
    assert {f.assertion for f in found if f.concept == "omalizumab"} == {Assertion.HYPOTHETICAL}


def test_an_order_behind_a_medicine_taken_takes_nothing_back() -> None:
    supply = (
        '<entryRelationship><supply moodCode="INT"><text><reference value="#m1"/></text></supply></entryRelationship>'
    )
    assert doubted(read(section(MEDICATIONS, TABLE, drug("m1", "EVN", inside=supply)))) == []


def test_an_order_that_cannot_be_found_in_the_text_puts_all_of_it_in_doubt() -> None:
    record = read(section(MEDICATIONS, TABLE, drug("m1", "EVN") + drug("nowhere", "INT")))
    assert {assertion for _, assertion in doubted(record)} == {"uncertain"}
    assert "cannot be found in its text" in told(record)


def test_a_section_of_orders_alone_is_hypothetical() -> None:
    record = read(section(MEDICATIONS, "<paragraph>omalizumab 300 mg</paragraph>", drug("x", "RQO")))
    assert doubted(record) == [("omalizumab 300 mg", "hypothetical")]


def test_a_plan_is_hypothetical_and_a_family_history_is_of_the_family() -> None:
    plan, family = section("18776-5", "Start omalizumab."), section("10157-6", "Mother: asthma.")
    assert sorted(doubted(read(plan, family))) == [("Mother: asthma.", "family"), ("Start omalizumab.", "hypothetical")]


@pytest.mark.parametrize(
    ("words", "entry", "says"),
    [
        ("Asthma", 'negationInd="true"', "an entry says that this was not so, and the text does not: Asthma"),
        ("No asthma", 'negationInd="true"', ""),
        ("Asthma", 'negationInd="false"', ""),
    ],
)
def test_an_entry_that_denies_what_the_text_says_puts_it_in_doubt(words: str, entry: str, says: str) -> None:
    coded = f'<entry><observation moodCode="EVN" {entry}><text><reference value="#p"/></text></observation></entry>'
    record = read(section("11450-4", f'<paragraph ID="p">{words}</paragraph>', coded))
    assert doubted(record) == ([(words, "uncertain")] if says else [])
    assert told(record) == (f"section/11450-4: {says}" if says else "")


def test_an_entry_withdrawn_is_in_doubt_and_told() -> None:
    coded = """<entry><observation moodCode="EVN"><text><reference value="#p"/></text><statusCode code="nullified"/>
    </observation></entry>"""
    record = read(
        section(RESULTS, '<paragraph ID="p">IgE 412 kU/L</paragraph><paragraph>CRP 3 mg/L</paragraph>', coded)
    )
    assert doubted(record) == [("IgE 412 kU/L", "uncertain")]
    assert "an entry was withdrawn: IgE 412 kU/L" in told(record)


def test_an_empty_section_says_so() -> None:
    record = read(section(RESULTS, "", more='nullFlavor="NI"'))
    assert lines_of(record) == ["Nothing is recorded in this section (no information)."]
    assert told(record) == "section/30954-2: the section is empty: no information"


def test_pictures_deleted_words_and_documents_replaced_are_told() -> None:
    older = '<parentDocument><id root="1.2.3" extension="old"/></parentDocument>'
    head = f'{HEAD}<relatedDocument typeCode="RPLC">{older}</relatedDocument>'
    text = 'x<content revised="delete">y</content><renderMultiMedia referencedObject="MM1"/>'
    says = told(read(section(NOTE, text), head=head))
    assert "the document replaces 1.2.3/old" in says
    assert "words marked as deleted are left out" in says
    assert "a picture stands in the text and is not read: MM1" in says


def test_a_document_that_carries_a_file_has_an_attachment() -> None:
    body = '<nonXMLBody><text mediaType="application/pdf" representation="B64">JVBE\nRg==</text></nonXMLBody>'
    record = read(body=body)
    [attachment] = record.attachments
    assert (attachment.name, attachment.content_type) == ("Consultation Note.pdf", "application/pdf")
    assert (attachment.content, attachment.patient) == (b"%PDF", "Quill, Ada B 1980-02-01")


def test_a_file_kept_elsewhere_is_not_fetched() -> None:
    body = '<nonXMLBody><text mediaType="application/pdf"><reference value="note.pdf"/></text></nonXMLBody>'
    record = read(body=body)
    assert record.papers == ()
    assert "not fetched" in told(record)


def test_the_papers_give_the_facts() -> None:
    table = """<table><thead><tr><th>Test</th><th>Result</th><th>Units</th><th>Flag</th><th>Reference Range</th>
    <th>Date</th></tr></thead><tbody><tr><td>IgE, total</td><td>412</td><td>kU/L</td><td>H</td><td>0-100</td>
    <td>2026-03-02</td></tr>
    </tbody></table>"""
    [ige] = [f for f in facts(read(section(RESULTS, table))) if isinstance(f, Measurement)]
    assert (ige.concept, ige.value, ige.unit) == ("total-ige", Decimal(412), "kU/L")
    assert ige.when is not None
    assert ige.when.first.isoformat() == "2026-03-02"
    assert ige.source.reference == f"section/{RESULTS}"
