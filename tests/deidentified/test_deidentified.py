"""Identifiers planted in many spellings: none is left in the copy, and what is medicine is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.deidentified.dates import date_edits
from mednec.deidentified.edits import Edit, chosen, edited
from mednec.deidentified.names import words_of_name
from mednec.deidentified.scrub import Deidentified, Vocabulary, deidentified, vocabulary_of
from mednec.deidentified.surrogates import Surrogates
from mednec.errors import StoreError
from mednec.intake.request import parse_request
from mednec.model.document import SourceDocument
from mednec.model.request import Case
from tests.shipped import library

SECRET = b"kept by the service"
REQUEST = """\
id: PA-2025-77123
payer: Harbor Example Health Plan
policy: HX-0412
received: "2025-04-09T10:12:00"
request_type: initial
patient: {id: HXP-7730412-01, name: "Zélie Q. Brackenridge-Oduya", birth_date: "1983-08-19", sex: F}
requester: {name: "Ottoline Vasquez-Thorne, MD", specialty: Rheumatology, npi: "1999000017"}
lines:
  - {id: "1", drug: examplemab, regimen: "300 mg IV every 4 weeks", from: "2025-05-01", to: "2025-10-31"}
"""


@cache
def vocabulary() -> Vocabulary:
    return vocabulary_of(library())


def case(*texts: str, request: str = REQUEST, name: str = "note.txt") -> Case:
    documents = tuple(SourceDocument(name=f"{i}_{name}", text=text) for i, text in enumerate(texts, 1))
    return Case(request=parse_request(request), documents=documents)


def copy_of(*texts: str, request: str = REQUEST) -> tuple[Deidentified, str]:
    """The copy, and all its words."""
    found = deidentified(case(*texts, request=request), vocabulary(), SECRET)
    return found, "\n".join([found.request.text, *found.documents, *(d.text for d in found.documents.values())])


PLANTED = (
    # (A) names, of the patient and of others
    ("Patient: Zélie Q. Brackenridge-Oduya", ("Zélie", "Zelie", "Brackenridge", "Oduya")),
    ("Patient: BRACKENRIDGE-ODUYA, ZELIE Q", ("ZELIE", "BRACKENRIDGE", "ODUYA")),
    ("ms. brackenridge oduya said so", ("brackenridge", "oduya")),
    ("Ms. Brackenridge's rash; Oduya\u2019s arm", ("Brackenridge", "Oduya")),
    ("Form: B R A C K E N R I D G E", ("B R A C K", "R I D G E")),
    ("Scan: Brackenrldge, Brackenrige", ("Brackenrldge", "Brackenrige")),
    ("zelie_brackenridge_scan.pdf", ("zelie", "brackenridge")),
    ("Bracken-\nridge was seen", ("ridge was",)),
    ("Seen today: Z.B. and Z.Q.B.", ("Z.B.", "Z.Q.B.")),
    ("Dr. Vasquez-Thorne; O. Vasquez-Thorne MD", ("Vasquez", "Thorne")),
    ("Discussed with Dr. Kinsolving and Dr Abara.", ("Kinsolving", "Abara")),
    ("Signed: L. Amarante MD", ("Amarante",)),
    ("Her husband Bartholomew drove her.", ("Bartholomew",)),
    ("Contact: Philippa Nightingale-Roe, daughter", ("Philippa", "Nightingale")),
    ("Form completed by: T. Osagie, coordinator", ("Osagie",)),
    ("Attending: SMITH, JOHN A MD; PCP: Anna Graves", ("SMITH", "JOHN", "Graves")),
    ("Zell was tired; she is called Zeli.", ("Zell", "Zeli")),
    ("Pt initials ZB; Dict: JAS", ("ZB", "JAS")),
    ("Seen by Jacoba Lindqvist in clinic. Lindqvist agrees.", ("Jacoba", "Lindqvist")),
    ("Nurse Winterbourne took the call. Winterbourne called back.", ("Winterbourne",)),
    # (B) places smaller than a state
    ("Address: 4412 N. Larkspur Hollow Road, Apt 7B", ("4412", "Larkspur", "Hollow", "7B")),
    ("lives at 12 Elmhurst Ave, Pottersville, OH 44017-1234", ("Elmhurst", "Pottersville", "44017", "1234")),
    ("P.O. Box 5519", ("5519",)),
    ("She lives in Quarrytown with her son.", ("Quarrytown",)),
    ("moved from Ashtabula County", ("Ashtabula",)),
    ("ZIP: 44017", ("44017",)),
    (
        "1200 6th Ave N, St. Brannock, MN\nBorn in 1983 in Quarrytown. St. Brannock again.",
        ("6th Ave", "Brannock", "Quarry"),
    ),
    ("Lives at Sunny Acres Nursing Home in\nWaite Park.", ("Sunny", "Acres", "Waite")),
    (
        "Transferred from Regions Hospital in Millbrook; implanted at Abbott Northwestern.",
        ("Regions", "Millb", "Abbott"),
    ),
    ("She worked at Delta Freight until 1994.", ("Delta", "Freight")),
    ("Infusions at Millbrook Regional Hospital; labs at Millbrook.", ("Millbrook",)),
    # (C) dates
    ("DOB: 08/19/1983", ("08/19/1983", "8/19/1983")),
    ("dob 8-19-83, born August 19, 1983, 19 Aug 1983, 1983-08-19", ("8-19-83", "August 19", "19 Aug", "1983")),
    ("DOB 19830819 / 19-Aug-83 / 19AUG1983", ("19830819", "19-Aug-83", "19AUG1983")),
    ("Admitted 03/06/2025, discharged 3/12/25, seen 3/17", ("03/06/2025", "3/12/25", "3/17")),
    ("biopsy in April 2021; second in Sept. 2022", ("April 2021", "Sept. 2022")),
    ("Infused 2025-03-14T09:30:00", ("2025-03-14",)),
    ("Died 12.03.2025", ("12.03.2025",)),
    ("DOB 08/19/83, 8.19.83, 08191983", ("8/19/83", "8.19.83", "08191983")),
    ("again 2 Mar 24 and on Memorial Day", ("2 Mar 24", "Memorial")),
    ("Summer 2024 was bad; Christmas 2023 too", ("Summer 2024", "Christmas 2023")),
    ("infusions 2/3-4 and 3/31-4/1", ("2/3-4", "3/31-4/1")),
    # (D, E) phone and fax
    ("Phone (216) 555-7788, fax: 216.555.7789 x12, cell 2165557790", ("555-7788", "555.7789", "2165557790")),
    ("call +1 216 555 7791", ("555 7791",)),
    # (F) e-mail
    ("zelie.b@mail.example or z_b(at)mail.example", ("zelie.b", "mail.example")),
    # (G) SSN
    ("SSN 219-09-9999; social security number: 219 09 9998", ("219-09-9999", "219 09 9998")),
    # (H) record numbers
    ("MRN 40-22871; MRN: 0044917; Medical record no. A55812", ("40-22871", "0044917", "A55812")),
    # (I) plan's numbers
    ("Member ID: HXP-7730412-01, HXP773041201, 7730412", ("7730412", "773041201")),
    # (J) accounts
    ("Acct # 99-1203-77, Account: 5510238", ("1203", "5510238")),
    # (K) certificates and licences
    ("License # 35-071234 DEA BT1234563 NPI 1999000017", ("071234", "BT1234563", "1999000017")),
    # (L) vehicles
    ("Plate: HXK 4471; VIN 1M8GDM9AXKP042788", ("4471", "1M8GDM9AXKP042788")),
    # (M) devices
    ("Pacemaker serial PJN734562H, license plate 412-KTR", ("734562", "412-KTR")),
    ("Pump serial no. SN-88271-K, UDI: 00844588003288", ("88271", "00844588003288")),
    # (N, O) addresses of the net
    ("see https://portal.example.com/p/zelie?x=1 or www.example.com/me", ("portal.example", "www.example")),
    ("from 203.0.113.77 and 2001:db8:0:0:1:0:0:42", ("203.0.113.77", "2001:db8")),
    # (R) any other number
    ("Accession HP-21-03958, claim number 8831-2290-11, ref: QX99812", ("03958", "8831", "QX99812")),
    ("request PA-2025-77123 / PA 2025 77123", ("77123",)),
    ("Rx# 7788123, encounter: 100293884", ("7788123", "100293884")),
)


@pytest.mark.parametrize(("text", "gone"), PLANTED, ids=[text[:30] for text, _ in PLANTED])
def test_planted_identifiers_are_gone(text: str, gone: Sequence[str]) -> None:
    words = copy_of(f"VISIT\n{text}\nShe takes prednisone 20 mg daily.\n")[1]
    assert [g for g in gone if g in words] == []
    assert "She takes prednisone 20 mg daily." in words


def test_all_of_them_in_one_chart() -> None:
    words = copy_of("\n".join(text for text, _ in PLANTED))[1]
    assert [g for _, gone in PLANTED for g in gone if g in words and len(g) > 5] == []


KEPT = (
    "BP 120/80, HR 72, temp 98.6, SpO2 97%",
    "Give 1/2 tablet; 0.9% sodium chloride 1000 mL IV over 2-4 hours",
    "IgG 988 mg/dL (700-1600); CK 3,420; ferritin 1250",
    "HCPCS J1569, ICD-10 M33.13, CPT 96365, NDC 0944-2700-04",
    "41 y.o. woman, weight 71.4 kg, aged 41",
    "Anti-Ro 1:640, HLA-B27 negative, C3 88",
    "4-6 times a day for 10 years, 2 weeks ago, on Tuesday",
    "May take with food. She may march on. Will see.",
    "Octreotide 10 mcg; decadron 4 mg; novolog 5 units; septra",
    "Family Hx: father Crohn disease; brother Graves disease. Addison disease ruled out.",
    "Foley removed. Babinski neg. Baker cyst L knee. Gottron papules.",
    "Medical Policy HX-0412 applies",
    "grade 3/5 strength, 20/20 vision",
)


@pytest.mark.parametrize("text", KEPT)
def test_medicine_stays(text: str) -> None:
    assert text in copy_of(f"VISIT\n{text}\n")[1]


def test_one_name_is_one_name_throughout() -> None:
    found, _ = copy_of(
        "Patient: BRACKENRIDGE-ODUYA, ZELIE Q", "Re: Zelie Brackenridge-Oduya\nMs. Brackenridge-Oduya came."
    )
    name = parse_request(found.request.text).patient.name
    given, last = name.split()[0], name.split()[-1]
    first, second = (d.text for d in found.documents.values())
    assert f"{last.upper()}, {given.upper()}" in first
    assert f"Re: {given} {last}\nMs. {last} came." in second


def test_every_date_moves_by_the_same_weeks() -> None:
    found, _ = copy_of("Seen 03/17/2025.\nDOB 08/19/1983.")
    request = parse_request(found.request.text)
    moved = request.received.date() - date(2025, 4, 9)
    assert moved.days % 7 == 0
    assert moved == request.patient.birth_date - date(1983, 8, 19) == request.lines[0].first_day - date(2025, 5, 1)
    seen = date(2025, 3, 17) + moved
    assert f"Seen {seen:%m/%d/%Y}." in next(iter(found.documents.values())).text


def test_ages_above_89_are_one_group() -> None:
    old = REQUEST.replace("1983-08-19", "1931-08-19")
    found, words = copy_of(
        "93 y.o. woman, 93-year-old, 93F, 93 yo, aged 93, age 93, ninety-three years old, born in 1931, DOB 8/19/1931",
        request=old,
    )
    assert re.findall(r"\b93|\b1931", "\n".join(d.text for d in found.documents.values())) == []
    assert "1931" not in words
    request = parse_request(found.request.text)
    assert request.patient.age_on(request.received.date()) == 90


def test_ages_up_to_89_stay() -> None:
    assert "89 y.o. woman" in copy_of("89 y.o. woman")[1]


def test_columns_stay() -> None:
    text = "Patient: Zelie Brackenridge-Oduya      DOB: 8/19/83      Sex: F\n"
    done = next(iter(copy_of(text)[0].documents.values())).text
    assert done.index("Sex: F") == text.index("Sex: F")


def test_what_is_left_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last look does not trust the searches."""
    monkeypatch.setattr("mednec.deidentified.names.patient_edits", lambda *_: [])
    with pytest.raises(StoreError, match="still found"):
        copy_of("BRACKENRIDGE was here")


