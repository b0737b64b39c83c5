"""C-CDA files that are none, hostile ones and odd ones: one clear error, or a record."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.errors import DocumentError
from mednec.interop import read_ccda
from tests.interop.test_ccda import (
    HEAD,
    MEDICATIONS,
    NOTE,
    TABLE,
    document,
    drug,
    lines_of,
    read,
    section,
)

LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10 if i else b"&a;" * 10) for i in range(9))
    + b']><ClinicalDocument xmlns="urn:hl7-org:v3"><title>&a8;</title></ClinicalDocument>'
)
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>
<ClinicalDocument xmlns="urn:hl7-org:v3"><title>&f;</title></ClinicalDocument>"""
DEEP = b'<ClinicalDocument xmlns="urn:hl7-org:v3">' + b"<a>" * 5000 + b"</a>" * 5000 + b"</ClinicalDocument>"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty file"),
        (b"Patient: Ada", "no XML"),
        (b"<ClinicalDocument", "no XML"),
        (b'{"resourceType": "Bundle"}', "no XML"),
        (b"<html/>", "no ClinicalDocument"),
        (b"<ClinicalDocument/>", "no ClinicalDocument"),
        (b'<Bundle xmlns="http://hl7.org/fhir"/>', "no ClinicalDocument"),
        (LAUGHS, ""),
        (OUTSIDE, "declares a document type"),
        (b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><ClinicalDocument xmlns="urn:hl7-org:v3"/>', "declares"),
        (DEEP, "no XML"),
        (document(section(NOTE, "Seen.")).replace(b"UTF-8", b"klingon"), "no XML"),
        (document(section(NOTE, "\u00e9")).decode().encode("latin-1"), "no XML"),
        (document(head=HEAD + "<recordTarget><patientRole/></recordTarget>"), "about 2 patients"),
    ],
)
def test_what_is_no_document_is_refused_in_one_line(content: bytes, says: str) -> None:
    with pytest.raises(DocumentError, match=r"note\.xml") as error:
        read_ccda(content, file="note.xml")
    assert says in error.value.what
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 400


_TAGS = st.sampled_from(
    ["paragraph", "list", "item", "table", "tr", "td", "thead", "br", "content", "footnote", "zorps"]
)
_ATTRIBUTES = st.sampled_from(["", ' ID="m1"', ' rowspan="3"', ' colspan="9"', ' rowspan="x"', ' revised="delete"'])
_NO_TAGS = re.compile(r"<[^>]*>")
_WORDS = st.text(alphabet="ab 1.\n", max_size=5)
_MARKUP = st.recursive(
    _WORDS,
    lambda inner: st.builds(
        lambda tag, more, parts, tail: f"<{tag}{more}>{''.join(parts)}</{tag}>{tail}",
        _TAGS,
        _ATTRIBUTES,
        st.lists(inner, max_size=3),
        _WORDS,
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(_MARKUP, st.sampled_from(["EVN", "INT", "RQO"]))
def test_any_narrative_is_read_and_no_word_is_made_up(text: str, mood: str) -> None:
    record = read(section(MEDICATIONS, text, drug("m1", mood)))
    for paper in record.papers:
        [sheet] = paper.sheets
        assert all(0 <= r.start < r.end <= len(sheet.text) for r in sheet.references)
        assert all(0 <= d.start < d.end <= len(sheet.text) for d in sheet.doubts)
        if "span=" not in text:  # a cell that spans rows is said in each
            assert Counter(c for line in lines_of(record) for c in line if c in "ab") <= Counter(_NO_TAGS.sub("", text))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=40))
def test_any_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(DocumentError):
        read_ccda(content, file="note.xml")


WHOLE = document(
    section(MEDICATIONS, TABLE, drug("m1", "EVN") + drug("m2", "INT"), more='nullFlavor="NI"'),
    section("10157-6", "<list><item>Mother: asthma</item></list>"),
).decode()


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_document_with_pieces_cut_out_or_doubled_is_refused_or_read(data: st.DataObject) -> None:
    text = WHOLE
    for _ in range(data.draw(st.integers(1, 3))):
        pieces = re.split(r"(?=<)", text)  # at the edges of tags, so that much of it stays XML
        first = data.draw(st.integers(0, len(pieces) - 1))
        last = data.draw(st.integers(first, min(len(pieces), first + 4)))
        text = "".join([*pieces[:first], *pieces[first:last] * data.draw(st.sampled_from([0, 2])), *pieces[last:]])
    try:
        record = read_ccda(text.encode(), file="note.xml")
    except DocumentError:
        return
    for paper in record.papers:
        [sheet] = paper.sheets
        assert all(0 <= r.start < r.end <= len(sheet.text) for r in sheet.references)
