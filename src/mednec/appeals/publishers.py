"""Who publishes decided appeals, how their files name the columns, and what is said about their terms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mednec.errors import MednecError


class AppealsError(MednecError):
    """A file of published decisions, or the folder they are kept in, cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """A publisher of decisions. `tells` are the fields whose presence marks its files; `lacks` those it never has."""

    id: str  # as the command line names it
    name: str  # as every decision carries it
    title: str
    home: str
    terms: str
    tells: tuple[str, ...]
    lacks: tuple[str, ...] = ()


_TERMS = (
    "The decisions stay under the terms of their publisher, {title}: read them at {home} before passing anything on. "
    "The program comes without any decision; what lies in this folder is the user's own download."
)


def _publisher(
    id_: str, name: str, title: str, home: str, tells: tuple[str, ...], lacks: tuple[str, ...] = ()
) -> Publisher:
    terms = _TERMS.format(title=title, home=home)
    return Publisher(id=id_, name=name, title=title, home=home, terms=terms, tells=tells, lacks=lacks)


PUBLISHERS: Mapping[str, Publisher] = {
    p.id: p
    for p in (
        _publisher(
            "ca-dmhc",
            "CA-DMHC-IMR",
            "California Department of Managed Health Care",
            "https://data.chhs.ca.gov",
            ("diagnosis_detail", "treatment_detail"),
            ("payer", "payer_type", "reviewer"),
        ),
        _publisher(
            "ca-cdi",
            "CA-CDI-IMR",
            "California Department of Insurance",
            "https://www.insurance.ca.gov",
            ("payer",),
            ("payer_type",),
        ),
        _publisher(
            "ny-dfs",
            "NY-DFS",
            "New York State Department of Financial Services",
            "https://www.dfs.ny.gov",
            ("payer", "payer_type"),
            ("diagnosis_detail", "treatment_detail"),
        ),
    )
}

NEEDED = ("number", "ending")  # a decision without one of these is none

# Headings as publishers and those who pass their files on write them, folded: letters and digits only.
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": (
        "referenceid",
        "referencenumber",
        "refid",
        "refno",
        "refnumber",
        "reference",
        "casenumber",
        "caseid",
        "caseno",
        "appealnumber",
        "appealid",
        "imrnumber",
        "imrcasenumber",
        "imrid",
        "id",
    ),
    "year": (
        "reportyear",
        "year",
        "decisionyear",
        "yearofdecision",
        "determinationyear",
        "decisiondate",
        "dateofdecision",
        "determinationdate",
        "dateclosed",
        "closeddate",
    ),
    "diagnosis": ("diagnosiscategory", "diagnosis", "dxcategory", "diagnosiscat", "medicalcondition", "condition"),
    "diagnosis_detail": (
        "diagnosissubcategory",
        "dxsubcategory",
        "diagnosisdetail",
        "subdiagnosis",
        "specificdiagnosis",
    ),
    "treatment": (
        "treatmentcategory",
        "treatment",
        "txcategory",
        "treatmentcat",
        "disputedservice",
        "service",
        "requestedservice",
        "treatmentrequested",
    ),
    "treatment_detail": ("treatmentsubcategory", "txsubcategory", "treatmentdetail", "subtreatment", "specificservice"),
    "ending": (
        "determination",
        "appealdecision",
        "decision",
        "outcome",
        "ending",
        "imrdecision",
        "imrdetermination",
        "imroutcome",
        "appealoutcome",
        "result",
        "disposition",
    ),
    "issue": (
        "type",
        "denialreason",
        "denialreasons",
        "reasonfordenial",
        "denialtype",
        "issue",
        "issuetype",
        "reviewtype",
        "appealtype",
        "typeofreview",
        "imrtype",
        "imrcategory",
    ),
    "age": ("agerange", "age", "patientage", "patientagerange", "agegroup"),
    "sex": ("patientgender", "gender", "sex", "patientsex"),
    "payer": (
        "healthplan",
        "insurer",
        "plan",
        "payer",
        "company",
        "companyname",
        "insurername",
        "insurancecompany",
        "healthplanname",
        "insurancecompanyname",
        "insurancecompanyhealthplan",
    ),
    "payer_type": ("coveragetype", "coverage", "plantype", "payertype", "lineofbusiness", "typeofcoverage"),
    "reviewer": (
        "agent",
        "appealagent",
        "externalappealagent",
        "reviewer",
        "imro",
        "revieworganization",
        "reviewentity",
    ),
    "text": (
        "findings",
        "summary",
        "casesummary",
        "casesummaryfindings",
        "decisionsummary",
        "findingstext",
        "rationale",
        "casedescription",
        "reviewerfindings",
        "casesummarytruncated",
    ),
}


def folded(heading: str) -> str:
    """A heading without case, blanks, underscores, marks and byte order mark.

    >>> folded("\\ufeffReport_Year ")
    'reportyear'
    """
    return re.sub(r"[^a-z0-9]", "", heading.lower())


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """Which column holds which field; where two headings could, the one that is listed first wins."""
    names = [folded(h) for h in header]
    found: dict[str, int] = {}
    for field, headings in _HEADINGS.items():
        place = next((names.index(h) for h in headings if h in names), None)
        if place is not None:
            found[field] = place
    return found


def refuse_doubled(header: Sequence[str], where: str) -> None:
    """Raises AppealsError if two columns of one name could hold a field: which of them counts is not for us to say."""
    names = [folded(h) for h in header]
    read = {heading for headings in _HEADINGS.values() for heading in headings} | {"overturned", "publisher"}
    for place, name in enumerate(names):
        if name in read and name in names[:place]:
            what = f"columns {names.index(name) + 1} and {place + 1} are both called {header[place].strip()!r}"
            raise AppealsError(what, where=where, do="remove or rename one of them")


def missing_from(columns: Mapping[str, int]) -> tuple[str, ...]:
    """The fields that no column holds, in the order of a decision's fields."""
    return tuple(field for field in _HEADINGS if field not in columns)


def recognised(columns: Mapping[str, int]) -> Publisher | None:
    """The publisher whose files have these columns; None if more than one may be, or none."""
    fits = [
        p for p in PUBLISHERS.values() if all(t in columns for t in p.tells) and not any(x in columns for x in p.lacks)
    ]
    return fits[0] if len(fits) == 1 else None


def publisher_of(columns: Mapping[str, int], said: str | None, where: str) -> Publisher:
    """The publisher the user named, else the one whose columns these are.

    Raises AppealsError if a needed column is missing, if the columns are another publisher's, or nobody's.
    """
    known = ", ".join(PUBLISHERS)
    if said is not None and said not in PUBLISHERS:
        raise AppealsError(f"unknown publisher {said!r}", where="--publisher", do=f"one of {known}")
    lost = [field for field in NEEDED if field not in columns]
    if lost:
        names = " and ".join(f"{field} (for example {_EXAMPLES[field]!r})" for field in lost)
        raise AppealsError(
            f"no column for {names}", where=where, do="give the publisher's own download, with its header"
        )
    found = recognised(columns)
    if said is None:
        if found is None:
            raise AppealsError("the columns do not say whose file this is", where=where, do=f"add --publisher: {known}")
        return found
    if found is not None and found.id != said:
        what = f"the columns are those of {found.id}, not of {said}"
        raise AppealsError(what, where=where, do=f"use --publisher {found.id}, or the right file")
    return PUBLISHERS[said]


_EXAMPLES = {"number": "Reference ID", "ending": "Determination"}
