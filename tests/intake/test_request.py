"""request.yaml: every value as it was written, every field at its place, every fault told once and clearly."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from mednec.errors import RequestError
from mednec.intake.request import FILE, LARGEST_BYTES, read_request
from mednec.model.request import PriorAuthRequest
from tests.intake.conftest import REQUEST


def read(folder: Path, text: str) -> PriorAuthRequest:
    """The request read from this text."""
    path = folder / FILE
    path.write_bytes(text.encode())
    return read_request(path)


def with_line(name: str, value: str) -> str:
    """The good request with another value for one field."""
    rows = REQUEST.splitlines(keepends=True)
    at = next(i for i, row in enumerate(rows) if row.strip().removeprefix("- ").startswith(f"{name}:"))
    indent = rows[at][: rows[at].index(name)]
    rows[at] = f"{indent}{name}: {value}\n"
    return "".join(rows)


def test_a_good_request(tmp_path: Path) -> None:
    request = read(tmp_path, REQUEST)
    (line,) = request.lines
    assert (request.id, request.payer, request.request_type) == ("CASE-7", "A Health Plan", "initial")
    assert request.received == datetime(2026, 1, 21, 10, 42)
    assert (request.patient.name, request.patient.birth_date) == ("Rosa Example", date(1962, 5, 19))
    assert (line.brand, line.units, line.diagnosis_codes) == (None, 232, ("M33.13",))
    assert (line.first_day, line.last_day) == (date(2026, 2, 2), date(2026, 2, 5))
    assert (request.policy, request.urgency, line.site_of_care) == ("", "standard", "")


# --- what YAML would make of it --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written", ["0123", "no", "on", "1e5", "0x1F", "12:30", "2026-01-21", "1_000", "007.50", "yes"]
)
def test_an_id_stays_as_it_is_written(tmp_path: Path, written: str) -> None:
    assert read(tmp_path, with_line("id", written)).id == written
    assert read(tmp_path, with_line("npi", written)).requester.npi == written
    assert read(tmp_path, with_line("hcpcs", written)).lines[0].hcpcs == written
    assert read(tmp_path, with_line("diagnosis_codes", f"[{written}]")).lines[0].diagnosis_codes == (written,)


@pytest.mark.parametrize("day", ["2026-02-02", '"2026-02-02"', "'2026-02-02'", "2026-02-02T00:00:00"])
def test_a_day_with_or_without_quotes(tmp_path: Path, day: str) -> None:
    assert read(tmp_path, with_line("from", day)).lines[0].first_day == date(2026, 2, 2)


@pytest.mark.parametrize(
    ("written", "received"),
    [
        ("2026-01-21T10:42:00", datetime(2026, 1, 21, 10, 42)),
        ('"2026-01-21T10:42:00"', datetime(2026, 1, 21, 10, 42)),
        ("2026-01-21 10:42:00", datetime(2026, 1, 21, 10, 42)),
        ("2026-01-21", datetime(2026, 1, 21)),
        ('"2026-01-21"', datetime(2026, 1, 21)),
        ("2026-01-21T10:42:00Z", datetime(2026, 1, 21, 10, 42, tzinfo=timezone(timedelta(0)))),
        ("2026-01-21T23:42:00-05:00", datetime(2026, 1, 21, 23, 42, tzinfo=timezone(timedelta(hours=-5)))),
    ],
)
def test_received_as_text_or_timestamp_with_or_without_time_and_zone(
    tmp_path: Path, written: str, received: datetime
) -> None:
    request = read(tmp_path, with_line("received", written))
    assert request.received == received
    assert request.received.date() == date(2026, 1, 21)  # the day on the sender's calendar


@pytest.mark.parametrize("nothing", ["null", "~", "", "Null"])
def test_a_field_left_empty_is_a_field_not_given(tmp_path: Path, nothing: str) -> None:
    assert read(tmp_path, with_line("brand", nothing)).lines[0].brand is None
    assert read(tmp_path, with_line("units", nothing)).lines[0].units is None
    assert read(tmp_path, with_line("hcpcs", nothing)).lines[0].hcpcs == ""
    assert read(tmp_path, with_line("specialty", nothing)).requester.specialty == ""


# --- places ----------------------------------------------------------------------------------------------------------


def test_every_field_of_the_request_can_be_cited_verbatim(tmp_path: Path) -> None:
    request = read(tmp_path, REQUEST)
    for path in request.places:
        cited = request.cite(path)
        assert REQUEST[cited.start : cited.end] == cited.quote
    given = ("id", "payer", "received", "request_type", "patient", "requester", "lines")
    assert {p for p in request.places if "." not in p} == set(given)
    assert {f"patient.{f.name}" for f in fields(request.patient)} <= set(request.places)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("lines.0.regimen", "LD 29g/kg IV divided over 4 days x1"),  # without its quotation marks
        ("lines.0.units", "232"),
        ("lines.0.diagnosis_codes", "[M33.13]"),
        ("lines.0.diagnosis_codes.0", "M33.13"),
        ("patient.birth_date", "1962-05-19"),
        ("received", "2026-01-21T10:42:00"),
        ("requester", 'name: "T. Example, MD"\n  specialty: Rheumatology\n  npi: "1003300118"'),
    ],
)
def test_a_place_opens_at_the_words(tmp_path: Path, path: str, words: str) -> None:
    assert read(tmp_path, REQUEST).cite(path).quote == words


def test_an_empty_field_opens_at_its_name(tmp_path: Path) -> None:
    request = read(tmp_path, with_line("units", ""))
    assert request.cite("lines.0.units").quote == "units"


def test_a_field_that_is_not_there_has_no_place(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        read(tmp_path, REQUEST).cite("lines.0.site_of_care")


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_places_are_those_of_the_file_whatever_its_line_ends(tmp_path: Path, end: str) -> None:
    text = "# Überweisung 😀\n".replace("\n", end) + REQUEST.replace("\n", end)
    request = read(tmp_path, text)
    cited = request.cite("lines.0.regimen")
    assert (tmp_path / FILE).read_bytes().decode()[cited.start : cited.end] == "LD 29g/kg IV divided over 4 days x1"
    assert cited.line == 18


def test_a_byte_order_mark_moves_no_place(tmp_path: Path) -> None:
    request = read(tmp_path, "\ufeff" + REQUEST)
    assert request.id == "CASE-7"
    assert request.cite("id").quote == "CASE-7"


# --- bad input -------------------------------------------------------------------------------------------------------

BAD = [
    # name, text, where, what it must say
    ("empty", "", "request.yaml", "the file is empty"),
    ("blanks", "  \n\t\n", "request.yaml", "the file is empty"),
    ("only a comment", "# nothing yet\n", "request.yaml", "not a request"),
    ("no YAML", "id: [1\npayer: x\n", "request.yaml, line 2", "not readable as YAML"),
    ("binary", "id: \x00\x01\n", "request.yaml", "not readable as YAML"),
    ("a list", "- a\n- b\n", "request.yaml", "not a request"),
    ("a sentence", "please approve\n", "request.yaml", "not a request"),
    ("two documents", "id: 1\n---\nid: 2\n", "request.yaml, line 2", "not readable as YAML"),
    ("a programmer's tag", "id: !!python/object:os.system x\n", "request.yaml, line 1", "not readable as YAML"),
    ("nested too deeply", "[" * 5000, "request.yaml", "nested too deeply"),
    ("refers to itself", "lines: &a [*a]\n", "request.yaml, line 1", "refers to another place"),
    ("a field twice", REQUEST + "payer: Another Plan\n", "request.yaml, line 20", "field 'payer' is given twice"),
    ("a list as name", "? [a, b]\n: c\n", "request.yaml, line 1", "a field whose name is no word"),
    ("missing field", REQUEST.replace("payer: A Health Plan\n", ""), "request.yaml:payer", "is missing"),
    ("unknown field", REQUEST + "color: red\n", "request.yaml:color, line 20", "unknown field; the fields are benefit"),
    ("misspelt field", REQUEST.replace("received", "recieved"), "recieved", "did you mean 'received'?"),
    ("unknown field of a line", REQUEST + "    dose: 1\n", "request.yaml:lines.0.dose, line 20", "unknown field"),
    ("no lines", REQUEST[: REQUEST.index("lines:")] + "lines: []\n", "request.yaml:lines, line 10", "at least 1 item"),
    ("lines as text", REQUEST[: REQUEST.index("lines:")] + "lines: all\n", "request.yaml:lines", "list, not 'all'"),
    ("patient as text", with_line("patient", "Rosa"), "request.yaml:patient, line 5", "not 'Rosa'"),
    ("empty id", with_line("id", '""'), "request.yaml:id, line 1", "is empty"),
    ("no id", with_line("id", ""), "request.yaml:id, line 1", "is empty"),
    ("id a list", with_line("id", "[1, 2]"), "request.yaml:id, line 1", "valid string"),
    ("blank regimen", with_line("regimen", '"  "'), "request.yaml:lines.0.regimen, line 17", "is empty"),
    ("units in words", with_line("units", "many"), "request.yaml:lines.0.units, line 15", "integer"),
    ("part of a unit", with_line("units", "2.5"), "request.yaml:lines.0.units, line 15", "integer"),
    ("units yes", with_line("units", "yes"), "request.yaml:lines.0.units, line 15", "not 'yes'"),
    ("units below zero", with_line("units", "-1"), "request.yaml:lines.0.units, line 15", "greater than or equal to 0"),
    ("codes as text", with_line("diagnosis_codes", "M33.13"), "lines.0.diagnosis_codes", "list, not 'M33.13'"),
    ("a code left empty", with_line("diagnosis_codes", "[M33.13, '']"), "codes.1", "is empty"),
    ("no such day", with_line("from", "2026-02-30"), "request.yaml:lines.0.from, line 18", "not '2026-02-30'"),
    ("day the American way", with_line("from", "02/03/2026"), "lines.0.from", "write it as 2026-01-31"),
    ("day as a number", with_line("from", "20260202"), "lines.0.from", "'20260202' is no date"),
    ("year as a moment", with_line("received", "2026"), "request.yaml:received, line 3", "write it as 2026-01-31"),
    ("no day", with_line("to", ""), "request.yaml:lines.0.to, line 19", "is empty"),
    ("request type", with_line("request_type", "renewal"), "request_type", "'initial' or 'continuation', not 're"),
    ("reversed", with_line("to", "2026-01-05"), "lines.0", "dates reversed: from 2026-02-02 to 2026-01-05"),
    ("unborn", with_line("received", "1961-01-01"), "patient.birth_date", "born 1962-05-19, after"),
    (
        "same line twice",
        REQUEST + REQUEST[REQUEST.index("  - id") :],
        "request.yaml:lines.1.id",
        "two lines with id '1'; number the lines",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "where", "says"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_request_is_refused_with_place_and_advice(tmp_path: Path, text: str, where: str, says: str) -> None:
    with pytest.raises(RequestError) as raised:
        read(tmp_path, text)
    error = raised.value
    message = str(error)
    assert where in error.where
    assert says in message
    assert error.do
    assert "\n" not in message
    assert message.startswith("request.yaml")
    assert "Value error" not in message


def test_no_request(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"request\.yaml: no such file; a case is a folder"):
        read_request(tmp_path / FILE)


def test_a_folder_in_place_of_the_request(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(RequestError, match="no such file"):
        read_request(tmp_path / FILE)


def test_request_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes("id: Zürich\n".encode("latin-1"))
    with pytest.raises(RequestError, match=r"request\.yaml: not UTF-8 at byte 5; save it as UTF-8 text"):
        read_request(tmp_path / FILE)


def test_request_far_too_large(tmp_path: Path) -> None:
    with (tmp_path / FILE).open("wb") as file:
        file.truncate(LARGEST_BYTES * 3)
    with pytest.raises(
        RequestError, match=r"request\.yaml: 3 MB is too much for a request; put the chart into documents/"
    ):
        read_request(tmp_path / FILE)


def test_request_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FILE).write_text(REQUEST, "utf-8")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(RequestError, match=r"request\.yaml: cannot be opened: Permission denied"):
        read_request(tmp_path / FILE)
