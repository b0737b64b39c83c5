"""Whatever stands in a field of the request, or is left out: a determination, or one message about that field."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.errors import MednecError
from mednec.intake.request import read_request
from mednec.model.determination import Determination
from mednec.model.request import Case
from mednec.packs.shelf import policy_for
from mednec.render import render
from mednec.review import review
from tests.cases.reviewed import CASES, worked
from tests.shipped import library

POLICIES = {
    "IG-DEV-01": "northfield-ig-dermatomyositis",
    "IG-DEV-02": "northfield-ig-dermatomyositis",
    "OMA-DEV-001": "larkspur-omalizumab",
    "RIT-DEV-01": "tamarack-b-cell-lupus",
}
ODD: tuple[object, ...] = (
    *(None, "", " ", "x", 0, -1, "9" * 40, [], {}, ["a"], "0001-01-01", "9999-12-31", "2025-13-45", "\u202e", "a\nb"),
    *("600 mg", "600 mg every 0 weeks", "0 mg every 2 weeks", "-5 mg daily", "1e400 g", "every", "2 g/kg once"),
    *(
        "600 mg SC every 2 weeks x 99999999999 visits",
        "1000000000000000000000000 mg every 1 minute",
        "J2357",
        "D47.02.02",
    ),
)
Place = tuple[str | int, ...]


def written(name: str) -> dict[str, Any]:
    """The request with every value as its words."""
    found: dict[str, Any] = yaml.load((CASES / name / "request.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    return found


def fields(value: object, path: Place = ()) -> Iterator[Place]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield (*path, key)
        yield from fields(child, (*path, key))


def changed(request: dict[str, Any], path: Place, *new: object) -> dict[str, Any]:
    """The request with one field set, or without it when nothing is given."""
    other: Any = copy.deepcopy(request)
    place = other
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    if new and isinstance(place, list):
        place.insert(int(path[-1]), new[0])
    elif new:
        place[path[-1]] = new[0]
    found: dict[str, Any] = other
    return found


def answered(name: str, request: dict[str, Any], folder: Path) -> Determination | str:
    """The determination of the case with this request, or the message that refuses it."""
    file = folder / "request.yaml"
    file.write_text(yaml.safe_dump(request, allow_unicode=True), "utf-8")
    documents = worked(name)[0].documents
    try:
        case = Case(request=read_request(file), documents=documents)
        determination = review(case, policy_for(library(), case.request, POLICIES[name]), library())
    except MednecError as error:
        return str(error)
    assert render(determination, documents, "json")
    return determination


@pytest.mark.parametrize("name", POLICIES)
def test_any_field_may_be_left_out(name: str, tmp_path: Path) -> None:
    request = written(name)
    for path in fields(request):
        answer = answered(name, changed(request, path), tmp_path)
        if isinstance(answer, str):
            assert "request.yaml" in answer or POLICIES[name] in answer, (path, answer)
            assert "\n" not in answer


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_field_may_hold_anything(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    name = data.draw(st.sampled_from(sorted(POLICIES)))
    request = written(name)
    path = data.draw(st.sampled_from(list(fields(request))))
    answer = answered(name, changed(request, path, data.draw(st.sampled_from(ODD))), tmp_path_factory.mktemp("case"))
    assert answer


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("lines", 0, "to"), "9999-12-31", ("lines.0", "more than ten years")),
        (("lines", 0, "units"), "9" * 40, ("lines.0.units", "100000000")),
        (("lines", 0, "units"), "-1", ("lines.0.units", "greater than or equal to 0")),
        (("patient", "birth_date"), "2030-01-01", ("patient.birth_date", "after the request was received")),
        (("received",), "last week", ("received", "is no date")),
        (("lines",), [], ("lines",)),
        (("request_type",), "renewal", ("request_type", "'renewal'")),
    ],
)
def test_what_cannot_be_true_is_refused(path: Place, value: object, words: tuple[str, ...], tmp_path: Path) -> None:
    answer = answered("OMA-DEV-001", changed(written("OMA-DEV-001"), path, value), tmp_path)
    assert isinstance(answer, str)
    for word in words:
        assert word in answer


def test_visits_without_their_number_are_not_within_the_limit(tmp_path: Path) -> None:
    """A number that is not told is no nought."""
    determination = answered("IG-DEV-01", changed(written("IG-DEV-01"), ("lines", 2, "units")), tmp_path)
    assert isinstance(determination, Determination)
    (limit,) = (limit for limit in determination.limits if limit.clause == "IV.D")
    assert (limit.status.value, limit.note) == ("not documented", "how many visits are requested is not told")


@pytest.mark.parametrize(
    ("units", "outcome"),
    [
        ("704", "approve"),  # 50.3 g = 100.6 units, 7 visits: 704.2
        ("707", "approve"),  # 101 whole units a visit
        ("500", "approve"),
        ("712", "pend"),
        ("7000", "pend"),
    ],
)
def test_units_beyond_the_order_are_asked_about_and_not_approved(units: str, outcome: str, tmp_path: Path) -> None:
    order = changed(written("IG-DEV-02"), ("lines", 0, "regimen"), "IVIG 1 g/kg every 4 weeks")
    determination = answered("IG-DEV-02", changed(order, ("lines", 0, "units"), units), tmp_path)
    assert isinstance(determination, Determination)
    assert determination.outcome.value == outcome
    if outcome == "pend":
        assert "More units are asked than the order comes to" in determination.summary.says
