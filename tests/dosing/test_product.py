"""Which product of a drug a line asks for."""

from __future__ import annotations

import pytest

from mednec.dosing import product_of
from tests.making import line
from tests.shipped import knowledge

GLOBULIN, RITUXIMAB = "immune-globulin-iv", "rituximab"

ASKED: list[tuple[str, str | None, str, str, str | None]] = [
    # drug, brand, drug text, code, product
    (GLOBULIN, "Octagam 10%", "immune globulin", "J1568", "Octagam 10%"),
    (GLOBULIN, "octagam 10 %", "immune globulin", "", "Octagam 10%"),
    (GLOBULIN, "Gammagard Liquid 10%", "immune globulin", "", "Gammagard Liquid"),
    (GLOBULIN, "Gammagard", "immune globulin", "J1569", "Gammagard Liquid"),
    (GLOBULIN, "Gammagard", "immune globulin", "J1566", "Gammagard S/D"),
    (GLOBULIN, "Gammagard", "immune globulin", "", None),  # Liquid or S/D
    (GLOBULIN, "Octagam", "immune globulin 5 % solution", "J1568", "Octagam 5%"),
    (GLOBULIN, "Octagam", "immune globulin", "J1568", None),  # 5 % or 10 %
    (GLOBULIN, "Panzyga", "immune globulin", "J1459", None),  # a brand of none of the products, whatever the code
    (GLOBULIN, None, "immune globulin (Privigen)", "", "Privigen"),
    (GLOBULIN, None, "immune globulin", "J1459", "Privigen"),
    (GLOBULIN, None, "immune globulin", "J1561", None),  # two products share the code
    (GLOBULIN, None, "immune globulin", "", None),
    (RITUXIMAB, "Truxima", "rituximab-abbs", "Q5115", "Truxima"),
    (RITUXIMAB, "Rituximab", "rituximab", "J9312", "Rituxan"),  # the drug's own name names no product
]


@pytest.mark.parametrize(("drug", "brand", "text", "code", "product"), ASKED)
def test_the_product_of_a_line(drug: str, brand: str | None, text: str, code: str, product: str | None) -> None:
    found = product_of(line(drug=text, brand=brand, hcpcs=code), knowledge().drugs[drug])
    assert (found.name if found else None) == product
