"""Prior authorisation forms of invented plans: labels in print, answers typed in, laid over, flattened or scanned."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from fpdf import FPDF

from bench.faxes.laid import AS_ANNOTATIONS, AS_FIELDS, Answer, lay
from bench.faxes.scans import pictures_pdf, scanned
from bench.faxes.typed import blank_pdf
from mednec.model.request import PriorAuthRequest, ServiceLine

HOWS = ("fields", "annotations", "flat", "image")
LEFT, RIGHT, TOP, BOTTOM = 40.0, 572.0, 50.0, 740.0
SIZE = 10.0

# The words of a form for each field of the request; a layout takes its own.
WORDINGS: dict[str, dict[str, str]] = {
    "lines": {
        "patient.name": "Patient Name",
        "patient.id": "Member ID",
        "patient.birth_date": "Date of Birth",
        "patient.sex": "Sex",
        "requester.name": "Prescriber Name",
        "requester.specialty": "Specialty",
        "requester.npi": "NPI",
        "drug": "Drug Requested",
        "brand": "Brand Name",
        "hcpcs": "HCPCS Code",
        "units": "Units Requested",
        "diagnosis_codes": "Diagnosis Code (ICD-10)",
        "regimen": "Directions",
        "from": "Start Date",
        "to": "End Date",
        "site_of_care": "Site of Care",
    },
    "pairs": {
        "patient.name": "Member",
        "patient.id": "Member #",
        "patient.birth_date": "DOB",
        "patient.sex": "Gender",
        "requester.name": "Requesting Provider",
        "requester.specialty": "Provider Specialty",
        "requester.npi": "NPI #",
        "drug": "Medication",
        "brand": "Brand",
        "hcpcs": "J-Code/HCPCS",
        "units": "Total Units",
        "diagnosis_codes": "ICD-10",
        "regimen": "Dose and frequency",
        "from": "Service From",
        "to": "Service To",
        "site_of_care": "Place of Service",
    },
    "grid": {
        "patient.name": "PATIENT NAME (LAST, FIRST)",
        "patient.id": "SUBSCRIBER ID NUMBER",
        "patient.birth_date": "BIRTH DATE",
        "patient.sex": "SEX",
        "requester.name": "ORDERING PHYSICIAN",
        "requester.specialty": "SPECIALTY",
        "requester.npi": "NATIONAL PROVIDER IDENTIFIER",
        "drug": "DRUG NAME",
        "brand": "PRODUCT (BRAND)",
        "hcpcs": "PROCEDURE CODE",
        "units": "QUANTITY (BILLING UNITS)",
        "diagnosis_codes": "DIAGNOSIS CODES",
        "regimen": "SIG / DOSING INSTRUCTIONS",
        "from": "FROM DATE",
        "to": "THROUGH DATE",
        "site_of_care": "SITE OF ADMINISTRATION",
    },
    "questions": {
        "patient.name": "1. What is the patient's full name?",
        "patient.id": "3. Insurance identification number:",
        "patient.birth_date": "2. Patient's date of birth:",
        "patient.sex": "4. Patient's sex:",
        "requester.name": "5. Who prescribes the medication?",
        "requester.specialty": "6. What is the prescriber's specialty?",
        "requester.npi": "7. Prescriber's NPI number:",
        "drug": "a. Which drug is requested?",
        "brand": "b. Brand requested, if any:",
        "hcpcs": "c. HCPCS / J code:",
        "units": "d. How many billing units?",
        "diagnosis_codes": "e. ICD-10-CM diagnosis code(s):",
        "regimen": "h. Dose, route and frequency as ordered:",
        "from": "f. First date of service:",
        "to": "g. Last date of service:",
        "site_of_care": "i. Where will it be given?",
    },
}
LAYOUTS = tuple(WORDINGS)
# Fields that stand on one line of the form, for layouts that set several beside each other, with parts of the width.
PERSONS = (
    (("patient.name", 5), ("patient.birth_date", 3)),
    (("patient.id", 5), ("patient.sex", 3)),
    (("requester.name", 5), ("requester.specialty", 4), ("requester.npi", 3)),
)
SERVICE = (
    (("drug", 1),),
    (("brand", 5), ("hcpcs", 3), ("units", 3)),
    (("diagnosis_codes", 5), ("from", 3), ("to", 3)),
    (("regimen", 1),),
    (("site_of_care", 1),),
)


@dataclass(slots=True)
class Form:
    """A form being set: what is printed is on `pdf`, what was answered is in `answers`."""

    layout: str
    pdf: FPDF
    y: float = TOP
    answers: list[Answer] = field(default_factory=list)
    said: list[str] = field(default_factory=list)  # the form as plain text

    def room(self, high: float) -> None:
        if self.y + high > BOTTOM:
            self.pdf.add_page()
            self.y = TOP

    def title(self, text: str, size: float = 11) -> None:
        self.room(2.4 * size)
        self.pdf.set_font("helvetica", "B", size)
        self.pdf.text(LEFT, self.y + size, text)
        self.pdf.set_font("helvetica", "", SIZE)
        self.y += 1.8 * size
        self.said.append(text)

    def answer(self, key: str, text: str, box: tuple[float, float, float, float], *, tick: bool = False) -> None:
        self.answers.append(Answer(key=key, text=text, page=len(self.pdf.pages), box=box, tick=tick))

    def fields(self, row: Sequence[tuple[str, str, float]], values: dict[str, str]) -> None:
        """Fields beside each other: key, label, part of the width."""
        whole = sum(part for *_, part in row)
        lines = max(len(self._wrapped(values[k], self._room_for(label, part / whole))) for k, label, part in row)
        high = 12.0 * lines + (12.0 if self.layout == "grid" else 5.0)
        self.room(high + 4)
        x = LEFT
        for key, label, part in row:
            wide = (RIGHT - LEFT) * part / whole
            self._field(key, label, values[key], (x, self.y, wide, high))
            x += wide
        self.y += high + (0 if self.layout == "grid" else 4)
        self.said.append("   ".join(f"{label.rstrip(':')}: {values[key]}" for key, label, _ in row))

    def _room_for(self, label: str, part: float) -> float:
        wide = (RIGHT - LEFT) * part - 10
        return wide if self.layout == "grid" else wide - self.pdf.get_string_width(label + ": ")

    def _wrapped(self, text: str, wide: float) -> list[str]:
        letters = max(int(wide / self.pdf.get_string_width("n") * 0.95), 8)
        return textwrap.wrap(text, letters, break_on_hyphens=False) or [""]

    def _field(self, key: str, label: str, value: str, box: tuple[float, float, float, float]) -> None:
        x, y, wide, high = box
        if self.layout == "grid":
            self.pdf.rect(x, y, wide, high)
            self.pdf.set_font("helvetica", "", 6.5)
            self.pdf.text(x + 3, y + 8, label)
            self.pdf.set_font("helvetica", "", SIZE)
            inside = (x + 4, y + 10, wide - 8, high - 11)
        else:
            shown = label if label.endswith((":", "?")) else label + ":"
            self.pdf.text(x, y + 11, shown)
            start = x + self.pdf.get_string_width(shown) + 4
            inside = (start, y, x + wide - 8 - start, high - 1)
            self.pdf.line(start, y + high - 1, x + wide - 8, y + high - 1)
        self.answer(key, "\n".join(self._wrapped(value, inside[2])) if value else "", inside)

    def boxes(self, label: str, key: str, options: Sequence[tuple[str, bool]]) -> None:
        """A question answered by ticking one of some boxes."""
        self.room(20)
        self.pdf.text(LEFT, self.y + 11, label)
        x = LEFT + self.pdf.get_string_width(label) + 14
        for words, ticked in options:
            self.pdf.rect(x, self.y + 2.5, 10, 10)
            self.answer(f"{key}={words}", "X" if ticked else "", (x, self.y + 2.5, 10, 10), tick=True)
            self.pdf.text(x + 14, self.y + 11, words)
            x += 14 + self.pdf.get_string_width(words) + 18
        self.y += 20
        self.said.append(f"{label}   " + "   ".join(f"[{'X' if t else ' '}] {words}" for words, t in options))


def _day(day: date) -> str:
    return f"{day:%m/%d/%Y}"


def _persons(request: PriorAuthRequest, layout: str) -> dict[str, str]:
    patient, requester = request.patient, request.requester
    given, _, family = patient.name.rpartition(" ")
    return {
        "patient.name": f"{family}, {given}" if layout == "grid" else patient.name,
        "patient.id": patient.id,
        "patient.birth_date": _day(patient.birth_date),
        "patient.sex": {"F": "Female", "M": "Male"}.get(patient.sex, patient.sex)
        if layout == "questions"
        else patient.sex,
        "requester.name": requester.name,
        "requester.specialty": requester.specialty,
        "requester.npi": requester.npi,
    }


def _service(line: ServiceLine) -> dict[str, str]:
    return {
        "drug": line.drug,
        "brand": line.brand or "",
        "hcpcs": line.hcpcs,
        "units": "" if line.units is None else str(line.units),
        "diagnosis_codes": ", ".join(line.diagnosis_codes),
        "regimen": line.regimen,
        "from": _day(line.first_day),
        "to": _day(line.last_day),
        "site_of_care": line.site_of_care,
    }


def _rows(layout: str, plan: Sequence[Sequence[tuple[str, int]]]) -> Iterator[list[tuple[str, str, float]]]:
    words = WORDINGS[layout]
    for row in plan:
        if layout in ("lines", "questions"):
            yield from ([(key, words[key], 1.0)] for key, _ in row)
        else:
            yield [(key, words[key], float(part)) for key, part in row]


def filled(request: PriorAuthRequest, layout: str) -> Form:
    """The form of a request, with its answers apart from its print."""
    pdf = blank_pdf("helvetica", SIZE)
    pdf.add_page()
    form = Form(layout=layout, pdf=pdf)
    form.title(request.payer.upper(), 13)
    form.title("PRIOR AUTHORIZATION REQUEST FORM - MEDICAL BENEFIT DRUG")
    form.said.append(f"Received by fax: {request.received:%m/%d/%Y %I:%M %p}")
    pdf.text(LEFT, form.y + 8, form.said[-1])
    form.y += 18
    again, urgent = request.request_type == "continuation", request.urgency not in ("", "standard")
    if layout == "questions":
        form.boxes("Is this a continuation of therapy?", "request_type", (("Yes", again), ("No", not again)))
        form.boxes("Is this an urgent (expedited) request?", "urgency", (("Yes", urgent), ("No", not urgent)))
    else:
        kinds = (("New start", not again), ("Continuation", again))
        form.boxes("Request type:", "request_type", kinds)
        form.boxes("Review:", "urgency", (("Standard", not urgent), ("Urgent", urgent)))
    persons = _persons(request, layout)
    for row in _rows(layout, PERSONS):
        form.fields(row, persons)
    for number, line in enumerate(request.lines):
        form.title(f"SERVICE REQUESTED {number + 1}" if len(request.lines) > 1 else "SERVICE REQUESTED", 10)
        values = _service(line)
        for row in _rows(layout, SERVICE):
            named = [(f"lines.{number}.{key}", label, part) for key, label, part in row]
            form.fields(named, {f"lines.{number}.{key}": value for key, value in values.items()})
    return form


def form_text(request: PriorAuthRequest, layout: str = "lines") -> str:
    """The filled form as plain text."""
    return "\n".join(filled(request, layout).said) + "\n"


def form_pdf(request: PriorAuthRequest, how: str = "fields", layout: str = "lines", seed: int = 0) -> bytes:
    """The filled form: answers as form fields, as annotations laid over it, in its print, or all of it a picture."""
    form = filled(request, layout)
    if how in (AS_FIELDS, AS_ANNOTATIONS):
        return lay(bytes(form.pdf.output()), form.answers, how)
    for answer in form.answers:
        form.pdf.page = answer.page
        x, y, _, _ = answer.box
        for i, line in enumerate(answer.text.split("\n")):
            form.pdf.text(x + 2, y + (8.5 if answer.tick else 10.5) + 12 * i, line)
    form.pdf.page = len(form.pdf.pages)
    flat = bytes(form.pdf.output())
    return flat if how == "flat" else pictures_pdf(scanned(flat, "light", seed))