def test_the_secret_decides_what_is_put_in_place() -> None:
    chart = case("Patient: Zelie Brackenridge-Oduya, MRN 40-22871, seen 3/17/25")
    one, same, other = (deidentified(chart, vocabulary(), secret) for secret in (b"one", b"one", b"other"))
    assert one == same
    assert one.request.text != other.request.text


@given(text=st.text(alphabet="ab 1/\n", max_size=60), spans=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 5))))
def test_every_untouched_span_is_found_again(text: str, spans: list[tuple[int, int]]) -> None:
    wanted = [Edit(start=s, end=min(s + n, len(text)), new="XYZ"[:n], kind="x") for s, n in spans if s < len(text)]
    done = edited(text, chosen([wanted]))
    touched = {i for e in done.edits for i in range(e.start, e.end)}
    for i in range(len(text)):
        if i not in touched:
            start, end = done.moved(i, i + 1)
            assert done.text[start:end] == text[i]


@given(day=st.dates(date(1990, 1, 1), date(2025, 4, 9)), form=st.sampled_from(["%m/%d/%Y", "%Y-%m-%d", "%B %d, %Y"]))
def test_a_written_date_becomes_the_shifted_one(day: date, form: str) -> None:
    made = Surrogates(secret=SECRET)
    text = f"Seen on {day.strftime(form)} in clinic."
    done = edited(text, chosen([date_edits(text, made, date(2025, 4, 9))])).text
    wanted = (day + made.shift).strftime(form)
    assert done.replace(" 0", " ") == f"Seen on {wanted} in clinic.".replace(" 0", " ")


NAME_WORDS = ("Zélie", "Zelie", "Brackenridge", "Oduya", "Brackenridge-Oduya")
CASED: st.SearchStrategy[Callable[[str], str]] = st.sampled_from([str, str.upper, str.title])


@settings(max_examples=60)
@given(
    words=st.lists(st.tuples(st.sampled_from(NAME_WORDS), CASED), min_size=1, max_size=4),
    between=st.sampled_from([" ", ", ", "; ", "_", " (", "'s ", ".", "/", "\n", "-"]),
    before=st.sampled_from(["", "Pt ", "re: ", "with ", "DOB 8/19/83 ", "Dr. ", "0", "\u00e9 "]),
)
def test_however_the_name_stands_none_of_it_is_left(
    words: list[tuple[str, Callable[[str], str]]], between: str, before: str
) -> None:
    text = before + between.join(cased(word) for word, cased in words)
    found = next(iter(deidentified(case(text), vocabulary(), SECRET).documents.values())).text.lower()
    assert [w for w in ("brackenridge", "oduya") if w in found] == []


def test_words_of_a_name() -> None:
    assert words_of_name("Dr. Ann B. Lee-Roy, MD, PhD") == ("Ann", "B", "Lee-Roy", "Lee", "Roy")
