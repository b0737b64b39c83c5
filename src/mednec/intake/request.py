"""request.yaml -> PriorAuthRequest, with the place of every field so that it can be cited."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from mednec.errors import RequestError
from mednec.model.document import SourceDocument
from mednec.model.request import Patient, PriorAuthRequest, Requester, ServiceLine

FILE = "request.yaml"


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class _Patient(_Form):
    id: Annotated[str, BeforeValidator(str)]
    name: str = Field(min_length=1)
    birth_date: date
    sex: str = ""


class _Requester(_Form):
    name: str = Field(min_length=1)
    specialty: str = ""
    npi: Annotated[str, BeforeValidator(str)] = ""


class _Line(_Form):
    id: Annotated[str, BeforeValidator(str)]
    drug: str = Field(min_length=1)
    brand: str | None = None
    hcpcs: Annotated[str, BeforeValidator(lambda v: "" if v is None else str(v))] = ""
    units: int | None = Field(default=None, ge=0)
    diagnosis_codes: list[str] = []
    regimen: str = Field(min_length=1)
    from_: date = Field(alias="from")
    to: date
    site_of_care: str = ""


class _Request(_Form):
    id: Annotated[str, BeforeValidator(str)]
    payer: str
    policy: str = ""
    line_of_business: str = ""
    benefit: str = ""
    urgency: str = "standard"
    received: datetime
    request_type: Literal["initial", "continuation"]
    patient: _Patient
    requester: _Requester
    lines: list[_Line] = Field(min_length=1)


def read_request(path: Path) -> PriorAuthRequest:
    """Raises RequestError naming the field when the file is missing, unreadable or cannot be true."""
    text = _read(path)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        at = getattr(error, "problem_mark", None)
        where = f"{FILE}:{at.line + 1}" if at else FILE
        raise RequestError("not readable as YAML", where=where, do="compare it with an example in cases/") from error
    if not isinstance(content, dict):
        raise RequestError("not a request", where=FILE, do="compare it with an example in cases/")
    try:
        form = _Request.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise RequestError(first["msg"].lower(), where=f"{FILE}:{field}", do="correct this field") from error
    _refuse_untrue(form)
    return _convert(form, SourceDocument(name=FILE, text=text), _places(node))


def _read(path: Path) -> str:
    if not path.is_file():
        raise RequestError("no such file", where=str(path), do="a case is a folder with request.yaml and documents/")
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(f"not UTF-8 at byte {error.start}", where=FILE, do="save it as UTF-8 text") from error
    if not text.strip():
        raise RequestError("the file is empty", where=FILE, do="compare it with an example in cases/")
    return text


def _refuse_untrue(form: _Request) -> None:
    born = form.patient.birth_date
    if born > form.received.date():
        raise RequestError(f"born {born}, after the request was received", where=f"{FILE}:patient.birth_date")
    seen: set[str] = set()
    for i, line in enumerate(form.lines):
        if line.to < line.from_:
            raise RequestError(
                f"dates reversed: from {line.from_} to {line.to}", where=f"{FILE}:lines.{i}", do="correct the dates"
            )
        if line.id in seen:
            raise RequestError(f"two lines with id {line.id!r}", where=f"{FILE}:lines.{i}.id", do="number the lines")
        seen.add(line.id)


def _convert(form: _Request, document: SourceDocument, places: dict[str, tuple[int, int]]) -> PriorAuthRequest:
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


def _places(node: yaml.Node | None, path: str = "") -> dict[str, tuple[int, int]]:
    """Path of every value -> its span in the file (quotes included)."""
    if node is None:
        return {}
    found: dict[str, tuple[int, int]] = {}
    if path:
        found[path] = (node.start_mark.index, node.end_mark.index)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            found |= _places(value, f"{path}.{key.value}" if path else str(key.value))
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            found |= _places(value, f"{path}.{i}")
    return found
