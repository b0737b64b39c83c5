"""request.yaml -> PriorAuthRequest, with the place of every field so that it can be cited."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, ClassVar, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from rapidfuzz import process

from mednec.errors import RequestError
from mednec.intake.written import Places, places_of, read_as_written
from mednec.model.document import SourceDocument
from mednec.model.request import Patient, PriorAuthRequest, Requester, ServiceLine

FILE = "request.yaml"
LARGEST_BYTES = 1_000_000
MOST_UNITS = 100_000_000
LONGEST_DAYS = 3660  # ten years; longer is a slip of the pen, and no policy looks so far ahead
COMPARE = "compare it with an example in cases/"
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_SAYS = {"missing": "is missing", "extra_forbidden": "unknown field", "string_too_short": "is empty"}


def _iso(value: object) -> object:
    """Only a written date: bare digits would be taken for seconds since 1970."""
    if isinstance(value, str) and not _ISO.match(value.strip()):
        raise ValueError(f"{value!r} is no date; write it as 2026-01-31")
    return value


def _or_nothing(value: object) -> object:
    return "" if value is None else value


Day = Annotated[date, BeforeValidator(_iso)]
Moment = Annotated[datetime, BeforeValidator(_iso)]
Words = Annotated[str, Field(min_length=1)]
Optional = Annotated[str, BeforeValidator(_or_nothing)]  # a field left empty is a field not given


class _Form(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", str_strip_whitespace=True)


class _Patient(_Form):
    id: Words
    name: Words
    birth_date: Day
    sex: Optional = ""


class _Requester(_Form):
    name: Words
    specialty: Optional = ""
    npi: Optional = ""


class _Line(_Form):
    id: Words
    drug: Words
    brand: str | None = None
    hcpcs: Optional = ""
    units: int | None = Field(default=None, ge=0, le=MOST_UNITS)
    diagnosis_codes: list[Words] = []
    regimen: Words
    from_: Day = Field(alias="from")
    to: Day
    site_of_care: Optional = ""


class _Request(_Form):
    id: Words
    payer: Words
    policy: Optional = ""
    line_of_business: Optional = ""
    benefit: Optional = ""
    urgency: Optional = "standard"
    received: Moment
    request_type: Literal["initial", "continuation"]
    patient: _Patient
    requester: _Requester
    lines: list[_Line] = Field(min_length=1)


FIELDS = sorted(
    {f.alias or n for form in (_Request, _Patient, _Requester, _Line) for n, f in form.model_fields.items()}
)


def read_request(path: Path) -> PriorAuthRequest:
    """Raises RequestError naming the field when the file is missing, unreadable or cannot be true."""
    return parse_request(_read(path))


def parse_request(text: str) -> PriorAuthRequest:
    """The request in the words of a request.yaml. Raises RequestError naming the field."""
    try:
        node, content = read_as_written(text)
        places = places_of(node)
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        what = f"not readable as YAML: {error.problem}"
        raise RequestError(what, where=f"{FILE}{line}", do=COMPARE) from error
    except yaml.YAMLError as error:
        raise RequestError("not readable as YAML", where=FILE, do=COMPARE) from error
    except RecursionError as error:
        raise RequestError("nested too deeply to be a request", where=FILE, do=COMPARE) from error
    if not isinstance(content, dict):
        raise RequestError("not a request: it has no fields", where=FILE, do=COMPARE)
    document = SourceDocument(name=FILE, text=text)
    try:
        form = _Request.model_validate(content)
    except ValidationError as error:
        raise _explained(error, document, places) from error
    _refuse_untrue(form)
    return _convert(form, document, places)


def _read(path: Path) -> str:
    """The file's text with its line ends as they are, so that quotes are the file's own."""
    if not path.is_file():
        raise RequestError("no such file", where=str(path), do="a case is a folder with request.yaml and documents/")
    if (size := path.stat().st_size) > LARGEST_BYTES:
        what = f"{size / 1e6:.0f} MB is too much for a request"
        raise RequestError(what, where=FILE, do="put the chart into documents/")
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise RequestError(f"cannot be opened: {error.strerror}", where=FILE, do="check its permissions") from error
    except UnicodeDecodeError as error:
        raise RequestError(f"not UTF-8 at byte {error.start}", where=FILE, do="save it as UTF-8 text") from error
    if not text.strip():
        raise RequestError("the file is empty", where=FILE, do=COMPARE)
    return text


def _explained(error: ValidationError, document: SourceDocument, places: Places) -> RequestError:
    """The first fault in a reader's words; a misspelt field before the missing one that it leaves behind."""
    faults = error.errors()
    first = next((fault for fault in faults if fault["type"] == "extra_forbidden"), faults[0])
    field = ".".join(str(part) for part in first["loc"])
    line = f", line {document.line_of(places[field][0])}" if field in places else ""
    given = first["input"]
    what = _SAYS.get(first["type"]) or first["msg"].removeprefix("Value error, ")
    if given is None and first["type"] not in _SAYS:
        what = "is empty"
    elif first["type"] not in _SAYS and first["type"] != "value_error" and isinstance(given, str):
        what = f"{what[:1].lower()}{what[1:]}, not {given!r}"
    do = "correct this field"
    if first["type"] == "extra_forbidden":
        near = process.extractOne(str(first["loc"][-1]), FIELDS, score_cutoff=60)
        do = f"did you mean {near[0]!r}?" if near else f"the fields are {', '.join(FIELDS)}"
    return RequestError(what, where=f"{FILE}:{field}{line}", do=do)


def _refuse_untrue(form: _Request) -> None:
    born = form.patient.birth_date
    if born > form.received.date():
        raise RequestError(
            f"born {born}, after the request was received", where=f"{FILE}:patient.birth_date", do="correct one of them"
        )
    seen: set[str] = set()
    for i, line in enumerate(form.lines):
        if line.to < line.from_:
            raise RequestError(
                f"dates reversed: from {line.from_} to {line.to}", where=f"{FILE}:lines.{i}", do="correct the dates"
            )
        if (line.to - line.from_).days > LONGEST_DAYS:
            raise RequestError(
                f"from {line.from_} to {line.to} is more than ten years",
                where=f"{FILE}:lines.{i}",
                do="correct the dates",
            )
        if line.id in seen:
            raise RequestError(f"two lines with id {line.id!r}", where=f"{FILE}:lines.{i}.id", do="number the lines")
        seen.add(line.id)


def _convert(form: _Request, document: SourceDocument, places: Places) -> PriorAuthRequest:
    lines = tuple(
        ServiceLine(
            id=line.id,
            drug=line.drug,
            brand=line.brand,
            hcpcs=line.hcpcs,
            units=line.units,
            diagnosis_codes=tuple(line.diagnosis_codes),
            regimen=line.regimen,
            first_day=line.from_,
            last_day=line.to,
            site_of_care=line.site_of_care,
        )
        for line in form.lines
    )
    return PriorAuthRequest(
        id=form.id,
        payer=form.payer,
        policy=form.policy,
        line_of_business=form.line_of_business,
        benefit=form.benefit,
        urgency=form.urgency,
        received=form.received,
        request_type=form.request_type,
        patient=Patient(**form.patient.model_dump()),
        requester=Requester(**form.requester.model_dump()),
        lines=lines,
        document=document,
        places=places,
    )
