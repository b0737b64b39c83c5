"""Which body weight a dose is held against, and which other weights are shown beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from mednec.dosing import choose_weight, other_weights, weight_in_kg
from mednec.dosing.weight import choose_surface
from mednec.model.document import DocumentHeader, SourceDocument
from mednec.model.finding import Measurement, Period
from mednec.model.words import Assertion, DocumentKind, Standing

AS_OF = date(2026, 5, 4)


def weight(
    value: str,
    unit: str = "kg",
    *,
    on: str | None = "2026-04-20",
    standing: Standing = Standing.CURRENT,
    kind: DocumentKind = DocumentKind.CLINIC_NOTE,
    column: str = "",
    concept: str = "body-weight",
    comparator: str = "",
    before: str = "",
) -> Measurement:
    """A body weight written in a document of this kind."""
    text = f"{before}Wt {value} {unit}"
    document = SourceDocument(name=f"{kind.value}.txt", text=text)
    place = document.cite(len(before), len(text))
    return Measurement(
        kind="measurement",
        concept=concept,
        name="body weight",
        assertion=Assertion.PRESENT,
        source=place,
        sentence=place,
        header=DocumentHeader(document=document, kind=kind),
        when=None if on is None else Period.day(date.fromisoformat(on)),
        standing=standing,
        value=Decimal(value),
        unit=unit,
        column=column,
        comparator=comparator,
    )


def chosen(*findings: Measurement) -> Decimal | None:
    found = choose_weight(findings, AS_OF)
    return None if found is None else found.kg


def test_the_newest_measured_weight_on_or_before_the_day_is_taken() -> None:
    found = choose_weight(
        [weight("64", on="2025-06-11"), weight("58.1", on="2026-05-04"), weight("57", on="2026-05-05")], AS_OF
    )
    assert found is not None
    assert (found.kg, found.measured, found.at.quote) == (Decimal("58.1"), date(2026, 5, 4), "Wt 58.1 kg")


NOT_MEASURED = [
    weight("61", standing=Standing.CLAIM),
    weight("64.4", standing=Standing.CARRIED_FORWARD),
    weight("70", standing=Standing.TEMPLATE),
    weight("69.9", kind=DocumentKind.FORM),
    weight("69.9", kind=DocumentKind.LETTER),
    weight("69.9", kind=DocumentKind.PAYER_NOTICE),
    weight("58", on=None),
    weight("58", unit=""),
    weight("58", comparator="<"),
    weight("0"),
    weight("58", concept="height"),
]


@pytest.mark.parametrize("finding", NOT_MEASURED)
def test_a_weight_that_nobody_measured_is_not_taken(finding: Measurement) -> None:
    assert chosen(finding) is None
    assert chosen(finding, weight("58.1", on="2024-01-01")) == Decimal("58.1")


def test_pounds_are_converted() -> None:
    # 128 lb x 0.45359237 kg
    assert chosen(weight("128", "lb")) == Decimal("58.05982336")


@pytest.mark.parametrize("column", ["WEIGHT kg", "Weight (kg)", "kg"])
def test_a_bare_number_has_the_unit_of_its_column(column: str) -> None:
    assert chosen(weight("50.3", unit="", column=column)) == Decimal("50.3")


def test_a_column_without_a_unit_gives_none() -> None:
    assert weight_in_kg(weight("50.3", unit="", column="WEIGHT")) is None


def test_of_one_day_the_clinic_note_goes_before_a_table_and_the_later_place_before_the_earlier() -> None:
    table = weight("50.4", kind=DocumentKind.LABORATORY, column="WEIGHT kg")
    assert chosen(weight("50.3"), table) == chosen(table, weight("50.3")) == Decimal("50.3")
    assert chosen(weight("70.3", before="wt then 71 kg. "), weight("71")) == Decimal("70.3")


def test_other_weights_are_those_of_no_measurement_that_differ() -> None:
    stated = weight("61", standing=Standing.CLAIM)
    carried = weight("64.4", standing=Standing.CARRIED_FORWARD)
    on_form = weight("154", "lb", kind=DocumentKind.FORM)
    same_on_form = weight("58.9", kind=DocumentKind.FORM)  # 1.4 % off
    older = weight("66", on="2024-01-01")  # measured, so no conflict
    found = choose_weight([weight("58.1")], AS_OF)
    shown = other_weights([older, same_on_form, stated, carried, on_form], found)
    assert set(shown) == {stated, carried, on_form}
    assert list(shown) == sorted(shown, key=lambda f: f.source)


def test_without_a_measured_weight_nothing_conflicts_with_it() -> None:
    assert other_weights([weight("61", standing=Standing.CLAIM)], None) == ()


def test_two_percent_is_the_border() -> None:
    found = choose_weight([weight("50")], AS_OF)
    claims = [weight(kg, kind=DocumentKind.FORM) for kg in ("51", "51.1", "49", "48.9")]
    assert [f.value for f in other_weights(claims, found)] == [Decimal("51.1"), Decimal("48.9")]


def test_a_body_surface_is_taken_only_where_the_record_gives_it() -> None:
    surface = weight("1.92", "m2", concept="body-surface-area")
    found = choose_surface([surface, weight("70")], AS_OF)
    assert found is not None
    assert (found.m2, found.at) == (Decimal("1.92"), surface.source)
    assert choose_surface([weight("70")], AS_OF) is None
