"""Files that are no record, broken ones and hostile ones: one clear error, or a record with remarks."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.errors import DocumentError
from mednec.interop import Record, read_fhir
from tests.interop.made import ADA, Resource, made, observed, quantity

BAD: list[tuple[str, bytes, str]] = [
    ("empty", b"", "empty file"),
    ("blank", b" \n", "empty file"),
    ("no JSON", b"Patient: Ada", "no JSON"),
    ("cut off", b'{"resourceType": "Bundle", "entry": [', "no JSON"),
    ("a list", b"[1, 2]", "no JSON object"),
    ("a number", b"7", "no JSON object"),
    ("no FHIR", b'{"name": "Ada"}', "no resourceType"),
    ("a type that is no word", b'{"resourceType": 7}', "no resourceType"),
    ("UTF-16", '{"resourceType": "Bundle"}'.encode("utf-16"), "not UTF-8"),
    ("Latin-1", '{"resourceType": "Bundle", "id": "\u00e9"}'.encode("latin-1"), "not UTF-8"),
    ("no number", b'{"resourceType": "Bundle", "total": NaN}', "NaN is no number"),
    ("a number too long", b'{"resourceType": "Bundle", "total": ' + b"9" * 9000 + b"}", "no JSON"),
    ("nested", b'{"resourceType": "Bundle", "x": ' + b"[" * 100 + b"]" * 100 + b"}", "nested too deep"),
    (
        "nested absurdly",
        b'{"resourceType": "Bundle", "x": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        "nested too deep",
    ),
    ("XML", b"<Bundle xmlns='http://hl7.org/fhir'/>", "no JSON"),
]


@pytest.mark.parametrize(("content", "says"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_what_is_no_record_is_refused_in_one_line(content: bytes, says: str) -> None:
    with pytest.raises(DocumentError, match=r"record\.json") as error:
        read_fhir(content, file="record.json")
    assert says in error.value.what
    assert "\n" not in str(error.value)
    assert error.value.do


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read_fhir(b"\xef\xbb\xbf" + json.dumps(ADA).encode(), file="record.json") == Record()


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fhir.resources.R4B", None)
    with pytest.raises(DocumentError, match="reads no electronic records") as error:
        read_fhir(json.dumps(ADA).encode(), file="record.json")
    assert error.value.do == "pip install 'mednec[fhir]'"


_TEMPLATES: tuple[Resource, ...] = (
    ADA,
    observed("o", "IgE", valueQuantity=quantity(412, "kU/L", "k[IU]/L"), referenceRange=[{"low": {"value": 1}}]),
    made("Condition", "c", code={"coding": [{"system": "http://snomed.info/sct", "code": "195967001"}]}),
    made(
        "MedicationStatement",
        "m",
        status="active",
        medicationCodeableConcept={"text": "prednisone"},
        effectivePeriod={"start": "2025-01-02"},
        dosage=[{"sequence": 1, "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}}],
    ),
    made("DocumentReference", "d", status="current", content=[{"attachment": {"data": "QQ==", "contentType": "a/b"}}]),
    made("DiagnosticReport", "r", status="final", code={"text": "CT"}, result=[{"reference": "#x"}], contained=[]),
)
_LEAF = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=6),
    st.sampled_from(["2024-02-30", "1e999", "#o", "Patient/ada", "final", "\u0000", "x\u200b\n"]),
)
_JSON = st.recursive(
    _LEAF,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["code", "coding", "value", "text", "reference", "start", "x"]), inner, max_size=3
        ),
    ),
    max_leaves=6,
)


def _places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path]
    if isinstance(value, dict):
        found += [p for key, inner in value.items() for p in _places(inner, (*path, key))]
    elif isinstance(value, list):
        found += [p for key, inner in enumerate(value) for p in _places(inner, (*path, key))]
    return found


def _changed(value: object, path: tuple[str | int, ...], new: object) -> object:
    if not path:
        return new
    if isinstance(value, dict):
        return {k: _changed(v, path[1:], new) if k == path[0] else v for k, v in value.items()}
    if isinstance(value, list):
        return [_changed(v, path[1:], new) if k == path[0] else v for k, v in enumerate(value)]
    return value


def _refused_or_read(content: bytes, read: Callable[..., Record] = read_fhir) -> None:
    try:
        record = read(content, file="record.json")
    except DocumentError:
        return
    for paper in record.papers:
        [sheet] = paper.sheets
        assert all(0 <= r.start < r.end <= len(sheet.text) for r in sheet.references)
        assert all(0 <= d.start < d.end <= len(sheet.text) for d in sheet.doubts)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_record_with_anything_anywhere_is_refused_or_read(data: st.DataObject) -> None:
    resources: list[object] = list(_TEMPLATES)
    for _ in range(data.draw(st.integers(1, 3))):
        which = data.draw(st.integers(0, len(resources) - 1))
        path = data.draw(st.sampled_from(_places(resources[which])))
        resources[which] = _changed(resources[which], path, data.draw(_JSON))
    entries = [{"resource": r} for r in resources]
    _refused_or_read(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode())


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=60), _JSON.map(lambda v: json.dumps(v).encode())))
def test_any_bytes_are_refused_or_read(content: bytes) -> None:
    _refused_or_read(content)
