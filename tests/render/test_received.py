"""Documents received: told in every view where there is something to tell, and nowhere else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import jsonschema
import pytest

from mednec.model.document import SourceDocument
from mednec.model.sheet import About, Box
from mednec.render import render
from mednec.render.panes import document_pane
from mednec.render.places import Places
from mednec.render.received import HEADINGS, field_name
from mednec.render.records import box_record
from tests.render.a_chart import DOCUMENTS, NOTE, span
from tests.render.a_determination import determination
from tests.render.a_paper import FIELDS, NEGATIVE, OVER_TWO_PAGES, PAPERS, REMARKS, UNITS, determination_on_paper
from tests.render.test_json_view import mappings
from tests.render.test_views import flowing, words_of

CITE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["document", "start", "end", "quote", "page"],
    "properties": {
        "document": {"type": "string"},
        "start": {"type": "integer", "minimum": 0},
        "end": {"type": "integer", "minimum": 1},
        "quote": {"type": "string", "minLength": 1},
        "page": {"type": "integer", "minimum": 1},
        "reference": {"type": "string", "minLength": 1},
        "at": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["file", "page", "boxes"],
                "properties": {
                    "file": {"type": "string"},
                    "page": {"type": "integer", "minimum": 1},
                    "boxes": {
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": "array", "minItems": 4, "maxItems": 4, "items": {"type": "number"}},
                    },
                },
            },
        },
    },
}


@pytest.fixture(scope="module")
def views() -> dict[str, str]:
    d = determination_on_paper()
    return {
        "text": flowing(render(d, PAPERS, "text", width=300)),
        "md": flowing(render(d, PAPERS, "md")),
        "html": words_of(render(d, PAPERS, "html")),
    }


@pytest.fixture(scope="module")
def record() -> Any:
    return json.loads(render(determination_on_paper(), PAPERS, "json"))


def cites(value: Any) -> Iterator[dict[str, Any]]:
    return (each for each in mappings(value) if "quote" in each and "document" in each)


@pytest.mark.parametrize("view", ["text", "md", "html"])
@pytest.mark.parametrize(
    "words",
    [
        "Documents received",
        "request form",
        "2031-01-02",
        "Ilse Marn, MD",
        "glint medicine",
        "this patient",
        "fax.pdf",
        "pages 4 to 6",
        "set aside",
        "Its pages are of two forms.",
        "Names Ula Orde.",
        "record.json",
        "Hidden text",
        "fax.pdf p.5",
        "Hard to read",
        "Attachments",
        "A table that is not read.",
        "Duplicates",
        "Request, as read",
        "These 2 fields of the request were read by the program and wait for confirmation by a person.",
        "Line 1: units",
        "“Units 16”",
        "4:3 p.2",
        "No urgency is marked.",
        "2 fields were read by the program and not yet confirmed: see Documents received.",
    ],
)
def test_every_view_tells_it(views: dict[str, str], view: str, words: str) -> None:
    assert words in views[view].replace("\\", "")


@pytest.mark.parametrize("format", ["text", "md", "html"])
def test_plain_texts_without_remarks_have_no_such_section(format: str) -> None:
    assert "Documents received" not in render(determination(), DOCUMENTS, format)


@pytest.mark.parametrize("given", [{"remarks": REMARKS[:1]}, {"fields_read": FIELDS[1:]}])
def test_one_thing_to_tell_is_enough(given: dict[str, Any]) -> None:
    assert "Documents received" in render(replace(determination(), **given), DOCUMENTS, "text")


def test_a_record_that_never_was_paper_has_no_page() -> None:
    (row,) = re.findall(r"^\| 5 \|.*$", render(determination_on_paper(), PAPERS, "md"), re.MULTILINE)
    assert "| record.json |" in row


def test_documents_are_listed_once() -> None:
    text = render(determination_on_paper(), PAPERS, "text")
    assert len(re.findall(r"^No\.", text, re.MULTILINE)) == 1


def test_the_same_remark_of_several_pages_is_told_once(views: dict[str, str]) -> None:
    assert "Digits are hard to read. [fax.pdf p.4] [fax.pdf p.6]" in views["text"]
    assert views["text"].count("Digits are hard to read") == 1


def test_kinds_of_remarks_stand_in_one_order(views: dict[str, str]) -> None:
    kinds = ["Hidden text", "Hard to read", "Attachments", "Duplicates"]
    assert sorted(kinds, key=views["text"].index) == kinds
    assert set(HEADINGS) <= set(About)


def test_places_name_the_page_where_there_are_several() -> None:
    places = Places.of(determination_on_paper(), PAPERS)
    labels = [places.mark(each).label for each in (OVER_TWO_PAGES, NEGATIVE, span(NOTE, "Wt 58.10 kg."))]
    assert labels == ["4:1 p.1", "4:3 p.2", "1:3"]
    assert places.mark(NEGATIVE).bracketed == "[4:3 p.2]"


def test_a_quote_over_a_page_break_reads_on(views: dict[str, str]) -> None:
    for view in views.values():
        assert "“titer raised twice in winter.”" in view
        assert "␌" not in view
    assert "2:14 p.3 is line 14 of document 2, on its third page, R a line of the request" in views["text"]


def test_a_page_as_received_leads_to_its_place_or_nowhere() -> None:
    places = Places.of(determination_on_paper(), PAPERS)
    found = [places.paper(*each).target for each in (("fax.pdf", 4), ("fax.pdf", 6), ("fax.pdf", 0), ("no.pdf", 1))]
    assert found == ["doc-4", "g4-3", "doc-4", ""]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one\ntwo\fthree\n", [(1, 0, "one"), (2, 0, "two"), (2, 2, "three"), (3, 0, "")]),
        ("one\n\ftwo", [(1, 0, "one"), (2, 2, "two")]),
        ("one\f\ftwo", [(1, 0, "one"), (1, 2, ""), (1, 3, "two")]),
        ("one\n", [(1, 0, "one"), (2, 0, "")]),
    ],
)
def test_a_page_begins_under_a_rule_with_the_number_of_its_line(text: str, lines: list[tuple[int, int, str]]) -> None:
    pane = document_pane("1", SourceDocument(name="a.txt", text=text), None, ())
    assert [(line.number, line.page, "".join(p.text for p in line.pieces)) for line in pane.lines] == lines


def test_every_cite_keeps_to_its_schema(record: Any) -> None:
    found = list(cites(record))
    assert len(found) > 40
    for each in found:
        jsonschema.validate(each, CITE)
    assert all(("at" in each) == (each["document"] == "04_form.pdf") for each in found)


def test_a_cite_on_paper_has_its_boxes_page_by_page(record: Any) -> None:
    found = [each for each in cites(record["criteria"]) if each["start"] == OVER_TWO_PAGES.start and "at" in each]
    assert found[0]["at"] == [
        {"file": "fax.pdf", "page": 4, "boxes": [[108, 72, 138, 82], [72, 86, 144, 96]]},
        {"file": "fax.pdf", "page": 5, "boxes": [[72, 72, 132, 82]]},
    ]
    assert (found[0]["page"], found[0]["quote"]) == (1, "titer\nraised twice\fin winter.")


def test_a_cite_of_an_electronic_record_has_its_entry(record: Any) -> None:
    found = [each for each in cites(record["criteria"]) if each["document"] == "05_record.txt"]
    assert [each["reference"] for each in found] == ["Observation/glint-1"]


def test_boxes_are_written_to_a_tenth_of_a_point() -> None:
    assert box_record(Box(left=72.04, top=0.06, right=100, bottom=99.949)) == [
        Decimal("72.0"),
        Decimal("0.1"),
        Decimal("100.0"),
        Decimal("99.9"),
    ]


def test_remarks_and_fields_read_are_in_the_record(record: Any) -> None:
    assert record["remarks"][1] == {
        "about": "hidden_text",
        "says": REMARKS[1].says,
        "file": "fax.pdf",
        "page": 5,
        "box": [72, 700, 172, 710],
    }
    assert (record["remarks"][0]["page"], record["remarks"][0]["box"]) == (None, None)
    units, urgency = record["request_read"]
    assert (units["path"], units["value"], units["at"]["start"], units["why"]) == (
        "lines.0.units",
        "16",
        UNITS.start,
        "",
    )
    assert (urgency["at"], urgency["why"]) == (None, "no urgency is marked")
    assert record["documents"][3]["pages"] == [{"file": "fax.pdf", "page": n} for n in (4, 5, 6)]
    assert record["documents"][0]["pages"] == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("lines.1.from", "Line b: from"),
        ("lines.7.units", "Line 8: units"),
        ("requester.npi", "Requester: npi"),
        ("line_of_business", "Line of business"),
        ("lines", "Lines"),
    ],
)
def test_a_field_is_named_as_a_reader_says_it(path: str, said: str) -> None:
    assert field_name(path, ("a", "b")) == said
